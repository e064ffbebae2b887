"""Whole pages in an old encoding that was read as Latin-1 or cp1252: Cyrillic as `Íîâîñòè`, Chinese as `ÐÂÎÅ`.

UTF-8 was not read wrong here, so its shape is of no help. Such a page is told by its letters: nearly all are accented
ones, which no language has. What it was is asked of the judge of encodings, as for a file whose bytes are not UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleancopy.pipeline.decode.charset import by_detector

MOSTLY = 0.5
"""Share of a line's letters and signs that must be from the upper half of cp1252. Vietnamese has a third."""
ENOUGH = 60
"""Such characters in a document for the judge to have something to read."""
DIFFERENT = 8
"""And so many different ones, as any language has."""
SURE = 0.6
"""Confidence of the judge's reading from which it is believed."""

_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_BYTES |= {chr(byte): byte for byte in range(0x80, 0xA0)}
"""The upper half of cp1252, and of Latin-1 where they differ: character -> byte."""

_MARKS = frozenset("‘’‚“”„–—…•«»")
"""Marks of which a right text may hold many."""

_REPEATED = frozenset("\u00a0–—…•")
"""Blanks, dashes and dots, of which any page may hold four in a row."""

SCREEN = f"[{re.escape(''.join(char for char in _BYTES if char not in _REPEATED))}]{{4}}"
"""RE2, necessary for a line of such a page, save for short ones: four of the other such characters in a row."""

_PAIR = re.compile(f"[{re.escape(''.join(_BYTES))}]{{2}}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def is_suspect(line: str) -> bool:
    """Whether most letters and signs of the line are what cp1252 makes of bytes beyond ASCII."""
    shown = [char for char in line if (char.isalpha() or char in _BYTES) and char not in _MARKS]
    return sum(char in _BYTES for char in shown) > MOSTLY * len(shown) > 0


def reread(lines: Sequence[str]) -> dict[int, str] | None:
    """What the lines of one document were before they were read as Latin-1: position -> text.

    None when it is no such document; an empty answer when it is one, but no encoding explains it.
    """
    sample = "\n".join(line for line in lines if is_suspect(line))
    upper = [char for char in sample if char in _BYTES]
    if len(upper) < ENOUGH or len(set(upper)) < DIFFERENT:
        return None
    data = _as_bytes(sample)
    if data is None or _read(data, "utf-8") is not None:
        return None
    reading = by_detector(data)
    text = reading.text.decode("utf-8")
    if reading.confidence < SURE or len(_LATIN.findall(text)) * 2 > len(text):
        return {}
    found = {}
    for at, line in enumerate(lines):
        if (
            (_PAIR.search(line) or is_suspect(line))
            and (raw := _as_bytes(line))
            and (meant := _read(raw, reading.encoding)) is not None
        ):
            found[at] = meant
    return found


def _as_bytes(text: str) -> bytes | None:
    """The bytes of which cp1252 or Latin-1 made the text; None where neither can have."""
    data = [_BYTES.get(char, ord(char)) for char in text]
    return bytes(data) if max(data, default=0) < 0x100 else None


def _read(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None
