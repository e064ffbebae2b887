"""Rows cut into several, where a line turned out to be more than one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.scan.columns import Ints, bytes_of, flat
from cleancopy.pipeline.scan.segments import each


def with_parts(batch: Batch, parts: Ints, sizes: Ints) -> Batch:
    """The batch with each line repeated as often as `parts` says.

    The texts of a line's parts stand in it one behind the other; `sizes` are the bytes of all parts of all cut lines.
    The bytes (`raw`) stay on the first part, edits too. No text is copied: where a column is cut is in its offsets.
    """
    cut = np.flatnonzero(parts > 1)
    more = parts[cut] - 1
    after = np.repeat(cut, more)
    ends = np.cumsum(sizes)
    opens = (ends - sizes)[np.cumsum(parts[cut]) - parts[cut]]
    inner = np.delete(ends, np.cumsum(parts[cut]) - 1) - np.repeat(opens, more)
    columns: dict[str, Any] = {}
    for name in batch.lines.column_names:
        values = flat(batch.lines.column(name))
        if name in ("text", "raw"):
            bounds = bytes_of(values)[1]
            columns[name] = _recut(values, after + 1, bounds[after] + inner if name == "text" else bounds[after + 1])
            continue
        values = values.to_numpy()
        added = np.zeros_like(after) if name.startswith("edit_") else values[after]
        columns[name] = np.insert(values, after + 1, added + each(np.ones_like(more), more) * (name == "part"))
    return replace(batch, lines=pa.table(columns))


def _recut(values: pa.Array, before: Ints, at: Ints) -> pa.Array:
    """Strings with more ends: `at[i]`, a place in their bytes, is put before end `before[i]`."""
    bounds = np.insert(bytes_of(values)[1], before, at).astype(np.int32)
    valid = None
    if values.null_count:
        known = np.insert(values.is_valid().to_numpy(zero_copy_only=False), before, True)
        valid = pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(values.type, len(bounds) - 1, [valid, pa.py_buffer(bounds), values.buffers()[2]])
