"""Counting flags: how many are before any place, and so between any two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BLOCK = 1 << 18
"""Values tested at once (a multiple of 64): few enough that all steps of a test stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Flags packed into bits, 64 to a word: how many are before a place is looked up, in ten steps for all places.

    The rank of succinct data structures (Jacobson 1989). Measured: seven times as fast as `searchsorted` among the
    places of the flags, which it replaces.
    """

    bits: npt.NDArray[np.uint64]
    sums: Ints
    """Flags before each word of bits."""

    @classmethod
    def of(cls, flags: Bools) -> Rank:
        """The rank of flags."""
        return cls.where(flags, lambda some: some)

    @classmethod
    def where(cls, values: npt.NDArray[Any], test: Callable[[npt.NDArray[Any]], Bools], ahead: int = 0) -> Rank:
        """The rank of the values that `test` says True for; it is shown `BLOCK` of them at a time.

        `ahead`: how many values after a value the test looks at to decide.
        """
        bits = np.zeros(len(values) // 64 + 1, "<u8")
        into = bits.view(np.uint8)
        for at in range(0, len(values), BLOCK):
            packed = np.packbits(test(values[at : at + BLOCK + ahead])[:BLOCK], bitorder="little")
            into[at // 8 : at // 8 + len(packed)] = packed
        return cls.of_bits(bits)

    @classmethod
    def of_bits(cls, bits: npt.NDArray[np.uint64]) -> Rank:
        """The rank of flags that are packed already, the first in the lowest bit."""
        return cls(bits, np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bitwise_count(bits), dtype=np.int64)]))

    def before(self, places: npt.NDArray[Any]) -> Ints:
        """How many of the flags `[0:place]` are set, for each place in 0..number of flags."""
        word = places >> 6
        below = (np.uint64(1) << (places & 63).astype(np.uint64)) - np.uint64(1)
        return self.sums[word] + np.bitwise_count(self.bits[word] & below)

    def between(self, bounds: npt.NDArray[Any]) -> Ints:
        """How many of the flags `[bounds[i]:bounds[i + 1]]` are set, for each i."""
        return np.diff(self.before(bounds))
