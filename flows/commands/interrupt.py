"""SIGINT and SIGTERM end a run cleanly within five seconds: nothing half done, exit code 130."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

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
