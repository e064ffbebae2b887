"""Which lines of documents are not the same in two versions, for many documents at once."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.store.parquet import declared, row_groups
from cleancopy.store.segments import row_bytes

Rows = list[dict[str, Any]]


def changed_lines(
    before: Sequence[Path], after: Sequence[Path], schema: pa.Schema, documents: Set[str]
) -> dict[str, tuple[Rows, Rows]]:
    """By doc_id the rows as they were and as they are, of lines that differ, in order.

    `before` and `after` are files of lines that hold all of these documents. Memory: their lines, of both sides; as
    Python values only those that differ.
    """
    sides = [_lines_of(files, schema, documents) for files in (before, after)]
    told = [row_bytes(side) for side in sides]
    found: dict[str, tuple[Rows, Rows]] = {one: ([], []) for one in documents}
    for which in (0, 1):
        same = pc.is_in(told[which], value_set=told[1 - which])
        differ = sides[which].filter(pc.invert(same))
        order = [(name, "ascending") for name in ("doc_id", "line_no", "part")]
        for row in differ.sort_by(order).to_pylist():
            found[row["doc_id"]][which].append(row)
    return found


def _lines_of(files: Sequence[Path], schema: pa.Schema, documents: Set[str]) -> pa.Table:
    """The lines of some documents; only row groups that hold some are read whole."""
    ids = pa.array(sorted(documents), pa.string())
    groups = [
        declared(group.filter(pc.is_in(group["doc_id"], ids)), schema)
        for path in files
        for group in row_groups(path, holding=ids)
    ]
    return pa.concat_tables([schema.empty_table(), *groups]).combine_chunks()
