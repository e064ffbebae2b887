"""One writer at a time: an flock on `.store/lock`, which the kernel frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleancopy.errors import Busy, StoreError
from cleancopy.store.layout import Layout
from cleancopy.store.sentences import plain_errors

_held: dict[str, tuple[int, int]] = {}
"""Lock files of this process: resolved path -> (process id, file descriptor). A forked child does not hold them."""


@contextmanager
def lock(curated: Path) -> Iterator[None]:
    """Holds the writer's lock of `curated` (made if missing) for the block.

    Raises `Busy` at once when another writer has it, and `StoreError` when the folder cannot be written.
    """
    layout = Layout(curated)
    with plain_errors(curated):
        layout.store.mkdir(parents=True, exist_ok=True)
        # Never deleted: a lock file that comes and goes can be locked twice under one name.
        fd = os.open(layout.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        with plain_errors(curated):
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy(f"Another writer is at work in {curated}: try again when it has finished.") from error
        name = os.path.realpath(layout.lock)
        _held[name] = (os.getpid(), fd)
        try:
            yield
        finally:
            _held.pop(name, None)
    finally:
        os.close(fd)


def require_lock(layout: Layout) -> None:
    """Raises `StoreError` unless this process holds the lock, and the lock file is still the one it opened."""
    process, fd = _held.get(os.path.realpath(layout.lock), (0, -1))
    if process != os.getpid():
        raise StoreError(f"Writing to {layout.curated} needs its lock: use `with lock(curated):`.")
    try:
        same = os.path.samestat(os.fstat(fd), layout.lock.stat())
    except FileNotFoundError:
        same = False
    if not same:
        raise StoreError(f"The lock file of {layout.curated} was replaced while it was held; nothing was published.")
