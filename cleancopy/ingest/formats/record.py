"""What every format gives: records, one document each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from cleancopy.ingest.formats.gathered import TooLong
from cleancopy.ingest.sidecar import Sidecar

Kind = Literal["text", "html"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a container.

    A record that cannot be read has a `fault` and its bytes as they are in the container; one that is too large has
    size and hash, but no bytes.
    """

    data: bytes | None
    """The bytes of its text or page, exactly."""
    id: str | None = None
    """What it is called; None: it is named by its content."""
    kind: Kind = "text"
    said: Sidecar = field(default_factory=Sidecar)
    """What it says beside the text."""
    fault: tuple[str, str] | None = None
    """Code and detail of the reason for which it goes to quarantine."""
    notes: tuple[str, ...] = ()
    """Doubts (`code: what`)."""
    size: int = 0
    sha256: str = ""

    @property
    def name(self) -> str:
        """The id, or 16 hex digits over the text and all that is said of it."""
        if self.id is not None:
            return self.id
        digest = hashlib.sha256(self.data if self.data is not None else self.sha256.encode())
        if self.data is not None and self.fault is None:
            digest.update(self.said.digest().encode())
        return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something in a container that is no document, and why."""

    why: str
    name: str | None = None
    """Its name, when it has one of its own: then it has a row in the ledger; else it is counted only."""


def bad(data: bytes, code: str, detail: str, id: str | None = None) -> Record:
    """A record that cannot be read, with its bytes."""
    return Record(data, id, fault=(code, detail), size=len(data))


def too_large(what: TooLong, limit: int, id: str | None = None) -> Record:
    """A record beyond the limit of a document."""
    detail = f"{what.size} bytes, the limit is {limit}"
    return Record(None, id, fault=("too_large", detail), size=what.size, sha256=what.sha256)
