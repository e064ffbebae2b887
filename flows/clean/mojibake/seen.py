"""Which lines hold which kinds of bytes: cheap passes over a batch that tell which lines a finer look could concern."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.table import Ints, bytes_of, flat

TAB = 9


def rows_with_byte(lines: pa.Array, byte: str) -> Ints:
    """The lines (ascending) that hold this ASCII character."""
    data, bounds = bytes_of(lines)
    return _rows_at(np.flatnonzero(data[: bounds[-1]] == ord(byte)), bounds)


def rows_to_look_at(lines: pa.Array) -> Ints:
    """The lines that hold anything but printable ASCII and tabs, or an "&"."""
    data, bounds = bytes_of(lines)
    data = data[: bounds[-1]]
    odd = (data < 32) & (data != TAB)
    odd |= (data == 127) | (data == ord("&"))
    rows = np.zeros(len(lines), np.bool_)
    rows[_rows_at(np.flatnonzero(odd), bounds)] = True
    rows |= flat(pc.invert(pc.string_is_ascii(lines))).to_numpy(zero_copy_only=False)
    return np.flatnonzero(rows)


def _rows_at(places: Ints, bounds: Ints) -> Ints:
    """The lines of these byte positions, each once."""
    rows = np.searchsorted(bounds, places[places >= bounds[0]], side="right") - 1
    return rows[np.diff(rows, prepend=-1) > 0]
