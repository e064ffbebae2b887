"""Single lines as bytes: where they begin and end, and how many bytes of each class they have.

What does not depend on the page; `features.py` makes the net's features of it. Whole numbers and table look-ups only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from flows.clean.roles.model.words import Words
from flows.clean.table import Bools, Ints

Bytes = npt.NDArray[np.uint8]

LINE_BYTES = 32768
"""Of longer lines the first so many bytes are looked at."""


CLASSES = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"abcdefghijklmnopqrstuvwxyz",
    b"0123456789",
    b" \t",
    b".!?",
    b",;:",
    b"\"'",
    b"|>/\\_#@&+=*<",
    b"-",
    b"()[]{}",
    bytes([*range(0xC0, 0xE3), *range(0xEE, 0x100)]),
    bytes(range(0x80, 0xC0)),
    bytes(range(0xE3, 0xEE)),
)
"""Classes of bytes that are counted; what is in none is not."""
UPPER, LOWER, DIGIT, SPACE, STOP, COMMA, QUOTE, SIGN, DASH, BRACKET, LEAD, INNER, WIDE = range(13)


def _class_of_byte() -> bytes:
    table = bytearray([len(CLASSES)] * 256)
    for at, members in enumerate(CLASSES):
        for byte in members:
            table[byte] = at
    return bytes(table)


_CLASS = _class_of_byte()


def _kinds(groups: dict[int, bytes], other: int) -> npt.NDArray[np.int8]:
    table = np.full(256, other, np.int8)
    for kind, members in groups.items():
        table[list(members)] = kind
    return table


_START_KIND = _kinds(
    {
        0: CLASSES[UPPER],
        1: CLASSES[LOWER],
        2: CLASSES[DIGIT],
        3: b"\"'",
        4: b"*-+",
        5: b"([{",
        6: bytes(range(0x80, 256)),
    },
    7,
)
_END_KIND = _kinds(
    {0: b".", 1: b"!?", 2: b":", 3: b"\"'", 4: b",;", 6: CLASSES[DIGIT], 7: b")]}", 8: CLASSES[UPPER] + CLASSES[LOWER]},
    8,
)
_END_KIND[0x80:] = 9


class Looks:
    """Counts of single lines: what does not depend on the page. Arrays over lines."""

    __slots__ = (
        "capitals",
        "counts",
        "end",
        "first",
        "indent",
        "last",
        "length",
        "numbered",
        "sentences",
        "start",
        "words",
        "year",
    )

    def __init__(self, data: Bytes, bounds: Ints, words: Words) -> None:
        """`data[bounds[i]:bounds[i + 1]]` are the bytes of line i, at most LINE_BYTES of them; none is blank."""
        self.first, self.last = _trimmed(data, bounds)
        self.indent = self.first - bounds[:-1]
        self.length = self.last + 1 - self.first
        classes = translated(data, _CLASS)
        self.counts = _class_counts(classes, bounds)
        self.start = _start_kind(data, self.first)
        self.end = _end_kind(data, self.first, self.last)
        self.words = words.number()
        begins = data[words.starts]
        self.capitals = _per_line((begins >= 65) & (begins <= 90), words.first)
        self.sentences = _sentence_ends(data, classes == STOP, bounds)
        second = data[np.minimum(self.first + 1, self.last)]
        third = data[np.minimum(self.first + 2, self.last)]
        self.numbered = (self.start == 2) & (_POINT[second] | (_DIGIT[second] & _POINT[third]))
        self.year = _years(data, bounds) > 0


_POINT = np.zeros(256, np.bool_)
_POINT[list(b".):")] = True
_DIGIT = np.zeros(256, np.bool_)
_DIGIT[list(CLASSES[DIGIT])] = True
_BLANK = np.zeros(256, np.bool_)
_BLANK[[9, 10, 11, 12, 13, 32]] = True


def _per_line(flags: Bools, bounds: Ints) -> Ints:
    total = np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])
    return total[bounds[1:]] - total[bounds[:-1]]


def _trimmed(data: Bytes, bounds: Ints) -> tuple[Ints, Ints]:
    """For each line its first and last byte that is not blank (NBSP counts as blank at the ends)."""
    first, last = bounds[:-1].copy(), bounds[1:] - 1
    top = len(data) - 1
    edge = data[first]
    rows = np.flatnonzero(_BLANK[edge] | (edge == 0xC2))
    for _ in range(64):
        if not len(rows):
            break
        at, end = first[rows], last[rows]
        blank = _BLANK[data[at]] & (at < end)
        nbsp = (data[at] == 0xC2) & (data[np.minimum(at + 1, top)] == 0xA0) & (at + 1 < end)
        first[rows] = at + blank + 2 * nbsp
        rows = rows[blank | nbsp]
    edge = data[last]
    rows = np.flatnonzero(_BLANK[edge] | (edge == 0xA0))
    for _ in range(64):
        if not len(rows):
            break
        at, end = first[rows], last[rows]
        blank = _BLANK[data[end]] & (at < end)
        nbsp = (data[end] == 0xA0) & (data[np.maximum(end - 1, 0)] == 0xC2) & (at + 1 < end)
        last[rows] = end - blank - 2 * nbsp
        rows = rows[blank | nbsp]
    return first, last


def _class_counts(classes: Bytes, bounds: Ints) -> npt.NDArray[np.int64]:
    """int64[13, lines]: how many bytes of each class a line has.

    Lower case makes three bytes of four and is what the other classes leave over, so only those are counted one by one.
    """
    lines, sizes = len(bounds) - 1, np.diff(bounds)
    others = np.flatnonzero(classes != LOWER)
    key = np.repeat(np.arange(lines, dtype=np.int64) << 4, np.diff(np.searchsorted(others, bounds)))
    key += classes[others]
    out = np.bincount(key, minlength=lines << 4).reshape(lines, 16)
    out[:, LOWER] = sizes - out.sum(1)
    return out.T[: len(CLASSES)].copy()


def translated(data: Bytes, table: bytes) -> Bytes:
    """Each byte looked up in a table of 256."""
    return np.frombuffer(data.tobytes().translate(table), np.uint8)


def _sentence_ends(data: Bytes, stops: Bools, bounds: Ints) -> Ints:
    """How many sentences end inside each line: a stop, a blank, then a capital or a byte of another script."""
    at = _inside(np.flatnonzero(stops), 2, bounds)
    after = data[at + 2]
    at = at[(data[at + 1] == 32) & (((after >= 65) & (after <= 90)) | (after >= 0x80) | (after == 34))]
    return _count(at, bounds)


def _years(data: Bytes, bounds: Ints) -> Ints:
    """How many `19dd` and `20dd` each line has."""
    after = data[1:]
    century = ((data[:-1] == 49) & (after == 57)) | ((data[:-1] == 50) & (after == 48))
    at = _inside(np.flatnonzero(century), 3, bounds)
    return _count(at[_DIGIT[data[at + 2]] & _DIGIT[data[at + 3]]], bounds)


def _count(at: Ints, bounds: Ints) -> Ints:
    """How many of the positions `at` each line has."""
    return np.bincount(np.searchsorted(bounds, at, side="right") - 1, minlength=len(bounds) - 1)


def _inside(at: Ints, more: int, bounds: Ints) -> Ints:
    """Those positions of `at` behind which `more` bytes stand in the same line."""
    return at[at + more < bounds[np.searchsorted(bounds, at, side="right")]] if len(at) else at


def _start_kind(data: Bytes, first: Ints) -> npt.NDArray[np.int8]:
    top = len(data) - 1
    kind = _START_KIND[data[first]]
    second, third = data[np.minimum(first + 1, top)], data[np.minimum(first + 2, top)]
    general = (data[first] == 0xE2) & (second == 0x80)
    kind[general & (third >= 0x98) & (third <= 0x9F)] = 3
    kind[general & ((third == 0xA2) | (third == 0xA3) | (third == 0x93) | (third == 0x94))] = 4
    kind[(data[first] == 0xE2) & ((second == 0x96) | (second == 0x97))] = 4
    kind[(data[first] == 0xC2) & (second == 0xB7)] = 4
    kind[(data[first] == 0xC2) & (second == 0xAB)] = 3
    return kind


def _end_kind(data: Bytes, first: Ints, last: Ints) -> npt.NDArray[np.int8]:
    """How each line ends; full stops of Han, Devanagari, Arabic, Armenian, Ethiopic, Burmese, Khmer and Tibetan too."""
    kind = _END_KIND[data[last]]
    two, three = data[np.maximum(last - 1, first)], data[np.maximum(last - 2, first)]
    end = data[last]
    general = (three == 0xE2) & (two == 0x80)
    kind[general & (end >= 0x98) & (end <= 0x9F)] = 3
    kind[(two == 0xC2) & (end == 0xBB)] = 3
    kind[(general & (end == 0xA6)) | ((end == 46) & (two == 46))] = 5
    kind[(three == 0xE3) & (two == 0x80) & (end == 0x82)] = 0
    kind[(three == 0xE0) & (two == 0xA5) & ((end == 0xA4) | (end == 0xA5))] = 0
    kind[((two == 0xDB) & (end == 0x94)) | ((two == 0xD6) & (end == 0x89))] = 0
    for stop in (b"\xe1\x8d\xa2", b"\xe1\x81\x8b", b"\xe1\x9f\x94", b"\xe0\xbc\x8d"):
        kind[(three == stop[0]) & (two == stop[1]) & (end == stop[2])] = 0
    kind[(three == 0xEF) & (two == 0xBC) & ((end == 0x81) | (end == 0x9F))] = 1
    kind[(two == 0xD8) & (end == 0x9F)] = 1
    kind[(three == 0xE3) & (two == 0x80) & ((end == 0x8D) | (end == 0x8F))] = 3
    return kind
