"""Encodings that show themselves by their structure: byte order marks, zero bytes, escape sequences, `~{`, `+...-`."""

from __future__ import annotations

import codecs
import re
from functools import cache

from cleancopy.pipeline.decode.reading import LINE_ENDS, LINES, Note, Reading, as_utf8, decoded, turned_away

MARKS = (
    (codecs.BOM_UTF8, "utf-8", 1, False),
    (codecs.BOM_UTF32_LE, "utf-32-le", 4, False),
    (codecs.BOM_UTF32_BE, "utf-32-be", 4, True),
    (codecs.BOM_UTF16_LE, "utf-16-le", 2, False),
    (codecs.BOM_UTF16_BE, "utf-16-be", 2, True),
    (b"\x84\x31\x95\x33", "gb18030", 1, False),
)
WIDE = tuple(mark[1:] for mark in MARKS[1:5])
ISO_2022 = ("iso2022_kr", "iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_jp_2004")
DESIGNATES = re.compile(rb"\x1b\$(?:[@AB]|\([@A-Q]|\)[ACEG]|\*H)|\x1b\(I|\x1b\.[AF]")
SHIFTS = re.compile(rb"[\x0e\x0f\x1b]")
HZ_RUN = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
UTF7_RUN = re.compile(rb"\+([A-Za-z0-9+/]*)(-?)")


def by_mark(data: bytes) -> Reading | None:
    """The reading that a byte order mark announces, if the bytes keep the promise."""
    for mark, encoding, unit, big in MARKS:
        if data.startswith(mark):
            found = read_as(data[len(mark) :], encoding, unit, big)
            if found and (unit == 1 or len(data) <= 4 or plausible(found.text.decode())):
                return found.but(basis="bom")
    return None


def read_as(data: bytes, encoding: str, unit: int = 1, big_endian: bool = False) -> Reading | None:
    """Bytes read in one stateless encoding; an incomplete character at the end is left out and noted."""
    found = decoded(data, encoding)
    text = as_utf8(found[0]) if found else None
    if found is None or text is None:
        return None
    reading = Reading(encoding, "structure", text, unit=unit, big_endian=big_endian)
    return cut_short(reading, data[len(data) - found[1] :]) if found[1] else reading


def cut_short(reading: Reading, tail: bytes) -> Reading:
    """`reading` whose last character was incomplete: `tail` are its bytes, which the text does without."""
    note = Note("truncated", f"the file ends inside a character: {tail.hex(' ')}")
    return reading.but(edits=(*reading.edits, ("cut_character", len(reading.text))), warnings=(*reading.warnings, note))


def by_zero_bytes(data: bytes) -> Reading | None:
    """UTF-16 or UTF-32 without a mark: the one order of bytes in which the text is made of characters in use."""
    for encoding, unit, big in WIDE:
        if len(data) < 2 * unit:
            continue
        # A short look first: the whole of a long binary file is not decoded four times.
        head = read_as(data[: 4096 // unit * unit], encoding, unit, big)
        if head and plausible(head.text.decode()):
            found = read_as(data, encoding, unit, big)
            if found and plausible(found.text.decode()):
                return found.but(confidence=0.98)
    return None


def by_escapes(data: bytes) -> Reading | None:
    """ISO-2022-*, HZ and UTF-7: stateful, and valid ASCII all the same. None for what only looks like it."""
    if b"\x1b" in data and DESIGNATES.search(data):
        for encoding in ISO_2022:
            found = stateful(data, encoding)
            if found and not SHIFTS.search(found.text):
                return found.but(confidence=0.99)
        if data.isascii():
            return turned_away("encoding_uncertain", "ISO-2022 escapes of a character set that cannot be read")
    if not data.isascii():
        return None
    if b"~{" in data and data.count(b"~{") == len(HZ_RUN.findall(data)):
        found = stateful(data, "hz")
        if found and common_share(found.text.decode()) >= 0.8:
            return found.but(confidence=0.98)
    if b"+" in data and is_utf7(data):
        found = stateful(data, "utf-7")
        if found and plausible(found.text.decode()):
            return found.but(confidence=0.95)
    return None


def stateful(data: bytes, encoding: str) -> Reading | None:
    """Decoded line by line with the decoder's state carried on, so that text and raw lines stay side by side."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    parts: list[str] = []
    try:
        for line in LINES.findall(data):
            body = line.rstrip(b"\r\n")
            parts.append(decoder.decode(body).translate(LINE_ENDS))  # a coded line end is no raw line end
            if len(body) < len(line):
                parts.append(decoder.decode(line[len(body) :]) or "\n")  # HZ takes "~" and a line feed away together
    except (UnicodeError, ValueError):
        return None
    pending = decoder.getstate()[0] if encoding in ISO_2022 else b""
    if not pending:
        try:
            parts.append(decoder.decode(b"", True).translate(LINE_ENDS))
        except (UnicodeError, ValueError):
            return None
    text = as_utf8("".join(parts))
    reading = Reading(encoding, "structure", text) if text else None
    return cut_short(reading, pending) if reading and pending else reading


def is_utf7(data: bytes) -> bool:
    """Whether every `+` is one of UTF-7's: `+-`, or base64 of whole UTF-16 units; and at least one is no ASCII."""
    coded = 0
    for run in UTF7_RUN.finditer(data):
        letters, closed = run[1], run[2]
        if not letters:
            if not closed:
                return False
            continue
        try:
            text = (b"+" + letters + b"-").decode("utf-7")
        except UnicodeDecodeError:
            return False
        if not text or (text.isascii() and text.isalnum()):
            return False
        coded += not text.isascii()
    return coded > 0


def plausible(text: str) -> bool:
    """Whether nearly all characters are in everyday use: what random bytes read as UTF-16 never are."""
    sample = text[:20_000]
    return bool(sample) and common_share(sample) >= 0.95 and sample.count("\0") * 50 <= len(sample)


def common_share(text: str) -> float:
    """Share of characters in everyday use among all."""
    known = _everyday()
    return sum(map(known.__contains__, text)) / max(len(text), 1)


@cache
def _everyday() -> frozenset[str]:
    """Characters of living alphabets and the Chinese, Japanese and Korean characters of their basic national sets."""
    ranges = (
        (0x20, 0x7F), (0xA0, 0x250), (0x2B0, 0x530), (0x531, 0x700), (0x900, 0x1100), (0x1200, 0x1380),
        (0x1780, 0x1800), (0x1E00, 0x1FFF), (0x2010, 0x2040), (0x20A0, 0x20C0), (0x2100, 0x2200), (0x3000, 0x3100),
        (0xFE70, 0xFEFD), (0xFF01, 0xFF5F), (0x1F300, 0x1FAFF),
    )  # fmt: skip
    found = {chr(c) for low, high in ranges for c in range(low, high)} | set("\t\n\r\u200b\u200c\u200d\ufeff")
    return frozenset(found) | basic_ideographs()


@cache
def basic_ideographs() -> frozenset[str]:
    """The first levels of GB 2312, Big5 and JIS X 0208, and the Hangul of KS X 1001: what texts are written with."""
    planes = (
        ("gb2312", 0xB0, 0xD8, 0xA1),
        ("big5", 0xA4, 0xC7, 0x40),
        ("euc_jp", 0xB0, 0xD0, 0xA1),
        ("euc_kr", 0xB0, 0xC9, 0xA1),
    )
    found: set[str] = set()
    for encoding, low, high, trail in planes:
        for lead in range(low, high):
            for second in range(trail, 0xFF):
                found.update(bytes((lead, second)).decode(encoding, "ignore"))
    return frozenset(c for c in found if c > "\u2e80")
