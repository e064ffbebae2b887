"""One sentence instead of a traceback for whatever a user can mend; the exit codes are in `cleancopy.errors`."""

from __future__ import annotations

import errno
import sys

from cleancopy.errors import CleancopyError, Exit, GateRefused
from cleancopy.show.terminal import first_of, safe

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
    if isinstance(error, CleancopyError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        where = error.filename2 or error.filename
        what = _ADVICE.get(error.errno or 0, error.strerror or type(error).__name__)
        return (f"{where}: {what}." if where is not None else f"{what[:1].upper()}{what[1:]}."), Exit.FAILED
    return None


def files_behind(error: BaseException) -> list[str]:
    """The files for which gates refused a run, a line each: the first of them, and how many more there are."""
    gates = error.gates if isinstance(error, GateRefused) else ()
    return [f"  {file}" for gate in gates for file in first_of(gate.files)]


def complain(message: str) -> None:
    """One sentence on standard error, with nothing in it that could steer a terminal."""
    print(f"cleancopy: {safe(message)}", file=sys.stderr)
