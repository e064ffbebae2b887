"""What can go wrong with the store, each as one sentence that says what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """The store cannot do what was asked; before the swap this means that nothing was published."""

    may_pass = False
    """Whether the disk failed in a way that can be better in a moment, as shared storage does."""


class Busy(StoreError):
    """Another writer holds the lock."""


class Pinned(StoreError):
    """The current version was made by a rollback and is pinned; `unpin` lets runs publish again."""


class Unconfirmed(StoreError):
    """The swap was done but the disk did not confirm it: the new version is current, and may be lost in a power cut."""


class NotRestorable(StoreError):
    """The tables do not hold this file's bytes, and `outcome` says why."""

    outcome = "unknown"


class Unknown(NotRestorable):
    """The ledger has never heard of the path."""


class TooLarge(NotRestorable):
    """The file was beyond a limit: only its hash was kept."""

    outcome = "too_large"


class Unreadable(NotRestorable):
    """The file could not be read."""

    outcome = "unreadable"


class SkippedInput(NotRestorable):
    """The path was passed over."""

    outcome = "skipped"


class Forgotten(NotRestorable):
    """The document was taken down on request."""

    outcome = "forgotten"


class Deleted(NotRestorable):
    """The file vanished from the raw folder; an older version may still hold it."""

    outcome = "deleted"


class Damaged(NotRestorable):
    """What the tables hold does not have the hash that the ledger names."""

    outcome = "damaged"


EXCEPTIONS: dict[str, type[NotRestorable]] = {
    kind.outcome: kind for kind in (TooLarge, Unreadable, SkippedInput, Forgotten, Deleted)
}
"""Outcomes of the ledger whose bytes the tables do not hold."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def plain_errors(curated: Path) -> Iterator[None]:
    """Turns an OSError of the block into a `StoreError` with one sentence."""
    try:
        yield
    except OSError as error:
        told = StoreError(_sentence(curated, error))
        told.may_pass = may_pass(error)
        raise told from error


def may_pass(error: BaseException | None) -> bool:
    """Whether an error came from the disk and can be better in a moment: not a full disk, not a missing permission."""
    if isinstance(error, StoreError):
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
