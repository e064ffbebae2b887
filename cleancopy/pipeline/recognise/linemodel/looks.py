"""Single lines as bytes: where they begin and end, and how many bytes of each class they have.

What does not depend on the page; `features.py` makes the net's features of it. Whole numbers and table look-ups only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.far_marks import marks_in
from cleancopy.pipeline.recognise.linemodel.line_bytes import CLASSES, DIGIT, LOWER, STOP, UPPER, Bytes, Laid
from cleancopy.pipeline.recognise.linemodel.words import Words
from cleancopy.pipeline.scan.columns import Bools, Ints, true_at
from cleancopy.pipeline.scan.rank import Rank

LINE_BYTES = 32768
"""Of longer lines the first so many bytes are looked at."""


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
        "far_commas",
        "far_stops",
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

    def __init__(self, laid: Laid, words: Words) -> None:
        """Each line has at most LINE_BYTES bytes; none is blank."""
        data = laid.data
        begin = laid.bounds[:-1] + 1
        self.first, self.last = _trimmed(data, begin, laid.bounds[1:] - 1)
        self.indent = self.first - begin
        self.length = self.last + 1 - self.first
        self.counts = laid.counts()
        self.start = _start_kind(data, self.first)
        self.end = _end_kind(data, self.first, self.last)
        self.words = words.number()
        self.capitals = Rank.of(_case(data[words.starts], data[words.starts + 1]) == 1).between(words.first)
        stops, self.far_commas, after = marks_in(laid)
        self.far_stops, self.sentences = stops, _sentence_ends(laid) + after
        second = data[np.minimum(self.first + 1, self.last)]
        third = data[np.minimum(self.first + 2, self.last)]
        self.numbered = (self.start == 2) & (_POINT[second] | (_DIGIT[second] & _POINT[third]))
        self.year = _years(laid)


_POINT = true_at(256, b".):")
_DIGIT = true_at(256, CLASSES[DIGIT])
_BLANK = true_at(256, [9, 10, 11, 12, 13, 32])


def _trimmed(data: Bytes, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """For each line its first and last byte that is not blank (NBSP counts as blank at the ends)."""
    first = _past_blanks(data, first, last, 1)
    return first, _past_blanks(data, last, first, -1)


def _past_blanks(data: Bytes, begin: Ints, to: Ints, step: int) -> Ints:
    """Where the blanks (at most 64) end that are at `begin`, in the direction of `to`; at the latest at `to`.

    Walks over all lines at once, a blank a step; most lines have none, and are not looked at again.
    """
    at = begin.copy()
    one, other = (0xC2, 0xA0)[::step]
    rows = np.flatnonzero(_BLANK[data[at]] | (data[at] == one))
    for _ in range(64):
        if not len(rows):
            break
        here, left = at[rows], (to[rows] - at[rows]) * step
        blank = _BLANK[data[here]] & (left > 0)
        nbsp = (data[here] == one) & (data[here + step] == other) & (left > 1)
        at[rows] = here + step * (blank + 2 * nbsp)
        rows = rows[blank | nbsp]
    return at


def _sentence_ends(laid: Laid) -> Ints:
    """How many sentences end inside each line: a stop, a blank, then a capital or a byte of another script."""
    at, line = laid.of_kind(STOP)
    after = laid.data[at + 2]
    ends = (laid.data[at + 1] == 32) & (((after >= 65) & (after <= 90)) | (after >= 0x80) | (after == 34))
    return np.bincount(line[ends], minlength=len(laid))


def _years(laid: Laid) -> Bools:
    """Which lines have a `19dd` or `20dd`."""
    data, (at, line) = laid.data, laid.of_kind(DIGIT)
    one, two = data[at], data[at + 1]
    century = np.flatnonzero(((one == 49) & (two == 57)) | ((one == 50) & (two == 48)))
    at, line = at[century], line[century]
    return true_at(len(laid), line[_DIGIT[data[at + 2]] & _DIGIT[data[at + 3]]])


def _start_kind(data: Bytes, first: Ints) -> npt.NDArray[np.int8]:
    kind = _START_KIND[data[first]]
    foreign = np.flatnonzero(data[first] >= 0xC2)
    if len(foreign):
        kind[foreign] = _foreign_start(*(data[first[foreign] + k] for k in range(3)))
    return kind


def _foreign_start(one: Bytes, two: Bytes, three: Bytes) -> npt.NDArray[np.int8]:
    """The kind of lines that begin with these bytes, the first beyond ASCII."""
    kind = _START_KIND[one]
    general = (one == 0xE2) & (two == 0x80)
    kind[general & (three >= 0x98) & (three <= 0x9F)] = 3
    kind[general & ((three == 0xA2) | (three == 0xA3) | (three == 0x93) | (three == 0x94))] = 4
    kind[(one == 0xE2) & ((two == 0x96) | (two == 0x97))] = 4
    kind[(one == 0xC2) & (two == 0xB7)] = 4
    kind[(one == 0xC2) & (two == 0xAB)] = 3
    case = _case(one, two)
    kind[case > 0] = case[case > 0] - 1
    return kind


def _cases() -> npt.NDArray[np.int8]:
    """For each character below U+0800 1 if it is a capital, 2 if it is a small letter, else 0 (Python's Unicode)."""
    letters = map(chr, range(0x800))
    return np.array([1 if letter.isupper() else 2 * letter.islower() for letter in letters], np.int8)


_CASES = _cases()


def _case(one: Bytes, two: Bytes) -> npt.NDArray[np.int8]:
    """1 for a capital, 2 for a small letter, by the first two bytes of characters; 0 for all other characters.

    All scripts with case that news is written in (Latin, Greek, Cyrillic, Armenian) lie below U+0800: two bytes.
    """
    point = one.astype(np.int16)
    wide = (one >= 0xC2) & (one < 0xE0)
    point[wide] = ((point[wide] & 0x1F) << 6) | (two[wide] & 0x3F)
    return np.where(wide | (one < 0x80), _CASES[point], 0).astype(np.int8)


def _end_kind(data: Bytes, first: Ints, last: Ints) -> npt.NDArray[np.int8]:
    end = data[last]
    kind = _END_KIND[end]
    kind[(end == 46) & (data[np.maximum(last - 1, first)] == 46)] = 5
    foreign = np.flatnonzero(end >= 0x80)
    if len(foreign):
        first, last = first[foreign], last[foreign]
        kind[foreign] = _foreign_end(*(data[np.maximum(last - k, first)] for k in (2, 1, 0)))
    return kind


def _foreign_end(three: Bytes, two: Bytes, end: Bytes) -> npt.NDArray[np.int8]:
    """How lines end whose last byte is beyond ASCII.

    Full stops of Han, Devanagari, Arabic, Armenian, Ethiopic, Burmese, Khmer and Tibetan are known.
    """
    kind = _END_KIND[end]
    general = (three == 0xE2) & (two == 0x80)
    kind[general & (end >= 0x98) & (end <= 0x9F)] = 3
    kind[(two == 0xC2) & (end == 0xBB)] = 3
    kind[general & (end == 0xA6)] = 5
    kind[(three == 0xE3) & (two == 0x80) & (end == 0x82)] = 0
    kind[(three == 0xE0) & (two == 0xA5) & ((end == 0xA4) | (end == 0xA5))] = 0
    kind[((two == 0xDB) & (end == 0x94)) | ((two == 0xD6) & (end == 0x89))] = 0
    for stop in (b"\xe1\x8d\xa2", b"\xe1\x81\x8b", b"\xe1\x9f\x94", b"\xe0\xbc\x8d"):
        kind[(three == stop[0]) & (two == stop[1]) & (end == stop[2])] = 0
    kind[(three == 0xEF) & (two == 0xBC) & ((end == 0x81) | (end == 0x9F))] = 1
    kind[(two == 0xD8) & (end == 0x9F)] = 1
    kind[(three == 0xE3) & (two == 0x80) & ((end == 0x8D) | (end == 0x8F))] = 3
    return kind
