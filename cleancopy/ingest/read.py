"""The bytes of an input, within limits, and the cheap fingerprint that says whether it is new."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from cleancopy.ingest.formats.gathered import Gathered
from cleancopy.ingest.formats.record import Record
from cleancopy.ingest.inputs import Input
from cleancopy.ingest.sidecar import MAX_SIDECAR_BYTES, Sidecar, parse_sidecar

# A link put in the place of the file after discovery is not followed; a FIFO does not block the open.
OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_CHUNK = 1 << 20


MAX_FILE_BYTES = 64 << 20
_Said = tuple[Sidecar, str | None, tuple[str, ...]]
"""What is said beside the text, the hash of it, and doubts."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What was read. `data` and `sha256` are of one and the same read; `reason` is set when there is no document in it.

    Outcome `bad` is a record that cannot be read, whose bytes are kept, and `container` a container that cannot be read
    to its end; `code` says why.
    """

    outcome: Literal["read", "too_large", "unreadable", "bad", "container"]
    data: bytes | None
    sha256: str | None
    size: int | None
    reason: str | None = None
    sidecar: Sidecar = field(default_factory=Sidecar)
    sidecar_sha256: str | None = None
    warnings: tuple[str, ...] = ()
    code: str | None = None

    @property
    def fault(self) -> tuple[str, str] | None:
        """Code and detail of the reason for which nothing is cleaned; None for a document."""
        return None if self.outcome == "read" else (self.code or self.outcome, self.reason or "")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What decides whether an input is new: the hashes of its bytes and of its sidecar, never a time.

    `sha256` is None when the file cannot be read, and `reason` says why. An unreadable sidecar counts as none.
    """

    sha256: str | None
    sidecar_sha256: str | None
    reason: str | None = None


def read(input: Input, max_bytes: int = MAX_FILE_BYTES) -> Payload:
    """One input and its sidecar; one of more than `max_bytes` is hashed as a stream and not held.

    Never raises for what the file is or does; see `Payload.outcome`.
    """
    said = _sidecar(input)
    try:
        data, sha256, size = _load(input.os_path, max_bytes)
    except OSError as error:
        return Payload("unreadable", None, None, None, _plain(error), *said)
    if data is None:
        reason = f"{size} bytes, the limit is {max_bytes}"
        return Payload("too_large", None, sha256, size, reason, *said)
    return Payload("read", data, sha256, len(data), None, *said)


def payload_of(record: Record) -> Payload:
    """A record of a container as a file would be read."""
    said = (record.said, record.said.digest() if record.said != Sidecar() else None, record.notes)
    if record.data is None:
        assert record.fault is not None
        outcome: Any = record.fault[0] if record.fault[0] in ("too_large", "unreadable") else "container"
        return Payload(outcome, None, record.sha256 or None, record.size, record.fault[1], *said, code=record.fault[0])
    sha256 = hashlib.sha256(record.data).hexdigest()
    if record.fault is not None:
        return Payload("bad", record.data, sha256, len(record.data), record.fault[1], *said, code=record.fault[0])
    return Payload("read", record.data, sha256, len(record.data), None, *said)


def hash_of(input: Input) -> Fingerprint:
    """The fingerprint of an input as it is on disk now; reads the bytes and keeps none."""
    sidecar = None
    if input.has_sidecar:
        with suppress(OSError):
            sidecar = _load(input.os_path + b".json", MAX_SIDECAR_BYTES)[1]
    try:
        return Fingerprint(_load(input.os_path, _CHUNK)[1], sidecar)
    except OSError as error:
        return Fingerprint(None, sidecar, _plain(error))


def _load(path: bytes, limit: int) -> tuple[bytes | None, str, int]:
    """(bytes, or None beyond `limit`; sha256; size) of a regular file, read once. Raises OSError otherwise."""
    fd = os.open(path, OPEN)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if status.st_size < _CHUNK:
            # The common case in one call: one byte more than the size tells that the file has not grown.
            data = os.read(fd, status.st_size + 1)
            if len(data) == status.st_size <= limit:
                return data, hashlib.sha256(data).hexdigest(), len(data)
            os.lseek(fd, 0, os.SEEK_SET)
        return _stream(fd, limit if status.st_size <= limit else -1)
    finally:
        os.close(fd)


def _stream(fd: int, limit: int) -> tuple[bytes | None, str, int]:
    """As `_load`; what is beyond the limit from the start is never held, what grows beyond it is let go."""
    gathered = Gathered(limit)
    while chunk := os.read(fd, _CHUNK):
        gathered.add(chunk)
    return gathered.data, gathered.sha256, gathered.size


def _sidecar(input: Input) -> _Said:
    if not input.has_sidecar:
        return Sidecar(), None, ()
    try:
        data, sha256, _ = _load(input.os_path + b".json", MAX_SIDECAR_BYTES)
    except OSError as error:
        return Sidecar(), None, (f"sidecar_unreadable: {_plain(error)}",)
    if data is None:
        return Sidecar(), sha256, (f"sidecar_too_large: more than {MAX_SIDECAR_BYTES} bytes",)
    sidecar, warnings = parse_sidecar(data)
    return sidecar, sha256, tuple(warnings)


def _plain(error: OSError) -> str:
    """The reason without path or number, so that it is the same on every machine."""
    return (error.strerror or "input/output error").lower()
