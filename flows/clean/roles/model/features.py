"""What the line model is told of a line, besides its words: small integers counted on bytes of all lines at once.

Everything is integer arithmetic or a table look-up, so a line has the same features alone and in any batch, on any
machine. A feature lies in 0..128; yes/no features are 0 or 64; counts go through `_steps`, about 12 steps a doubling.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from flows.clean.roles.model.words import Words
from flows.clean.table import Bools, Ints

Bytes = npt.NDArray[np.uint8]

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

STARTS = ("upper", "lower", "digit", "quote", "bullet", "bracket", "other_script", "mark")
ENDS = ("stop", "mark", "colon", "quote", "comma", "dots", "digit", "bracket", "letter", "other_script")
COUNTS = (
    "length", "words", "stops", "commas", "quotes", "signs", "dashes", "brackets", "digits", "sentences", "indent",
    "blank_before", "blank_after", "repeats", "row", "row_from_end", "rows",
)  # fmt: skip
SHARES = (
    "upper_share", "digit_share", "letter_share", "other_script_share", "capital_words", "word_length",
    "place", "sentences_before", "sentence_bytes_before", "topic", "rarity",
)  # fmt: skip
FLAGS = ("sentence", "numbered", "repeats_above", "sign_alone", "year")
NAMES = (*COUNTS, *SHARES, *(f"starts_{s}" for s in STARTS), *(f"ends_{e}" for e in ENDS), *FLAGS)

LINE_BYTES = 32768
"""Of longer lines the first so many bytes are looked at."""


def _class_of_byte() -> bytes:
    table = bytearray([len(CLASSES)] * 256)
    for at, members in enumerate(CLASSES):
        for byte in members:
            table[byte] = at
    return bytes(table)


_CLASS = _class_of_byte()
_STEPS = np.minimum(128, np.rint(12 * np.log2(1 + np.arange(65536)))).astype(np.int16)


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


def _steps(counts: npt.NDArray[np.integer]) -> npt.NDArray[np.int16]:
    return _STEPS[np.minimum(counts, 65535)]


def _share(part: npt.NDArray[np.integer], whole: npt.NDArray[np.integer]) -> npt.NDArray[np.int16]:
    return np.minimum(128, part * 128 // np.maximum(whole, 1)).astype(np.int16)


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
        self.counts = _class_counts(data, bounds)
        self.start = _start_kind(data, self.first)
        self.end = _end_kind(data, self.first, self.last)
        self.words = words.number()
        begins = data[words.starts]
        self.capitals = _per_line((begins >= 65) & (begins <= 90), words.first)
        self.sentences = _sentence_ends(data, bounds)
        second = data[np.minimum(self.first + 1, self.last)]
        third = data[np.minimum(self.first + 2, self.last)]
        self.numbered = (self.start == 2) & (_POINT[second] | (_DIGIT[second] & _POINT[third]))
        self.year = _years(data, bounds) > 0


_POINT = np.zeros(256, np.bool_)
_POINT[list(b".):")] = True
_IS_STOP = bytes(byte in CLASSES[STOP] for byte in range(256))
_IS_CENTURY = bytes(byte in b"12" for byte in range(256))
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
    for _ in range(64):
        blank = _BLANK[data[first]] & (first < last)
        nbsp = (data[first] == 0xC2) & (data[np.minimum(first + 1, top)] == 0xA0) & (first + 1 < last)
        if not (blank.any() or nbsp.any()):
            break
        first += blank + 2 * nbsp
    for _ in range(64):
        blank = _BLANK[data[last]] & (first < last)
        nbsp = (data[last] == 0xA0) & (data[np.maximum(last - 1, 0)] == 0xC2) & (first + 1 < last)
        if not (blank.any() or nbsp.any()):
            break
        last -= blank + 2 * nbsp
    return first, last


def _class_counts(data: Bytes, bounds: Ints) -> npt.NDArray[np.int64]:
    """int64[13, lines]: how many bytes of each class a line has."""
    lines = len(bounds) - 1
    key = np.repeat(np.arange(lines, dtype=np.int64) << 4, np.diff(bounds))
    key += translated(data, _CLASS)
    return np.bincount(key, minlength=lines << 4).reshape(lines, 16).T[: len(CLASSES)].copy()


def translated(data: Bytes, table: bytes) -> Bytes:
    """Each byte looked up in a table of 256."""
    return np.frombuffer(data.tobytes().translate(table), np.uint8)


def _sentence_ends(data: Bytes, bounds: Ints) -> Ints:
    """How many sentences end inside each line: a stop, a blank, then a capital or a byte of another script."""
    at = _inside(np.flatnonzero(translated(data, _IS_STOP).view(np.bool_)), 2, bounds)
    after = data[at + 2]
    at = at[(data[at + 1] == 32) & (((after >= 65) & (after <= 90)) | (after >= 0x80) | (after == 34))]
    return _count(at, bounds)


def _years(data: Bytes, bounds: Ints) -> Ints:
    """How many `19dd` and `20dd` each line has."""
    at = _inside(np.flatnonzero(translated(data, _IS_CENTURY).view(np.bool_)), 3, bounds)
    two = data[at + 1]
    century = ((data[at] == 49) & (two == 57)) | ((data[at] == 50) & (two == 48))
    return _count(at[century & _DIGIT[data[at + 2]] & _DIGIT[data[at + 3]]], bounds)


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


def of_lines(looks: Looks, words: Words) -> npt.NDArray[np.int16]:
    """int16[lines, len(NAMES)]: the features; those that need the page are still 0 (`of_pages` sets them)."""
    c = looks.counts
    chars = looks.length - c[INNER]
    others = c[LEAD] + c[WIDE]
    letters = c[UPPER] + c[LOWER] + others
    n_words = looks.words
    stopped = (looks.end <= 1) | (looks.end == 3)
    out = np.zeros((len(looks.length), len(NAMES)), np.int16)
    said = {
        "length": _steps(chars + c[WIDE]),
        "words": _steps(n_words),
        "stops": _steps(c[STOP]),
        "commas": _steps(c[COMMA]),
        "quotes": _steps(c[QUOTE]),
        "signs": _steps(c[SIGN]),
        "dashes": _steps(c[DASH]),
        "brackets": _steps(c[BRACKET]),
        "digits": _steps(c[DIGIT]),
        "sentences": _steps(looks.sentences + stopped),
        "indent": _steps(looks.indent),
        "upper_share": _share(c[UPPER], letters),
        "digit_share": _share(c[DIGIT], chars),
        "letter_share": _share(letters, chars),
        "other_script_share": _share(others, letters),
        "capital_words": _share(looks.capitals, n_words),
        "word_length": np.minimum(128, letters * 8 // np.maximum(n_words, 1)),
        "sentence": 64 * (stopped & (n_words >= 6)),
        "numbered": 64 * looks.numbered,
        "sign_alone": 64 * (letters == 0),
        "year": 64 * looks.year,
    }
    for name, values in said.items():
        out[:, COLUMN[name]] = values
    rows = np.arange(len(out))
    out[rows, COLUMN["starts_upper"] + looks.start] = 64
    out[rows, COLUMN["ends_stop"] + looks.end] = 64
    return out


COLUMN = {name: at for at, name in enumerate(NAMES)}


class Page:
    """What the features of a page are made of: arrays over its lines that are not blank, in order."""

    __slots__ = ("doc", "hashes", "length", "row", "sentence", "starts")

    def __init__(
        self, doc: npt.NDArray[np.integer], row: Ints, length: Ints, sentence: Bools, hashes: npt.NDArray[np.uint64]
    ):
        """`doc`: the page of each line (ascending); `row`: its row among all; the rest from `Looks` and `Words`."""
        self.doc, self.row, self.length, self.sentence, self.hashes = doc, row, length, sentence, hashes
        new = np.concatenate([[True], doc[1:] != doc[:-1]]) if len(doc) else np.zeros(0, np.bool_)
        self.starts: Ints = np.append(np.flatnonzero(new), len(doc)).astype(np.int64)


def of_pages(out: npt.NDArray[np.int16], page: Page) -> None:
    """Set the features of `out` that need the page: place, blank neighbours, repeats."""
    n = len(out)
    if n == 0:
        return
    sizes = np.diff(page.starts)
    begin = np.repeat(page.starts[:-1], sizes)
    rows = np.repeat(sizes, sizes)
    at = np.arange(n) - begin
    out[:, COLUMN["row"]] = _steps(at)
    out[:, COLUMN["row_from_end"]] = _steps(rows - 1 - at)
    out[:, COLUMN["rows"]] = _steps(rows)
    out[:, COLUMN["place"]] = _share(at, rows)
    gap = np.minimum(np.diff(page.row, prepend=page.row[0]) - 1, 3)
    gap[page.starts[:-1]] = 3
    out[:, COLUMN["blank_before"]] = 32 * gap
    out[:, COLUMN["blank_after"]] = 32 * np.append(gap[1:], 3)
    for name, amount in (("sentences_before", page.sentence), ("sentence_bytes_before", page.length * page.sentence)):
        total = np.concatenate([[0], np.cumsum(amount, dtype=np.int64)])
        whole = np.repeat(total[page.starts[1:]] - total[page.starts[:-1]], sizes)
        out[:, COLUMN[name]] = _share(total[:-1] - total[begin], whole)
    _repeats(out, page)


def _repeats(out: npt.NDArray[np.int16], page: Page) -> None:
    """How often the line's words stand on the page, and whether they stood there before."""
    order = np.lexsort((page.hashes, page.doc))
    same = (page.hashes[order][1:] == page.hashes[order][:-1]) & (page.doc[order][1:] == page.doc[order][:-1])
    group = np.concatenate([[0], np.cumsum(~same)])
    times = np.bincount(group)[group]
    first = np.concatenate([[True], ~same])
    out[order, COLUMN["repeats"]] = _steps(times - 1)
    out[order, COLUMN["repeats_above"]] = 64 * ~first
