"""Rows cut into several, where a line turned out to be more than one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import edits
from cleancopy.pipeline.scan.columns import Ints, flat, put, with_columns
from cleancopy.pipeline.scan.segments import each


def with_parts(batch: Batch, parts: Ints, texts: Sequence[str]) -> Batch:
    """The batch with each row as often as `parts` says; `texts` are those of all rows that are cut, in order.

    The bytes (`raw`) and the counts of edits stay on the first part.
    """
    number, row = each(np.ones_like(parts), parts), np.repeat(np.arange(len(parts)), parts)
    every, first = pa.array(row), np.flatnonzero(number == 1)
    nothing: dict[str, Any] = {"raw": b"", "text": "", **dict.fromkeys(edits("decode") + edits("repair"), 0)}
    once = {name: _spread(batch.lines.column(name), first, len(row), zero) for name, zero in nothing.items()}
    lines = batch.lines.drop_columns(list(once)).take(every)
    once["text"] = put(once["text"], np.flatnonzero(np.repeat(parts, parts) > 1), texts)
    return replace(batch, lines=with_columns(lines, {**once, "part": number.astype(np.int32)}))


def _spread(values: pa.ChunkedArray, rows: Ints, count: int, other: Any) -> pa.Array:
    """An array of so many values, with some of them at `rows`. (`take` would reserve their mean size for every row.)"""
    return put(pa.repeat(pa.scalar(other, values.type), count), rows, flat(values))
