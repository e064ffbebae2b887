"""Segments of an array: a document's lines, a line's bytes. Segment i is `bounds[i]:bounds[i + 1]`; it may be empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Bools, Ints, true_at
from cleancopy.pipeline.scan.rank import Rank


def running(values: npt.NDArray[Any]) -> Ints:
    """int64[len + 1]: the sum of the values before each place, and of all; of sizes the bounds."""
    return np.concatenate([[0], np.cumsum(values, dtype=np.int64)])


def ranges(bounds: Ints, size: int) -> Iterator[tuple[int, int]]:
    """(first, past last) of what is between `bounds`, cut into ranges of at most `size`, but of one at least."""
    first = 0
    while first < len(bounds) - 1:
        past = max(first + 1, int(np.searchsorted(bounds, bounds[first] + size, side="right")) - 1)
        yield first, past
        first = past


def segment_sum(values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
    """Sum of `values[starts[i]:starts[i + 1]]` for each i, 0 for an empty segment.

    Integers and booleans are summed exactly; floats by `np.add.reduceat`, whose order within a segment is fixed, so a
    document gets the same bits alone and in any batch.
    """
    if values.dtype == np.bool_:
        return Rank.of(values).between(starts)
    if values.dtype.kind in "ui":
        total = running(values)
        return total[starts[1:]] - total[starts[:-1]]
    return _reduce(np.add, values, starts, 0)


def segment_max(values: npt.NDArray[Any], starts: Ints, empty: Any = 0) -> npt.NDArray[Any]:
    """Largest value of each segment, `empty` where it has none."""
    return _reduce(np.maximum, values, starts, empty)


def segment_or(values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
    """The bits set in any value of each segment."""
    return _reduce(np.bitwise_or, values, starts, 0)


def segment_first(flags: Bools, starts: Ints) -> Ints:
    """For each segment the row of its first True, -1 where it has none."""
    rows = np.flatnonzero(flags)
    at = np.searchsorted(rows, starts[:-1])
    found = np.append(rows, np.iinfo(np.int64).max)[at]
    return np.where(found < starts[1:], found, -1)


def each(first: Ints, counts: Ints) -> Ints:
    """`first[i]`, `first[i] + 1` and so on, `counts[i]` of them, for each i: the places in some spans, in order."""
    return np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())


def row_of(places: Ints, bounds: Ints) -> Ints:
    """For each place the segment that it is in."""
    return np.searchsorted(bounds, places, side="right") - 1


def rows_holding(places: Ints, bounds: Ints) -> Bools:
    """Which segments hold one of some places (ascending; those before the first segment are left out)."""
    if 4 * len(places) > len(bounds):  # then few searches among many places are cheaper
        return np.diff(np.searchsorted(places, bounds)) > 0
    return true_at(len(bounds) - 1, row_of(places[places >= bounds[0]], bounds))


def _reduce(how: np.ufunc, values: npt.NDArray[Any], starts: Ints, empty: Any) -> npt.NDArray[Any]:
    out = np.full(len(starts) - 1, empty, dtype=values.dtype)
    full = np.flatnonzero(starts[1:] > starts[:-1])
    if len(full):
        out[full] = how.reduceat(values, starts[:-1][full])
    return out
