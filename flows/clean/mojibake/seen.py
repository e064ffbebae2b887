"""Which kinds of bytes a line holds: one pass over a batch that tells which lines any finer look could concern."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.table import Ints, bytes_of

AMPERSAND, CONTROL, FOREIGN, QUESTION = 1, 2, 4, 8
"""Bits: "&"; a control character of ASCII but the tab; a byte outside ASCII; "?"."""

_BITS = np.zeros(256, np.uint8)
_BITS[:32] = CONTROL
_BITS[9] = 0
_BITS[127] = CONTROL
_BITS[128:] = FOREIGN
_BITS[ord("&")] = AMPERSAND
_BITS[ord("?")] = QUESTION


def kinds_seen(lines: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.uint8]:
    """uint8[lines]: the bits of the bytes of each line, or-ed."""
    data, bounds = bytes_of(lines)
    seen = np.zeros(len(bounds) - 1, np.uint8)
    full = np.flatnonzero(bounds[1:] > bounds[:-1])
    if len(full):
        seen[full] = np.bitwise_or.reduceat(_BITS[data[: bounds[-1]]], bounds[:-1][full])
    return seen


def rows_with(seen: npt.NDArray[np.uint8], bits: int) -> Ints:
    """The lines that hold any of `bits`."""
    return np.flatnonzero(seen & bits)
