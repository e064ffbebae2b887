"""One command, measured from outside: wall and CPU seconds of it and its children, and their peak memory together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """User and system seconds of the process and of every child it waited for."""
    memory: int
    """Largest sum of resident bytes seen over the process tree; shared pages count once a process: an upper bound."""


def measure(command: Sequence[str], log: Path) -> Cost:
    """Runs `command` to its end, output to `log`. Raises SystemExit when it fails."""
    began = time.perf_counter()
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        peak = _Peak(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    peak.stop()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}; see {log}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak.bytes)


class _Peak:
    """Watches the memory of a process and its children while they live."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0
        self._pid = pid
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        try:
            root = psutil.Process(self._pid)
        except psutil.NoSuchProcess:
            return
        while not self._stopped.wait(POLL_SECONDS):
            try:
                family = [root, *root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self.bytes = max(self.bytes, sum(_resident(process) for process in family))

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
