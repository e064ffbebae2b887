"""Counts and marks of the head's lines, from their UTF-8 bytes, for all lines of a batch at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.table import Bools, Ints, bytes_of

Bytes = npt.NDArray[np.uint8]

_KINDS = ("upper", "lower", "digit", "other", "space", "arrow", "bar", "quote", "chars")
"""ASCII capitals and small letters, digits, first bytes of other letters, blanks, `>` and `/`, `|`, straight quotes,
and bytes that do not continue a character."""
_BITS, _PACKED = 10, 6
"""Bits of a counter (no line of a head is longer than it holds), and how many stand in one number."""


def _tables() -> list[npt.NDArray[np.uint64]]:
    """Look-up tables of a byte to packed counters."""
    letters = [*range(0xC3, 0xE2), *range(0xE3, 0xF5)]  # 0xE2 begins dashes, bullets and curly quotation marks
    begins = [*range(0x80), *range(0xC0, 0x100)]
    members = (range(65, 91), range(97, 123), range(48, 58), letters, b" ", b">/", b"|", b"\"'", begins)
    tables = [np.zeros(256, np.uint64) for _ in range(0, len(members), _PACKED)]
    for number, kind in enumerate(members):
        tables[number // _PACKED][list(kind)] |= np.uint64(1 << _BITS * (number % _PACKED))
    return tables


_TABLES = _tables()
_SMALL = np.zeros(256, np.bool_)
_SMALL[97:123] = True
_LARGE = np.zeros(256, np.bool_)
_LARGE[65:91] = True
_LARGE[0xC3:0xF5] = True
_STOPS = np.zeros(256, np.bool_)
_STOPS[list(b".!?")] = True
_SPLITS = np.zeros(256, np.bool_)
_SPLITS[list(b"|-<\xc2\xe2")] = True


_LOW = np.uint64((1 << _BITS) - 1)


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
    packed = [_summed(table[data], starts, size) for table in _TABLES]
    count = {
        name: ((packed[number // _PACKED] >> np.uint64(_BITS * (number % _PACKED))) & _LOW).astype(np.int64)
        for number, name in enumerate(_KINDS)
    }
    padded = np.concatenate([data, np.zeros(3, np.uint8)])
    inner = _summed(_between_words(data, padded, ends, size), starts, size)
    return Marks(
        size,
        count,
        count["chars"],
        _three(padded, starts, ends),
        _three_before(data, starts, ends),
        (inner & _LOW).astype(np.int64),
        ((inner >> np.uint64(_BITS)) & _LOW).astype(np.int64),
        ((inner >> np.uint64(2 * _BITS)) & _LOW).astype(np.int64),
    )


def _between_words(data: Bytes, padded: Bytes, ends: Ints, size: Ints) -> npt.NDArray[np.uint64]:
    """Packed counters at each blank: a small letter behind it, a stop before and a capital behind it, a separator.

    Only the blanks are looked at, every sixth byte or so. What follows the last byte of a line belongs to another line,
    maybe of another document, and is not looked at.
    """
    last = np.zeros(len(padded), np.bool_)
    last[ends[size > 0] - 1] = True
    blank = np.flatnonzero(data == 32)
    after, third = padded[blank + 1], padded[blank + 2]
    here = ~last[blank]
    lone = (after >= 0xC0) | ((third == 32) & ~last[blank + 1])
    found = (_SMALL[after] & here).astype(np.uint64)
    found += (here & _SPLITS[after] & lone).astype(np.uint64) << np.uint64(2 * _BITS)
    stops = (blank > 0) & _STOPS[padded[np.maximum(blank, 1) - 1]] & ~last[np.maximum(blank, 1) - 1]
    found += (here & stops & _LARGE[after]).astype(np.uint64) << np.uint64(_BITS)
    out = np.zeros(len(data), np.uint64)
    out[blank] = found
    return out


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
