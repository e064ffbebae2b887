"""Read one document: the order in which its encoding is decided."""

from __future__ import annotations

import re
from bisect import bisect_left

from cleancopy.pipeline.decode import binary, container
from cleancopy.pipeline.decode.charset import by_detector
from cleancopy.pipeline.decode.damage import read_damaged, weigh
from cleancopy.pipeline.decode.reading import Note, Reading, is_utf8, name_of, turned_away
from cleancopy.pipeline.decode.structure import ISO_2022, WIDE, by_escapes, by_mark, by_zero_bytes, read_as, stateful

BLANK = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200b\u200e\u200f\u2060\u3000\ufeff\xad\0"
UNPRINTED = re.compile(rb"\x00+|(?:\xef\xbb\xbf)+")
"""NUL and the byte order mark inside a text: they never reach a published column."""


def read(data: bytes, stated: str | None, max_control_share: float) -> Reading:
    """How to read `data`. `stated` is the encoding that the site's settings or the sidecar name, if any.

    Out: text and encoding, or the reason why there is none (`empty`, `not_text`, `encoding_uncertain`, `not_prose`).
    """
    if not data:
        return turned_away("empty", "the file has no bytes")
    kind = binary.magic(data)
    if kind:
        return turned_away("not_text", f"binary: {kind}")
    reading = _by_statement(data, stated) or _by_content(data, max_control_share)
    if stated and not reading.reasons and reading.basis in ("detector", "structure"):
        reading = reading.but(warnings=(*reading.warnings, Note("encoding_not_as_stated", f"stated: {stated[:40]}")))
    return reading if reading.reasons else _sound(reading, max_control_share)


def _sound(reading: Reading, max_control_share: float) -> Reading:
    """`reading` without NULs and marks, or the reason why a text that can be read is none to publish."""
    share, count = binary.control_share(reading.text)
    if count > 4 and share > max_control_share:
        return _without_text(reading, "not_text", f"control characters: {count} ({share:.1%} of the text)")
    if len(reading.text) <= 4096 and not reading.text.decode().strip(BLANK):
        return _without_text(reading, "empty", "nothing but blanks")
    reading = _printed(reading)
    if not reading.text.strip():
        return _without_text(reading, "empty", "nothing but blanks")
    wrapper = container.kind(reading.text)
    return _without_text(reading, "not_prose", container.SAID[wrapper]) if wrapper else reading


def _without_text(reading: Reading, code: str, detail: str) -> Reading:
    return reading.but(text=b"", edits=(), warnings=(), reasons=(Note(code, detail),))


def _printed(reading: Reading) -> Reading:
    """NULs and byte order marks inside the text are left out, each place an edit."""
    if b"\0" not in reading.text and b"\xef\xbb\xbf" not in reading.text:
        return reading
    edits: list[tuple[str, int]] = []
    gone: list[tuple[int, int]] = []  # (first byte, bytes)
    left_out = 0
    for run in UNPRINTED.finditer(reading.text):
        edits.append(("nul" if run[0][0] == 0 else "mark", run.start() - left_out))
        left_out += len(run[0])
        gone.append((run.start(), left_out))
    starts = [start for start, _ in gone]
    moved = []
    for kind, offset in reading.edits:
        before = bisect_left(starts, offset)
        moved.append((kind, offset - (gone[before - 1][1] if before else 0)))
    return reading.but(text=UNPRINTED.sub(b"", reading.text), edits=(*moved, *edits))


def _by_statement(data: bytes, stated: str | None) -> Reading | None:
    """The reading that settings or sidecar ask for; None when there is none, or the bytes contradict it."""
    if not stated or by_mark(data) or (not data.isascii() and is_utf8(data)):
        return None
    try:
        name = name_of(stated.strip())
        if name in ISO_2022 or name in ("hz", "utf-7"):
            found = stateful(data, name)
        else:
            wide = next((w for w in WIDE if name == w[0] or name == w[0][:6]), (name, 1, False))
            found = read_as(data, *wide)
    except (LookupError, UnicodeError, ValueError, AttributeError, TypeError):
        return None
    if found is None or (found.unit == 1 and found.text.count(b"\n") != data.count(b"\n")):
        return None  # an encoding whose line ends are other bytes (EBCDIC): its lines cannot be cut
    return found.but(basis="site")


def _by_content(data: bytes, max_control_share: float) -> Reading:
    found = by_mark(data)
    if found is None and b"\0" in data:
        found = by_zero_bytes(data)
    if found is None:
        found = by_escapes(data)
    if found:
        return found
    return Reading("utf-8", "utf8", data) if is_utf8(data) else _not_utf8(data, max_control_share)


def _not_utf8(data: bytes, max_control_share: float) -> Reading:
    share, count = binary.control_share(data)
    if count > 4 and share > max_control_share:
        return turned_away("not_text", f"binary: {count} control characters ({share:.1%} of the bytes), no valid UTF-8")
    sequences, strays = weigh(data)
    if sequences * 2 >= strays or not sequences:
        damaged = read_damaged(data, sequences, strays)
        if damaged is None:
            return _detected(data)
        if not damaged.reasons:
            return damaged
        whole = _detected(data)
        return damaged if whole.reasons else whole
    whole = _detected(data)
    if not whole.reasons:
        return whole
    damaged = read_damaged(data, sequences, strays)
    return damaged if damaged and not damaged.reasons else whole


def _detected(data: bytes) -> Reading:
    wide = by_zero_bytes(data) if len(data) % 2 == 0 and not re.search(rb"[\n ]", data[:200]) else None
    return wide or by_detector(data)
