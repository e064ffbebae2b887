"""`cleancopy report`: what a version holds and what it changed, as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cleancopy.commands.options import CURATED, Curated
from cleancopy.show.report.report import report as made
from cleancopy.store import Store


def report(
    version: Annotated[int | None, typer.Option("--version", metavar="N", help="Default: the current one.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="HTML", help="Where the page is written; - prints it.")
    ] = None,
    curated: Curated = CURATED,
) -> None:
    """Write the report of a version as an HTML page that stands alone.

    Each commit publishes its own as report.html beside the tables; this one is made anew, for any version still kept.
    """
    store = Store(curated)
    chosen = store.published() if version is None else store.version(version)
    before = [other for other in store.versions() if other.number < chosen.number]
    html = made(chosen, before[-1] if before else None)
    if out == Path("-"):
        sys.stdout.write(html)
        return
    path = out or Path(f"report-{chosen.number}.html")
    path.write_text(html, "utf-8")
    print(path)
