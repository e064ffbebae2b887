"""What the rooms of `decode` hand to each other: one document read, or the reason why it cannot be."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, field, replace
from typing import Literal

Basis = Literal["bom", "utf8", "structure", "detector", "site", "fallback"]
LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""Each raw line of a document with its end."""
LINE_ENDS = str.maketrans({"\n": "\u2028", "\r": "\u2028"})


@dataclass(frozen=True, slots=True)
class Note:
    """A warning (code, severity) or a reason (code) with its evidence."""

    code: str
    evidence: str
    severity: str = "warning"


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as text: how it was read, and what happened on the way.

    `text` is UTF-8 with the document's own LF, CR and CRLF still in it, as many as the bytes have. `unit` is the width
    of a code unit in bytes. `edits` holds (kind, offset in `text`): one entry for each place where bytes were left out
    or read otherwise than the document's encoding says.
    """

    encoding: str
    basis: Basis
    text: bytes = b""
    confidence: float = 1.0
    rival: str | None = None
    unit: int = 1
    big_endian: bool = False
    edits: tuple[tuple[str, int], ...] = ()
    warnings: tuple[Note, ...] = ()
    reasons: tuple[Note, ...] = field(default=())

    def but(self, **changes: object) -> Reading:
        """This reading with fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


def turned_away(code: str, detail: str, encoding: str | None = None, basis: Basis = "fallback") -> Reading:
    """A document that cannot be read: no text, one reason."""
    return Reading(encoding or "", basis, confidence=0.0, reasons=(Note(code, detail),))


def name_of(encoding: str) -> str:
    """Python's own name of a codec ('Windows-1252' -> 'cp1252'), so that the published name decodes the bytes again.

    Raises LookupError for one that Python does not know, or that makes no text of bytes (zlib, base64).
    """
    io.TextIOWrapper(io.BytesIO(), encoding=encoding)  # asks Python itself whether it is an encoding of text
    return codecs.lookup(encoding).name


def decoded(data: bytes, encoding: str) -> tuple[str, int] | None:
    """(text, bytes left over) of bytes in an encoding; left over is a character cut at the end. None: not valid."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        text = decoder.decode(data, False)
        pending = len(decoder.getstate()[0])
        if not pending:
            text += decoder.decode(b"", True)
    except (UnicodeError, ValueError):
        return None
    return text, pending


def as_utf8(text: str) -> bytes | None:
    """UTF-8 of a decoded text; None where it holds half a surrogate pair, which no file can mean."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    return first_error(data) is None


def first_error(data: bytes) -> int | None:
    """Where the bytes stop being valid UTF-8; None for nowhere."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None
