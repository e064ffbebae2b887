"""Counts and marks of the head's lines, from their UTF-8 bytes, for all lines of a batch at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.table import Bools, Ints, bytes_of

Bytes = npt.NDArray[np.uint8]

_KINDS = ("upper", "lower", "digit", "other", "space", "arrow", "bar", "quote")
"""ASCII capitals and small letters, digits, first bytes of other letters, blanks, `>` and `/`, `|`, straight quotes."""


def _table() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Two look-up tables of a byte to four packed counters of sixteen bits each."""
    kind = np.full(256, -1)
    for number, members in enumerate(
        (range(65, 91), range(97, 123), range(48, 58), range(0xC3, 0xF5), b" ", b">/", b"|", b"\"'")
    ):
        kind[list(members)] = number
    kind[0xE2] = -1  # dashes, bullets, curly quotation marks
    one, two = np.zeros(256, np.uint64), np.zeros(256, np.uint64)
    for number in range(4):
        one[kind == number] = np.uint64(1) << np.uint64(16 * number)
        two[kind == number + 4] = np.uint64(1) << np.uint64(16 * number)
    return one, two


_ONE, _TWO = _table()
_SMALL = np.zeros(256, np.bool_)
_SMALL[97:123] = True
_LARGE = np.zeros(256, np.bool_)
_LARGE[65:91] = True
_LARGE[0xC3:0xF5] = True
_STOPS = np.zeros(256, np.bool_)
_STOPS[list(b".!?")] = True
_SPLITS = np.zeros(256, np.bool_)
_SPLITS[list(b"|-<\xc2\xe2")] = True


@dataclass(frozen=True)
class Marks:
    """What the bytes of each line say; arrays over lines."""

    size: Ints
    count: dict[str, Ints]
    chars: Ints
    """Characters: bytes that do not continue one."""
    first: Ints
    """The first three bytes as one number, 0 beyond the end."""
    last: Ints
    """The last three bytes as one number; closing quotation marks and brackets of ASCII are skipped."""
    small_words: Ints
    """Words that begin with an ASCII small letter."""
    sentences: Ints
    """Sentence ends inside the line: a stop, a blank and a capital."""
    splits: Ints
    """Separators between blanks: bar, dash, angle."""

    def __getitem__(self, kind: str) -> Ints:
        return self.count[kind]

    def first_in(self, *texts: str) -> Bools:
        """Whether a line starts with one of some characters."""
        found = np.zeros(len(self.first), np.bool_)
        for text in texts:
            code = text.encode()[:3]
            shift = 8 * (3 - len(code))
            found |= (self.first >> shift) == int.from_bytes(code, "big")
        return found

    def last_in(self, *texts: str) -> Bools:
        """Whether a line ends with one of some characters."""
        found = np.zeros(len(self.last), np.bool_)
        for text in texts:
            code = text.encode()[-3:]
            found |= (self.last & ((1 << (8 * len(code))) - 1)) == int.from_bytes(code, "big")
        return found


def marks_of(array: pa.Array) -> Marks:
    """The marks of some strings."""
    data, bounds = bytes_of(array)
    data, bounds = data[bounds[0] : bounds[-1]], bounds - bounds[0]
    starts, ends = bounds[:-1], bounds[1:]
    size = ends - starts
    one, two = _summed(_ONE[data], starts, size), _summed(_TWO[data], starts, size)
    count = {}
    for number, name in enumerate(_KINDS):
        packed = (one, two)[number // 4]
        count[name] = ((packed >> np.uint64(16 * (number % 4))) & np.uint64(0xFFFF)).astype(np.int64)
    padded = np.concatenate([data, np.zeros(3, np.uint8)])
    after, second = padded[1 : len(data) + 1].copy(), padded[2 : len(data) + 2].copy()
    # what follows a line's last bytes belongs to another line, maybe of another document
    after[ends[size > 0] - 1] = 0
    second[ends[size > 0] - 1] = 0
    second[ends[size > 1] - 2] = 0
    blank_next = after == 32
    flags = np.zeros(len(data), np.uint64)
    flags[(data & 0xC0) != 0x80] = 1
    inner = np.zeros(len(data), np.uint64)
    inner[:-1] += (data[:-1] == 32) & _SMALL[after[:-1]]
    inner[_STOPS[data] & blank_next & _LARGE[second]] += np.uint64(1 << 16)
    inner[(data == 32) & _SPLITS[after] & ((second == 32) | (after >= 0xC0))] += np.uint64(1 << 32)
    inner = _summed(inner, starts, size)
    low = np.uint64(0xFFFF)
    return Marks(
        size,
        count,
        _summed(flags, starts, size).astype(np.int64),
        _three(padded, starts, ends),
        _three_before(data, starts, ends),
        (inner & low).astype(np.int64),
        ((inner >> np.uint64(16)) & low).astype(np.int64),
        ((inner >> np.uint64(32)) & low).astype(np.int64),
    )


def _summed(values: npt.NDArray[np.uint64], starts: Ints, size: Ints) -> npt.NDArray[np.uint64]:
    """Sums of packed counters by line; no line is longer than a counter holds."""
    out = np.zeros(len(starts), np.uint64)
    full = np.flatnonzero(size)
    if len(full):
        out[full] = np.add.reduceat(values, starts[full])
    return out


def _three(padded: Bytes, starts: Ints, ends: Ints) -> Ints:
    out = np.zeros(len(starts), np.int64)
    for step in range(3):
        out = (out << 8) | np.where(starts + step < ends, padded[np.minimum(starts + step, len(padded) - 1)], 0)
    return out


def _three_before(data: Bytes, starts: Ints, ends: Ints) -> Ints:
    out = np.zeros(len(starts), np.int64)
    if not len(data):
        return out
    ends = ends.copy()
    for _ in range(2):
        last = data[np.maximum(ends - 1, 0)]
        ends -= (ends > starts) & np.isin(last, list(b"\"')] "))
    for step in (3, 2, 1):
        out = (out << 8) | np.where(ends - step >= starts, data[np.maximum(ends - step, 0)], 0)
    return out
