"""What the disk says, as sentences that say what to do next; and which outcomes of the ledger keep no bytes."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleancopy.errors import CleancopyError, StoreError

WITHOUT_BYTES = {
    "too_large": "raise the limits in the settings and run again",
    "unreadable": "mend its permissions and run again",
    "skipped": "the table sources says in `detail` why it is no input",
    "container": "name one of its records, as the table sources lists them",
    "forgotten": "it was taken down for good",
    "deleted": "`cleancopy rollback` brings back a version that has it, while it is kept",
}
"""Outcomes of the ledger whose bytes the tables do not hold, and what to do about each."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def plain_errors(curated: Path) -> Iterator[None]:
    """Turns an OSError of the block into a `StoreError` with one sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(_sentence(curated, error), may_pass(error)) from error


def may_pass(error: BaseException | None) -> bool:
    """Whether an error came from the disk and can be better in a moment: not a full disk, not a missing permission."""
    if isinstance(error, CleancopyError):
        return error.may_pass
    return isinstance(error, OSError) and error.errno not in _FULL and error.errno not in _FORBIDDEN


def _sentence(curated: Path, error: OSError) -> str:
    if error.errno in _FULL:
        return f"There is no space left under {curated}: free some and run again; nothing was published."
    if error.errno in _FORBIDDEN:
        return f"{curated} cannot be written ({error.strerror}): make it writable and run again; nothing was published."
    if error.errno in (errno.ENOTDIR, errno.EEXIST) and not curated.is_dir():
        return f"{curated} is a file, or lies below one: name a folder for the tables."
    why = error.strerror or str(error)
    return f"The disk under {curated} failed ({why}): check it and run again; nothing was published."
