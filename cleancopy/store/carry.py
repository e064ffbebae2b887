"""The files of the next version, made from those of the last one and of what a run adds.

Files are immutable: one that loses no row is linked, one that does is written anew without those rows, and many small
ones become a few larger ones. A name is the hash of the bytes, so it never means two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import StoreError
from cleancopy.schemas import Table
from cleancopy.store.disk import link_or_copy
from cleancopy.store.parquet import Entry, Metadata, Writer, doc_ids, entry_of, file_metadata, row_groups, schema_digest
from cleancopy.store.versions import Version

SMALL_BYTES = 512 << 10
"""What a day's few documents make; the files of a full shard are larger, so that a great run writes none twice."""
MANY_SMALL = 32
"""More small files than this in one table are merged: each costs every reader an open."""
MERGED_BYTES = 32 << 20


@dataclass(slots=True)
class TableFolder:
    """One table of the version in the making."""

    folder: Path
    table: Table
    entries: list[Entry] = field(default_factory=list)

    def carry(self, parent: Version | None, gone: Set[str]) -> None:
        """Takes over the parent's files without the rows of the documents in `gone`."""
        if parent is None:
            return
        said = parent.manifest["tables"].get(self.table.name, {})
        current_contract = said.get("schema") == schema_digest(self.table.arrow)
        for entry in parent.entries(self.table.name):
            path = parent.folder / self.table.name / entry.name
            if not path.is_file() or path.stat().st_size != entry.bytes:
                raise StoreError(f"{path} was changed since it was published: restore it, or roll back.")
            gone_rows = _rows_of(path, gone)
            if gone_rows == entry.rows:
                continue  # nothing is left of it (or nothing was in it)
            if current_contract and gone_rows == 0:
                self._take(path, entry)
            else:
                self._rewrite([path], gone)

    def add(self, path: Path) -> None:
        """Takes a new file in, after reopening it; one without rows adds nothing."""
        entry = entry_of(path, self.table.arrow)
        if entry.rows:
            self._take(path, entry)

    def write(self, table: pa.Table, metadata: Metadata) -> None:
        """Writes rows of this table as a new file, `metadata` in its footer."""
        self._finish([table], metadata, may_be_empty=True)

    def compact(self) -> None:
        """Merges small files, in order, when there are too many of them; changes no row."""
        small = [entry for entry in self.entries if entry.bytes < SMALL_BYTES]
        if len(small) <= MANY_SMALL:
            return
        self.entries = [entry for entry in self.entries if entry.bytes >= SMALL_BYTES]
        for batch in _batches(small):
            paths = [self.folder / entry.name for entry in batch]
            if len(batch) == 1:
                self.entries += batch
                continue
            self._rewrite(paths, frozenset())
            for path in paths:
                path.unlink()

    def never_empty(self, metadata: Metadata) -> None:
        """A table without rows still holds one file, so that every reader finds its columns."""
        if not self.entries:
            self.write(self.table.arrow.empty_table(), metadata)

    def column(self, name: str) -> list[pa.Array]:
        """One column of every file, in chunks."""
        return [
            chunk
            for entry in self.entries
            for group in row_groups(self.folder / entry.name, [name])
            for chunk in group[name].chunks
        ]

    def _rewrite(self, paths: Sequence[Path], gone: Set[str]) -> None:
        metadata = _common([file_metadata(path) for path in paths])
        kept = (_without(group, gone) for path in paths for group in row_groups(path))
        self._finish(kept, metadata, may_be_empty=False)

    def _finish(self, rows: Iterable[pa.Table], metadata: Metadata, *, may_be_empty: bool) -> None:
        aside = self.folder / "new"
        with Writer(aside, self.table.arrow, metadata) as writer:
            for table in rows:
                writer.write(table)
        entry = entry_of(aside, self.table.arrow)
        if entry.rows or may_be_empty:
            self._claim(entry)
            aside.rename(self.folder / entry.name)
        else:
            aside.unlink()

    def _take(self, path: Path, entry: Entry) -> None:
        self._claim(entry)
        link_or_copy(path, self.folder / entry.name)

    def _claim(self, entry: Entry) -> None:
        if any(entry.name == other.name for other in self.entries):
            raise StoreError(f"{self.table.name}: the same rows were handed in twice; nothing was published.")
        self.entries.append(entry)


def _rows_of(path: Path, gone: Set[str]) -> int:
    """How many rows of a file belong to the documents in `gone`."""
    if not gone:
        return 0
    return sum(int(pc.sum(pc.is_in(ids, _held(ids, gone)), min_count=0).as_py()) for ids in doc_ids(path))


def _without(rows: pa.Table, gone: Set[str]) -> pa.Table:
    held = _held(rows["doc_id"], gone) if gone else []
    return rows.filter(pc.invert(pc.is_in(rows["doc_id"], held))) if len(held) else rows


def _held(ids: pa.ChunkedArray, gone: Set[str]) -> pa.Array:
    """Those of `gone` that stand in a row group: a rebuild has a million of them, a row group few thousand."""
    return pa.array([one for one in ids.unique().to_pylist() if one in gone], pa.string())


def _batches(entries: Sequence[Entry]) -> list[list[Entry]]:
    batches: list[list[Entry]] = [[]]
    for entry in entries:
        if sum(other.bytes for other in batches[-1]) >= MERGED_BYTES:
            batches.append([])
        batches[-1].append(entry)
    return batches


def _common(said: Sequence[dict[str, str]]) -> dict[str, str]:
    """What all the files say of themselves alike; versions on which they differ stand in the rows."""
    return {key: value for key, value in said[0].items() if all(other.get(key) == value for other in said)}
