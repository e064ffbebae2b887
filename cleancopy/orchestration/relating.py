"""The relations between documents as a commit will publish them, from what is published and what comes and goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.relations import COLUMNS, copies_after
from cleancopy.schemas import TABLES
from cleancopy.store import Store
from cleancopy.store.parquet import row_groups
from cleancopy.store.reading import read_files

TABLE = "fingerprints"
AT_ONCE = 40_000
"""Documents whose copies are looked for together; more of them take as much more memory, fewer more passes."""


def copies_of(store: Store, fresh: Sequence[Path], gone: Set[str]) -> pa.Table:
    """The `copies` once the documents in the files `fresh` (of fingerprints) have come and those in `gone` have left.

    A document that changed is in both.
    """
    files = store.files(TABLE)
    copies = store.table("copies")
    leaving = _rows_of(files, gone)
    before: list[Path] = []
    for some in _batches(fresh):
        coming = read_files(some, TABLES[TABLE].arrow)
        copies = copies_after(copies, _Held(files, gone, tuple(before)), coming, leaving)
        leaving, before = leaving.slice(0, 0), [*before, *some]
    return copies


class _Held:
    """The fingerprints of all documents that stay: those of published files but for `gone`, and of files that came."""

    def __init__(self, files: Sequence[Path], gone: Set[str], known: Sequence[Path]) -> None:
        self.files, self.gone, self.known = files, gone, known

    def __call__(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        wanted = list(dict.fromkeys(["doc_id", *columns])) if self.gone else list(columns)
        for path in self.files:
            for rows in row_groups(path, wanted):
                yield _without(rows, self.gone)
        for path in self.known:
            yield from row_groups(path, list(columns))


def _without(rows: pa.Table, gone: Set[str]) -> pa.Table:
    return rows.filter(pc.invert(_is_gone(rows, gone))) if gone else rows


def _is_gone(rows: pa.Table, gone: Set[str]) -> pa.Array:
    return pa.array([one in gone for one in rows.column("doc_id").to_pylist()], pa.bool_())


def _rows_of(files: Sequence[Path], gone: Set[str]) -> pa.Table:
    """The rows of some documents; only row groups that hold some are read."""
    found = [TABLES[TABLE].arrow.empty_table().select(list(COLUMNS))]
    for path in files if gone else ():
        some = row_groups(path, list(COLUMNS), where=lambda ids: not gone.isdisjoint(ids))
        found += [rows.filter(_is_gone(rows, gone)) for rows in some]
    return pa.concat_tables(found)


def _batches(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files in order, some together; one batch without files when there are none."""
    from pyarrow.parquet import read_metadata

    batch: list[Path] = []
    rows = 0
    for path in files:
        rows += read_metadata(path).num_rows
        batch.append(path)
        if rows >= AT_ONCE:
            yield batch
            batch, rows = [], 0
    if batch or not files:
        yield batch
