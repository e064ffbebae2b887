"""Which gates a run passes through, and what they are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from cleancopy.errors import GateRefused
from cleancopy.gates import Gate, drift, limits_held, share_quarantined, share_vanished
from cleancopy.gates.figures import Sums, figures
from cleancopy.gates.shares import MIN_DOCUMENTS
from cleancopy.schemas.names import LIVE_OUTCOMES
from cleancopy.settings.settings import Settings

ALWAYS: dict[str, tuple[float | None, float | None]] = {"template_share": (None, 0.3)}
"""Limits that hold for every site, unless the settings say another: what a site repeats is a small part of a story."""


def hold(gates: Sequence[Gate]) -> None:
    """Raises `GateRefused` with every gate that does not let the run through."""
    refused = [gate for gate in gates if not gate.passed]
    if refused:
        raise GateRefused(refused, gates)


def on_plan(vanished: Sequence[str], known: int, settings: Settings, accepted: bool) -> list[Gate]:
    """Before any work: have too many of the known inputs (`vanished`, by path) gone at once?"""
    if settings.on_vanish == "keep":
        return []
    return [share_vanished(vanished, known, settings.vanished.max_share, accepted)]


def on_result(
    outcomes: Mapping[str, int],
    sites: Mapping[str, Sums],
    runs: pa.Table,
    settings: Settings,
    accepted: bool,
    turned_away: Sequence[str],
) -> list[Gate]:
    """Before the commit: the ledger as it would be, and the figures of this run's documents.

    `outcomes`: how many paths have come to what after it; `sites`: sums per site; `runs`: the record of earlier runs;
    `turned_away`: paths of documents that this run turned away.
    """
    documents = sum(outcomes.get(outcome, 0) for outcome in LIVE_OUTCOMES)
    away = documents - outcomes.get("curated", 0)
    gates = [share_quarantined(away, documents, settings.quarantine.max_share, turned_away)]
    watch = settings.drift
    past = history(runs, watch.min_documents)
    for site, sums in sites.items():
        now = figures(sums)
        own = settings.sites[site].gates if site in settings.sites else {}
        limits = dict(ALWAYS) if sums["documents"] >= MIN_DOCUMENTS else {}
        limits |= {name: (limit.min, limit.max) for name, limit in {**settings.gates, **own}.items()}
        gates += limits_held(site, now, limits)
        if sums["documents"] >= watch.min_documents:
            gates += drift(site, int(sums["documents"]), now, past.get(site, []), watch, accepted)
    return gates


def history(runs: pa.Table, min_documents: int) -> dict[str, list[dict[str, float]]]:
    """Site -> its figures in each earlier run with enough of its documents, oldest first."""
    found: dict[str, list[dict[str, float]]] = {}
    for run in runs.select(["run", "kind", "figures"]).sort_by("run").to_pylist():
        by_site: dict[str, dict[str, float]] = {}
        for row in run["figures"] if run["kind"] == "run" else []:
            if row["documents"] >= min_documents:
                by_site.setdefault(row["site"], {})[row["figure"]] = row["value"]
        for site, values in by_site.items():
            found.setdefault(site, []).append(values)
    return found


def figure_rows(sites: Mapping[str, Sums]) -> list[dict[str, Any]]:
    """The `figures` column of a run's row."""
    return [
        {"site": site, "documents": int(sums["documents"]), "figure": name, "value": value}
        for site, sums in sites.items()
        for name, value in figures(sums).items()
    ]
