"""Which lines hold which kinds of bytes: cheap passes over a batch that tell which lines a finer look could concern."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.table import Bools, Ints, bytes_of, flat, places

TAB = 9


def rows_with_byte(lines: pa.Array, byte: str) -> Ints:
    """The lines (ascending) that hold this ASCII character."""
    return _rows_with(lines, lambda data: data == ord(byte))


def rows_to_look_at(lines: pa.Array) -> Ints:
    """The lines that hold anything but printable ASCII and tabs, or an "&"."""
    rows = flat(pc.invert(pc.string_is_ascii(lines))).to_numpy(zero_copy_only=False).copy()
    rows[_rows_with(lines, _odd)] = True
    return np.flatnonzero(rows)


def _odd(data: npt.NDArray[np.uint8]) -> Bools:
    return ((data < 32) & (data != TAB)) | (data == 127) | (data == ord("&"))


def _rows_with(lines: pa.Array, test: Callable[[npt.NDArray[np.uint8]], Bools]) -> Ints:
    """The lines that hold a byte which `test` takes, each once."""
    data, bounds = bytes_of(lines)
    at = places(data[: bounds[-1]], test)
    rows = np.searchsorted(bounds, at[at >= bounds[0]], side="right") - 1
    return rows[np.diff(rows, prepend=-1) > 0]
