"""`cleancopy report`: what a version holds and what it changed, as a page."""

from __future__ import annotations

from pathlib import Path

from cleancopy.commands.options import CURATED, Curated, Number, PageOut
from cleancopy.commands.tables import chosen, opened
from cleancopy.show.report.report import report as made
from cleancopy.show.written import save


def report(
    version: Number = None,
    out: PageOut = None,
    curated: Curated = CURATED,
) -> None:
    """Write the report of a version as an HTML page that stands alone.

    Each commit publishes its own as report.html beside the tables; this one is made anew, for any version still kept.
    """
    store = opened(curated)
    held = chosen(store, version)
    before = [other for other in store.versions() if other.number < held.number]
    save(made(held, before[-1] if before else None), out or Path(f"report-{held.number}.html"))
