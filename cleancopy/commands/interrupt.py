"""SIGINT and SIGTERM end a run cleanly within five seconds: nothing half done, exit code 130."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from cleancopy.commands.outcome import complain
from cleancopy.errors import Exit, Interrupted

PATIENCE = 2.0
"""Seconds for an orderly end before the process is ended all the same."""


@contextmanager
def interruptible(give_up: Callable[[], int]) -> Iterator[None]:
    """SIGTERM raises KeyboardInterrupt here, as SIGINT does; whoever then does not end in time is ended.

    `give_up` is called in that last case, from another thread: it frees what would outlive us and returns the exit
    code.
    """

    def on_signal(number: int, frame: FrameType | None) -> None:
        if not timer.is_alive():
            timer.start()
        raise KeyboardInterrupt

    def end() -> None:
        try:
            code = give_up()
        except BaseException:
            code = 130
        sys.stderr.flush()
        os._exit(code)

    timer = threading.Timer(PATIENCE, end)
    timer.daemon = True
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        if timer.is_alive():  # interrupted: the timer stays, what else happens must happen before it ends us
            before = dict.fromkeys(before, signal.SIG_IGN)
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass
class Commit:
    """The one link a commit swaps, to tell whether a command has passed it."""

    pointer: Path
    before: str | None = None

    def begin(self) -> None:
        """What stands now was published before us; call it once the lock is held."""
        self.before = self.standing()

    def standing(self) -> str | None:
        """The version that readers see now."""
        return self.pointer.readlink().name if self.pointer.is_symlink() else None

    def passed(self) -> bool:
        """Whether something was published since `begin`."""
        return self.standing() != self.before


@contextmanager
def publishing(curated: Path, free: Callable[[], None]) -> Iterator[Commit]:
    """SIGINT and SIGTERM end the block with 130, unless its commit was done already; `free` ends what outlives us."""
    commit = Commit(curated / ".store" / "current")
    commit.begin()

    told = threading.Event()

    def give_up() -> int:
        free()
        if not told.is_set():
            complain(_outcome(commit))
        return Exit.DONE if commit.passed() else Exit.INTERRUPTED

    with interruptible(give_up):
        try:
            yield commit
        except KeyboardInterrupt:
            told.set()
            free()
            raise Interrupted(_outcome(commit), commit.passed()) from None


def _outcome(commit: Commit) -> str:
    """What an interrupted command says."""
    if commit.passed():
        return f"Interrupted just after the commit: {commit.standing()} is published and complete."
    return "Interrupted; nothing was published."
