"""Small charts as SVG: drawn from numbers alone, in the colours of the page, with the numbers in words beside them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

HEIGHT = 24


def columns(values: Sequence[float], says: str) -> Markup:
    """A column for each value, the largest as high as the chart. `says`: what a reader who does not see it is told."""
    top = max(values, default=0) or 1
    bars = Markup().join(
        Markup('<rect x="{}" y="{:.1f}" width="2" height="{:.1f}"/>').format(3 * at, HEIGHT - high, high)
        for at, value in enumerate(values)
        if (high := HEIGHT * value / top)
    )
    return _svg(3 * len(values), HEIGHT, says, bars)


def course(values: Sequence[float], says: str) -> Markup:
    """A line from value to value, from 0 to the largest; the last is marked."""
    if not values:
        return Markup()
    top, step = max(values) or 1, 6
    points = [(step * at + 3, HEIGHT - 3 - (HEIGHT - 6) * value / top) for at, value in enumerate(values)]
    path = " ".join(f"{x},{y:.1f}" for x, y in points)
    line = Markup('<polyline points="{}"/><circle cx="{}" cy="{:.1f}" r="2"/>').format(path, *points[-1])
    return _svg(step * len(values), HEIGHT, says, line)


def share(value: float, of: float, says: str) -> Markup:
    """A bar that is filled as far as `value` goes of `of`."""
    width = 120
    filled = min(1.0, value / of) * width if of else 0.0
    bar = Markup('<rect class="all" width="{}" height="10"/><rect width="{:.1f}" height="10"/>').format(width, filled)
    return _svg(width, 10, says, bar)


def _svg(width: int, height: int, says: str, content: Markup) -> Markup:
    return Markup('<svg role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>').format(
        says, width, height, width, height, content
    )
