"""Counts and marks of the head's lines, from their UTF-8 bytes, for all lines of a batch at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of
from cleancopy.pipeline.scan.rank import Rank

Bytes = npt.NDArray[np.uint8]

Test = Callable[[Bytes], Bools]
_KINDS: dict[str, Test] = {
    "upper": lambda data: data - np.uint8(65) < 26,
    "lower": lambda data: data - np.uint8(97) < 26,
    "digit": lambda data: data - np.uint8(48) < 10,
    "other": lambda data: (data - np.uint8(0xC3) < 0xF5 - 0xC3) & (data != 0xE2),
    "space": lambda data: data == 32,
    "arrow": lambda data: (data == ord(">")) | (data == ord("/")),
    "bar": lambda data: data == ord("|"),
    "quote": lambda data: (data == ord('"')) | (data == ord("'")),
    "chars": lambda data: data & 0xC0 != 0x80,
}
"""ASCII capitals and small letters, digits, first bytes of other letters, blanks, `>` and `/`, `|`, straight quotes,
and bytes that do not continue a character. 0xE2 begins dashes, bullets and curly quotation marks. Shifted by its first
byte a range is one comparison: what is below becomes large."""
_SMALL, _LARGE, _STOP, _SPLIT, _BLANK, _HIGH, _END = (1 << bit for bit in range(7))


def _classes() -> bytes:
    """A byte to what it is around a blank; `_HIGH` are the first bytes of characters outside ASCII."""
    members = {
        _SMALL: range(97, 123),
        _LARGE: (*range(65, 91), *range(0xC3, 0xF5)),
        _STOP: b".!?",
        _SPLIT: b"|-<\xc2\xe2",
        _BLANK: b" ",
        _HIGH: range(0xC0, 0x100),
    }
    return bytes(sum(bit for bit, some in members.items() if byte in some) for byte in range(256))


_CLASSES = _classes()


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
    """Words after a blank that begin with a small letter of Latin, Greek or Cyrillic."""
    sentences: Ints
    """Sentence ends inside the line: a stop, a blank and a capital."""
    splits: Ints
    """Separators between blanks: bar, dash, angle."""

    def __getitem__(self, kind: str) -> Ints:
        return self.count[kind]

    @property
    def cased(self) -> Bools:
        """Whether a line begins with a letter of Latin, Greek or Cyrillic."""
        lead = self.first >> 16
        return ((lead | 32) - 97 < 26) & (lead >= 65) | np.isin(lead, (0xC3, 0xCE, 0xCF, 0xD0, 0xD1))

    @property
    def starts_small(self) -> Bools:
        """Whether a line begins with a small letter of these scripts."""
        return _small_letter((self.first >> 16).astype(np.uint8), ((self.first >> 8) & 255).astype(np.uint8))

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
    count = {name: Rank.where(data, test).between(bounds) for name, test in _KINDS.items()}
    padded = np.concatenate([data, np.zeros(3, np.uint8)])
    first, last = _three(padded, starts, ends), _three_before(data, starts, ends)
    return Marks(size, count, count["chars"], first, last, *_between_words(data, bounds))


def _between_words(data: Bytes, bounds: Ints) -> tuple[Ints, Ints, Ints]:
    """For each line how many of its blanks are before a small letter, after a stop and before a capital, and before
    a separator.

    Only the blanks are looked at, every sixth byte or so. What follows the last byte of a line belongs to another line,
    maybe of another document, and is not looked at.
    """
    padded = np.concatenate([data, np.zeros(3, np.uint8)])
    kinds = np.frombuffer(bytearray(data.tobytes().translate(_CLASSES) + bytes(3)), np.uint8)
    kinds[bounds[1:][bounds[1:] > bounds[:-1]] - 1] |= _END
    blank = np.flatnonzero(data == 32)
    blank = blank[kinds[blank] & _END == 0]
    before, after, third = kinds[blank - 1], kinds[blank + 1], kinds[blank + 2]
    lone = (after & _HIGH > 0) | ((third & _BLANK > 0) & (after & _END == 0))
    stop = (before & (_STOP | _END) == _STOP) & (blank > 0)
    at = np.searchsorted(blank, bounds)
    found = (
        _small_letter(padded[blank + 1], padded[blank + 2]),
        stop & (after & _LARGE > 0),
        lone & (after & _SPLIT > 0),
    )
    small, sentences, splits = (Rank.of(flags).between(at) for flags in found)
    return small, sentences, splits


def _small_letter(first: Bytes, second: Bytes) -> Bools:
    """Whether two bytes begin with a small letter of Latin, Greek or Cyrillic."""
    return (
        (first - np.uint8(97) < 26)
        | ((first == 0xC3) & (second >= 0x9F))
        | ((first == 0xCE) & (second >= 0xAC))
        | (first == 0xCF)
        | ((first == 0xD0) & (second >= 0xB0))
        | (first == 0xD1)
    )


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
