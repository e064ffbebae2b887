"""Gates over figures: absolute limits from the settings, and drift against what earlier runs showed."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence

from cleancopy.gates.shares import Gate
from cleancopy.settings.gates import DriftSettings

Figures = Mapping[str, float]
"""Figure -> value, for one site."""

TO_SIGMA = 1.4826
"""Times the median absolute deviation: the standard deviation, were it normal (Rousseeuw and Croux 1993)."""

LEAST_SPREAD = {"words": 0.1}
"""A figure that hardly ever moved has no spread to speak of: this much (of the median) is ordinary all the same."""


def limits_held(site: str, figures: Figures, limits: Mapping[str, tuple[float | None, float | None]]) -> list[Gate]:
    """One gate for each figure of the site that has a limit (least, most) in the settings."""
    gates = []
    for name, (least, most) in limits.items():
        if (value := figures.get(name)) is None:
            continue
        passed = (least is None or value >= least) and (most is None or value <= most)
        said = f"{name} of {_named(site)} is {value:g}, the settings allow {_span(least, most)}"
        gates.append(Gate(f"{name}@{site}", value, _nearest(value, least, most), passed, said))
    return gates


def drift(
    site: str, documents: int, figures: Figures, earlier: Sequence[Figures], watch: DriftSettings, accepted: bool
) -> list[Gate]:
    """One gate for each figure of the site that left the band of its earlier runs; figures within it need no row.

    The band is as many robust standard deviations about the median as `watch` tolerates. `documents`: how many the
    figures were taken from; `earlier`: the site's figures in earlier runs, newest last, of runs with enough documents.
    """
    window = earlier[-watch.runs :]
    if len(window) < watch.min_runs:
        return []
    gates = []
    for name in sorted(figures.keys() | set().union(*window)):
        past = [run.get(name, 0.0) for run in window]
        value, middle = figures.get(name, 0.0), statistics.median(past)
        seen = TO_SIGMA * statistics.median(abs(p - middle) for p in past)
        spread = max(seen, _least_spread(name, middle, documents))
        if abs(value - middle) > watch.tolerance * spread:
            limit = middle + (watch.tolerance * spread if value > middle else -watch.tolerance * spread)
            said = (
                f"{name} of {_named(site)} is {value:g}; in the last {len(window)} runs it was about {middle:g}, and "
                f"{watch.tolerance * spread:.3g} more or less is ordinary. Look at its "
                "pages; if they are right: --accept-drift"
            )
            gates.append(Gate(f"drift:{name}@{site}", value, round(limit, 4), accepted, said))
    return gates


def _least_spread(name: str, middle: float, documents: int) -> float:
    """What chance alone does: for a share the standard error of a sample of that size, Laplace-smoothed."""
    if name in LEAST_SPREAD:
        return LEAST_SPREAD[name] * abs(middle)
    share = (middle * documents + 1) / (documents + 2)
    return math.sqrt(share * (1 - share) / documents)


def _named(site: str) -> str:
    return f"site {site}" if site else "files without a site"


def _span(least: float | None, most: float | None) -> str:
    if least is None:
        return f"at most {most:g}"
    return f"at least {least:g}" if most is None else f"{least:g} to {most:g}"


def _nearest(value: float, least: float | None, most: float | None) -> float:
    bounds = [bound for bound in (least, most) if bound is not None]
    return min(bounds, key=lambda bound: abs(bound - value)) if bounds else value
