"""How a command ends: the exit codes, and one sentence instead of a traceback for whatever a user can mend.

0 done; 1 failed, nothing published; 2 usage; 3 a gate refused the run; 4 published, with `internal_error` documents;
75 another writer is at work; 130 interrupted, nothing published.
"""

from __future__ import annotations

import errno
import sys
from enum import IntEnum

from cleancopy.show.terminal import safe


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    INTERNAL = 4
    BUSY = 75
    INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot do what was asked. The message is one sentence that says what to do next."""

    def __init__(self, message: str, code: int = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = int(code)


_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space and run again",
    errno.EDQUOT: "the disk quota is used up; free some space and run again",
    errno.EROFS: "the file system is read-only; choose another folder",
    errno.EACCES: "permission denied; check who owns it",
    errno.EPERM: "not permitted; check who owns it",
    errno.ENOTDIR: "a file stands where a folder is needed; move it away",
    errno.EISDIR: "a folder stands where a file is needed",
    errno.ENOENT: "it does not exist; check the path",
    errno.EMFILE: "too many open files; raise the limit (ulimit -n) or lower --workers",
}


def failure(error: BaseException) -> tuple[str, int] | None:
    """The sentence and the exit code for an error a user can act on; None for one that is a fault of ours."""
    if isinstance(error, CommandError):
        return str(error), error.code
    known = _known()
    for kind, code in known.items():
        if isinstance(error, kind):
            return str(error), code
    if isinstance(error, OSError):
        where = error.filename2 or error.filename
        what = _ADVICE.get(error.errno or 0, error.strerror or type(error).__name__)
        return (f"{where}: {what}." if where is not None else f"{what[:1].upper()}{what[1:]}."), Exit.FAILED
    return None


def _known() -> dict[type[BaseException], int]:
    """Our own errors, from the modules that are loaded (one that is not cannot have raised)."""
    codes = {
        ("cleancopy.settings.sentences", "SettingsError"): Exit.USAGE,
        ("cleancopy.store", "Busy"): Exit.BUSY,
        ("cleancopy.store", "StoreError"): Exit.FAILED,
        ("cleancopy.run.run", "GateRefused"): Exit.REFUSED,
        ("cleancopy.run.shards.workers", "ShardFailed"): Exit.FAILED,
        ("cleancopy.flows.engines", "RunnerUnavailable"): Exit.USAGE,
        ("cleancopy.ingest", "IngestError"): Exit.FAILED,
        ("cleancopy.clean.recognise.lexicon", "LexiconError"): Exit.USAGE,
    }
    found: dict[type[BaseException], int] = {}
    for (module, name), code in codes.items():
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None:
            found[kind] = int(code)
    return found


def complain(message: str) -> None:
    """One sentence on standard error, with nothing in it that could steer a terminal."""
    print(f"cleancopy: {safe(message)}", file=sys.stderr)
