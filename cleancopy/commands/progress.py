"""A progress bar on standard error while a run works: bytes, documents, rate, time left. No terminal, no bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from cleancopy.orchestration.report import Progress

_MIB = 1 << 20


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
        TimeElapsedColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Bar(*columns, console=Console(file=sys.stderr, markup=False), transient=True) as bar:
        line = bar.add_task("Starting", total=None, told="")
        began: list[tuple[float, Progress]] = []

        def show(progress: Progress) -> None:
            if progress.step == "clean" and not began:
                began.append((time.monotonic(), progress))
            bar.update(line, description=progress.step.capitalize(), total=progress.bytes_total or None)
            since, first = began[0] if began else (time.monotonic(), progress)
            told = how_far(progress, time.monotonic() - since, first.bytes_done)
            bar.update(line, completed=progress.bytes_done, told=told)

        yield show


def how_far(progress: Progress, seconds: float, before: int) -> str:
    """`4.1 of 8.2 MiB, 4,504 of 9,000 documents, 1.6 MiB/s, 3 s left`, as far as it can be said.

    `seconds`: since cleaning began, with `before` of the bytes done already by an earlier run.
    """
    if not progress.total:
        return ""
    told = [f"{progress.done:,} of {progress.total:,} documents"]
    if progress.bytes_total:
        told.insert(0, f"{progress.bytes_done / _MIB:.1f} of {progress.bytes_total / _MIB:.1f} MiB")
    fresh = progress.bytes_done - before
    if progress.step == "clean" and fresh > 0 and seconds > 0:
        left = (progress.bytes_total - progress.bytes_done) * seconds / fresh
        told += [f"{fresh / seconds / _MIB:.1f} MiB/s", f"{_duration(left)} left"]
    return ", ".join(told)


def _duration(seconds: float) -> str:
    """`3 s`, `4 min`, `2 h 10 min`: as exact as a guess deserves."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02d} min"
