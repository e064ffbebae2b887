"""A progress bar on standard error while a run works; nothing at all when that is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from cleancopy.orchestration.report import Progress


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """A function to show how far a run is, or None when nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(file=sys.stderr, markup=False), transient=True) as bar:
        line = bar.add_task("Starting", total=None)

        def show(progress: Progress) -> None:
            bar.update(
                line, description=progress.step.capitalize(), completed=progress.done, total=progress.total or None
            )

        yield show
