"""Lines laid out as bytes for the passes of the line model: one pass finds the bytes that are no small letters.

They are a quarter of an English text. Words, counts and marks are all read off them, so the bytes are gone over once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.scan.columns import Ints, byte_lengths
from cleancopy.pipeline.scan.rank import Rank

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
    b"",
    bytes([*range(0xC0, 0xE3), *range(0xEE, 0x100)]),
    bytes(range(0x80, 0xC0)),
    bytes(range(0xE3, 0xEE)),
)
"""Classes of bytes that are counted; what is in none is OTHER. Those beyond ASCII come last."""
UPPER, LOWER, DIGIT, SPACE, STOP, COMMA, QUOTE, SIGN, DASH, BRACKET, OTHER, LEAD, INNER, WIDE = range(14)
ROOM = 8
"""Newlines before the first line and after the last one, so that a few bytes around any place can be looked at."""


_CLASS = np.full(256, OTHER, np.uint8)
for _at, _members in enumerate(CLASSES):
    _CLASS[list(_members)] = _at


class Laid:
    """Some lines with a newline before the first and after each."""

    __slots__ = ("at", "bounds", "data", "kind", "line", "raw", "within")

    def __init__(self, texts: pa.Array) -> None:
        """`texts` are the lines (string); there is at least one."""
        whole = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts)
        joined = pc.binary_join(whole, "\n")[0].as_buffer().to_pybytes()
        self.raw: bytes = b"".join((b"\n" * ROOM, joined, b"\n" * ROOM))
        self.data: Bytes = np.frombuffer(self.raw, np.uint8)
        self.bounds: Ints = np.zeros(len(texts) + 1, np.int64)
        """Line i is `data[bounds[i] + 1:bounds[i + 1]]`; at each bound is a newline."""
        np.cumsum(byte_lengths(texts) + 1, out=self.bounds[1:])
        self.bounds += ROOM - 1
        odd = self.data - np.uint8(ord("a")) >= 26
        self.at: Ints = np.flatnonzero(odd)
        """Where bytes stand that are no small ASCII letters, newlines among them."""
        self.kind: Bytes = _CLASS[self.data[self.at]]
        """The class of each of them."""
        rank = Rank.of(odd).before(self.bounds)
        self.within = slice(int(rank[0]), int(rank[-1]))
        """Those of them that belong to the lines; a line's first is the newline before it."""
        self.line: Ints = np.repeat(np.arange(len(texts)), np.diff(rank))
        """The line of each that is `within`."""

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def counts(self) -> Ints:
        """int64[classes, lines]: how many bytes of each class a line has, but for OTHER."""
        key = self.line << 4
        key += self.kind[self.within]
        out = np.bincount(key, minlength=len(self) << 4).reshape(-1, 16)
        out[:, LOWER] = np.diff(self.bounds) - out.sum(1)
        return out.T.copy()

    def of_kind(self, kind: int) -> tuple[Ints, Ints]:
        """Where bytes of a class stand in the lines, and the line of each."""
        some = np.flatnonzero(self.kind[self.within] == kind)
        return self.at[self.within][some], self.line[some]
