"""Rows of a document table as they are when some documents leave: those that stay, and those that go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.store import Store
from cleancopy.store.parquet import row_groups


class Standing:
    """Goes through the rows that stay, some at a time: of published files but for `gone`, and of files that came."""

    def __init__(self, files: Sequence[Path], gone: Mapping[str, str], came: Sequence[Path] = ()) -> None:
        """`gone` are doc_ids, with their paths."""
        self.files, self.came = files, came
        self.gone = pa.array(list(gone), pa.string())

    def __call__(self, columns: Sequence[str], sites: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows with these columns at least; with `sites` (ascending) some of other sites may be passed over."""
        within = None if sites is None else ("site", sites)
        wanted = list(dict.fromkeys(["doc_id", *columns])) if len(self.gone) else list(columns)
        for path in self.files:
            for rows in row_groups(path, wanted, within=within):
                yield rows.filter(pc.invert(pc.is_in(rows["doc_id"], self.gone))) if len(self.gone) else rows
        for path in self.came:
            yield from row_groups(path, list(columns), within=within)


def rows_of(store: Store, table: str, gone: Mapping[str, str]) -> pa.Table:
    """The rows of some documents (doc_id -> source path); only row groups that hold some are read."""
    schema, ids = store.tables[table].arrow, pa.array(list(gone), pa.string())
    found = [schema.empty_table()]
    for path in store.holding(table, gone.values()):
        some = row_groups(path, schema.names, holding=ids)
        found += [rows.filter(pc.is_in(rows["doc_id"], ids)).cast(schema) for rows in some]
    return pa.concat_tables(found)
