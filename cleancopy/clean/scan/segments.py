"""One figure for each segment of an array: a document's lines, a line's bytes. Empty segments are allowed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cleancopy.clean.scan.columns import Bools, Ints
from cleancopy.clean.scan.rank import Rank


def segment_sum(values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
    """Sum of `values[starts[i]:starts[i + 1]]` for each i, 0 for an empty segment.

    Integers and booleans are summed exactly; floats by `np.add.reduceat`, whose order within a segment is fixed, so a
    document gets the same bits alone and in any batch.
    """
    if values.dtype == np.bool_:
        return Rank.of(values).between(starts)
    if values.dtype.kind in "ui":
        total = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
        return total[starts[1:]] - total[starts[:-1]]
    return _reduce(np.add, values, starts, 0)


def segment_max(values: npt.NDArray[Any], starts: Ints, empty: Any = 0) -> npt.NDArray[Any]:
    """Largest value of each segment, `empty` where it has none."""
    return _reduce(np.maximum, values, starts, empty)


def segment_or(values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
    """The bits set in any value of each segment."""
    return _reduce(np.bitwise_or, values, starts, 0)


def segment_any(values: Bools, starts: Ints) -> Bools:
    """Whether a segment holds a True."""
    return segment_sum(values, starts) > 0


def segment_first(flags: Bools, starts: Ints) -> Ints:
    """For each segment the row of its first True, -1 where it has none."""
    rows = np.flatnonzero(flags)
    at = np.searchsorted(rows, starts[:-1])
    found = np.append(rows, np.iinfo(np.int64).max)[at]
    return np.where(found < starts[1:], found, -1)


def _reduce(how: np.ufunc, values: npt.NDArray[Any], starts: Ints, empty: Any) -> npt.NDArray[Any]:
    out = np.full(len(starts) - 1, empty, dtype=values.dtype)
    full = np.flatnonzero(starts[1:] > starts[:-1])
    if len(full):
        out[full] = how.reduceat(values, starts[:-1][full])
    return out
