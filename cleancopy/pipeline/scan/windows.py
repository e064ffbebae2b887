"""Eight bytes at a time: short strings as whole numbers, which compare and mix in one step."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Ints

Eights = npt.NDArray[np.uint64]


def eights(data: npt.NDArray[np.uint8]) -> Eights:
    """uint64[bytes + 1]: the eight bytes from each place on, the first one lowest; zeros are read past the end.

    A view of one copy of the bytes, in which neighbours overlap: nothing is computed before it is asked for.
    """
    padded = np.zeros(len(data) + 8, np.uint8)
    padded[: len(data)] = data
    return np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))


def first_of(values: Eights, sizes: Ints) -> Eights:
    """Only the first bytes of each value, as many as `sizes` says (all eight from eight on)."""
    return values & _FIRST.take(sizes, mode="clip")


_FIRST = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)
