"""Arrow columns as numpy arrays and back: their bytes, their lengths, which rows match, new values at some rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.scan.rank import BLOCK

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def with_columns(table: pa.Table, columns: Mapping[str, Any]) -> pa.Table:
    """`table` with each of `columns` (numpy or Arrow) set, in place when it exists, else appended."""
    for name, values in columns.items():
        values = values if isinstance(values, pa.ChunkedArray | pa.Array) else pa.array(values)
        at = table.schema.get_field_index(name)
        table = table.append_column(name, values) if at < 0 else table.set_column(at, name, values)
    return table


def flat(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    """One contiguous Arrow array."""
    if isinstance(values, pa.ChunkedArray):
        one = values.num_chunks == 1
        return values.chunk(0) if one else pa.concat_arrays(values.chunks or [pa.array([], values.type)])
    return values


def column(table: pa.Table, name: str) -> Any:
    """A column without nulls as a numpy array (zero copy where Arrow allows)."""
    return flat(table.column(name)).to_numpy(zero_copy_only=False)


def bytes_of(strings: pa.ChunkedArray | pa.Array) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The UTF-8 bytes of a string or binary column (uint8[total]) and their offsets (int64[rows + 1]), zero copy.

    The offsets need not start at 0 when the column is a slice.
    """
    array = flat(strings)
    wide = pa.types.is_large_string(array.type) or pa.types.is_large_binary(array.type)
    _, offsets, data = array.buffers()
    kind = np.int64 if wide else np.int32
    first = np.zeros(1, np.int64)
    if offsets is None or offsets.size == 0:
        return np.zeros(0, np.uint8), first.repeat(len(array) + 1)
    bounds = np.frombuffer(offsets, kind)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    return (np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)), bounds


def places(data: npt.NDArray[Any], test: Callable[[npt.NDArray[Any]], Bools], ahead: int = 0) -> Ints:
    """Positions (ascending) of the bytes (or code units) that `test` says True for; it is shown `BLOCK` at a time.

    `ahead`: how many bytes after a byte the test looks at to decide. Blocks that stay in the processor's cache are
    scanned three times as fast as a whole batch, where each step of the test writes to fresh pages.
    """
    found = [np.flatnonzero(test(data[at : at + BLOCK + ahead])[:BLOCK]) + at for at in range(0, len(data), BLOCK)]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def byte_lengths(strings: pa.ChunkedArray | pa.Array) -> Ints:
    """int64[rows]: the length of each string in UTF-8 bytes."""
    return np.diff(bytes_of(strings)[1])


NEVER = r"[^\x00-\x{10ffff}]"
"""RE2 that matches nothing."""


def matching(texts: pa.Array | pa.ChunkedArray, pattern: str, rows: Ints | None = None) -> Bools:
    """bool[texts], or bool[rows] of some of their rows: which match a RE2 pattern; a null does not.

    The pattern is not compiled, which takes up to 4 ms, where there is nothing to ask.
    """
    some = texts if rows is None else texts.take(pa.array(rows))
    if not len(some) or pattern == NEVER:
        return np.zeros(len(some), np.bool_)
    return flags(pc.match_substring_regex(some, pattern))


def flags(values: pa.Array | pa.ChunkedArray) -> Bools:
    """An Arrow column of booleans as a numpy array; null is False."""
    found: Bools = flat(values.fill_null(False)).to_numpy(zero_copy_only=False)
    return found


def put(values: pa.ChunkedArray | pa.Array, rows: npt.NDArray[Any], new: Iterable[Any] | pa.Array) -> pa.Array:
    """`values` with `new` ones at `rows` (ascending, distinct); the other rows as they were."""
    array = flat(values)
    if len(rows) == 0:
        return array
    mask = np.zeros(len(array), dtype=np.bool_)
    mask[rows] = True
    fresh = new if isinstance(new, pa.Array | pa.ChunkedArray) else pa.array(list(new), array.type)
    return flat(pc.replace_with_mask(array, pa.array(mask), flat(fresh)))


def counts_of(values: pa.Array | pa.ChunkedArray) -> dict[Any, int]:
    """How often each value is there."""
    return {one["values"]: one["counts"] for one in pc.value_counts(values).to_pylist()}


def true_at(count: int, places: Collection[int] | Ints) -> Bools:
    """bool[count]: True at some places."""
    found = np.zeros(count, np.bool_)
    found[places if isinstance(places, np.ndarray) else list(places)] = True
    return found
