"""Whole numbers such as hashes: which are there, where some of them are among many, and how digests become numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.scan.columns import Bools, Ints, flat

Whole = npt.NDArray[Any]

_MOST_BITS, _SPARE_BITS = 24, 5
"""Leading bits by which a number is looked up before it is looked for: enough that one of 32 buckets is taken, and few
enough that the buckets of a few numbers stay in the processor's cache."""


class Asked:
    """Numbers that are looked for among many."""

    def __init__(self, *numbers: Whole) -> None:
        """In any order, each once or more often, all of one type."""
        self.numbers = distinct(np.concatenate(numbers))[0]
        """They, ascending, each once."""
        self._bits = min(len(self.numbers).bit_length() + _SPARE_BITS, _MOST_BITS)
        self._buckets = np.zeros(1 << self._bits, np.bool_)
        self._buckets[_bucket(self.numbers, self._bits)] = True

    def among(self, numbers: Whole) -> tuple[Ints, Ints]:
        """The places of those of some numbers that are asked for, and which of them each is."""
        places = np.flatnonzero(self._buckets[_bucket(numbers, self._bits)])
        if not len(places):
            return places, places
        at = np.minimum(np.searchsorted(self.numbers, numbers[places]), len(self.numbers) - 1)
        right = self.numbers[at] == numbers[places]
        return places[right], at[right]

    def holds(self, numbers: Whole) -> Bools:
        """Which of some numbers are asked for."""
        held = np.zeros(len(numbers), np.bool_)
        held[self.among(numbers)[0]] = True
        return held


def distinct(numbers: Whole) -> tuple[Whole, Ints]:
    """The distinct ones of some numbers, ascending, and how often each is there.

    `np.unique` looks each number up in a table of its own, which takes a hundred times as long for millions of hashes.
    """
    ordered = np.sort(numbers)
    first = np.flatnonzero(np.diff(ordered, prepend=~ordered[:1]) != 0)
    return ordered[first], np.diff(first, append=len(ordered))


def leading_bits(digests: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.uint64]:
    """The first 64 bits of hexadecimal digests; 0 for null."""
    if not len(digests):
        return np.zeros(0, np.uint64)
    heads = pc.fill_null(pc.utf8_slice_codeunits(digests, 0, 16), "0" * 16)
    digits = flat(heads).buffers()[2]
    return np.frombuffer(bytes.fromhex(digits.to_pybytes()[: 16 * len(heads)].decode("ascii")), ">u8").astype(np.uint64)


def _bucket(numbers: Whole, leading: int) -> Ints:
    bits = 8 * numbers.dtype.itemsize
    return (numbers.view(f"u{bits // 8}") >> np.array(bits - leading, f"u{bits // 8}")).astype(np.int64)
