"""The few things the store does to a disk, each safe to repeat after a crash."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
_NO_LINKS = _UNSUPPORTED | {errno.EPERM, errno.EXDEV, errno.EMLINK}


def fsync(path: Path) -> None:
    """Makes a file's bytes, or a folder's entries, outlive a power cut, where the file system knows fsync."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
    finally:
        os.close(fd)


def write_durably(path: Path, data: bytes) -> None:
    """Puts a whole small file in place at once: written aside, fsynced, renamed."""
    aside = path.with_name(path.name + ".new")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
    fsync(aside)
    aside.replace(path)
    fsync(path.parent)


def link_or_copy(source: Path, target: Path) -> None:
    """The same bytes under a second name: a hard link, or a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copyfile(source, target)
        fsync(target)


def point(link: Path, target: str, aside: Path) -> None:
    """Makes the symbolic link `link` lead to `target` in one step; `aside` is a free name in the same file system."""
    with suppress(FileNotFoundError):
        aside.unlink()
    aside.symlink_to(target)
    aside.replace(link)


def discard(path: Path, staging: Path) -> None:
    """Removes a folder; first it is renamed into `staging` so that a crash half-way leaves no half folder in place."""
    if path.parent != staging:
        staging.mkdir(exist_ok=True)
        gone = staging / f"gone-{path.name}"
        if gone.exists():
            shutil.rmtree(gone)
        with suppress(FileNotFoundError):
            path.rename(gone)
        path = gone
    with suppress(FileNotFoundError):
        shutil.rmtree(path)
