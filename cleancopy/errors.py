"""Everything that can end a command with one sentence, on one page: what it means, and how the command then ends.

Each error is one sentence that says what to do next. `exit_code` is how the command line ends; `may_pass` says whether
the same thing may go well in a moment, as when shared storage hiccups. A bad document is none of these: it is data.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    FAILED = 1
    """Nothing was published."""
    USAGE = 2
    """What was asked for cannot be: a wrong option, setting or rule."""
    REFUSED = 3
    """A gate kept the run from publishing."""
    INTERNAL = 4
    """Published, with documents that met an internal error in quarantine."""
    BUSY = 75
    """Another writer is at work (EX_TEMPFAIL of sysexits.h)."""
    INTERRUPTED = 130
    """By a signal (128 + SIGINT); nothing was published."""


class CleancopyError(Exception):
    """What was asked for cannot be done."""

    exit_code = Exit.FAILED
    may_pass = False


class UsageError(CleancopyError):
    """An argument or option that makes no sense here."""

    exit_code = Exit.USAGE


class SettingsError(UsageError):
    """The settings cannot be used."""


class LexiconError(UsageError, ValueError):
    """A rule that cannot be loaded; the message names the file and the rule."""


class RunnerUnavailable(UsageError):
    """Who was asked to work on the shards cannot work here."""


class IngestError(CleancopyError):
    """The raw folder as a whole cannot be read."""


class ShardFailed(CleancopyError):
    """A shard could not be finished; names it and the fault."""


class GateRefused(CleancopyError):
    """A gate keeps the run from publishing. The message says what those that refused saw."""

    exit_code = Exit.REFUSED

    def __init__(self, gates: Sequence[Any], seen: Sequence[Any] = ()) -> None:
        """`gates` (`cleancopy.gates.Gate`) are those that refused, `seen` are all that were asked."""
        self.gates, self.seen = tuple(gates), tuple(seen or gates)
        super().__init__("; ".join(f"{gate.gate}: {gate.detail}" for gate in gates))


class PreviewRefused(CleancopyError):
    """Rules would change more of an archive than was allowed."""

    exit_code = Exit.REFUSED


class Interrupted(CleancopyError):
    """A signal ended the command; `published` says whether its commit was done already."""

    def __init__(self, message: str, published: bool) -> None:
        self.exit_code = Exit.DONE if published else Exit.INTERRUPTED
        super().__init__(message)


class StoreError(CleancopyError):
    """The tables cannot be written or read; before the swap this means that nothing was published."""

    def __init__(self, message: str, may_pass: bool = False) -> None:
        self.may_pass = may_pass
        super().__init__(message)


class Busy(StoreError):
    """Another writer holds the lock."""

    exit_code = Exit.BUSY


class Pinned(StoreError):
    """The current version was made by a rollback and is pinned; `cleancopy unpin` lets runs publish again."""


class Unconfirmed(StoreError):
    """The swap was done but the disk did not confirm it: the new version is current, and may be lost in a power cut."""


class NotRestorable(StoreError):
    """The tables do not give back a file's bytes."""


class Unknown(NotRestorable):
    """The ledger has never heard of the path."""


class ContractBroken(Exception):
    """A failure that names no row: a missing column, a wrong type, a broken check. Our fault, never a document's.

    No `CleancopyError`: it is reported as a fault, with where it happened, and never as something a user can mend.
    """
