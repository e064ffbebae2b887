"""Rows of a document table as they are when some documents leave: those that stay, and those that go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.store.parquet import row_groups


class Standing:
    """Goes through the rows that stay, some at a time: of published files but for `gone`, and of files that came."""

    def __init__(self, files: Sequence[Path], gone: Set[str] = frozenset(), came: Sequence[Path] = ()) -> None:
        """`gone` are doc_ids."""
        self.files, self.gone, self.came = files, gone, came

    def __call__(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The rows with these columns at least."""
        wanted = list(dict.fromkeys(["doc_id", *columns])) if self.gone else list(columns)
        for path in self.files:
            for rows in row_groups(path, wanted):
                yield rows.filter(pc.invert(_is_gone(rows, self.gone))) if self.gone else rows
        for path in self.came:
            yield from row_groups(path, list(columns))


def rows_of(files: Sequence[Path], ids: Set[str], schema: pa.Schema) -> pa.Table:
    """The rows of some documents; only row groups that hold some are read."""
    found = [schema.empty_table()]
    for path in files if ids else ():
        some = row_groups(path, schema.names, where=lambda held: not ids.isdisjoint(held))
        found += [rows.filter(_is_gone(rows, ids)).cast(schema) for rows in some]
    return pa.concat_tables(found)


def _is_gone(rows: pa.Table, gone: Set[str]) -> pa.Array:
    return pa.array([one in gone for one in rows.column("doc_id").to_pylist()], pa.bool_())
