"""The files of the next version, made from those of the last one and of what a run adds.

Files are immutable: one that loses no row is linked, one that does is written anew without those rows, and many small
ones become a few larger ones. A name is the hash of the bytes, so it never means two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import StoreError
from cleancopy.schemas import Table
from cleancopy.store.disk import link_or_copy
from cleancopy.store.entries import Entry, entry_of
from cleancopy.store.parquet import Metadata, Writer, doc_ids, file_metadata, row_groups, schema_digest
from cleancopy.store.ranges import Piece, replaced, upserted
from cleancopy.store.versions import Version

SMALL_BYTES = 256 << 10
"""What a day's few documents make; the files of a full shard are larger, so that a great run writes none twice."""
MANY_SMALL = 32
"""More small files than this in one table are merged: each costs every reader an open."""
MERGED_BYTES = 1 << 20
"""Small files are merged up to this size: of a document that changes, the file it was in is written anew."""

Gone = Mapping[str, str]
"""Documents whose rows leave: doc_id -> source path, by which files that cannot hold them are passed over."""
_NOBODY = pa.array([], pa.string())


@dataclass(slots=True)
class TableFolder:
    """One table of the version in the making."""

    folder: Path
    table: Table
    entries: list[Entry] = field(default_factory=list)

    def carry(self, parent: Version | None, gone: Gone) -> None:
        """Takes over the parent's files without the rows of the documents in `gone`."""
        leaving = sorted((path, ident) for ident, path in gone.items())
        paths, ids = [path for path, _ in leaving], pa.array([ident for _, ident in leaving], pa.string())
        for path, entry in self._of(parent):
            inside = entry.span.within(paths)
            gone_rows = _rows_of(path, ids[inside])
            if gone_rows == entry.rows:
                continue  # nothing is left of it (or nothing was in it)
            if gone_rows or self._is_old(parent):
                self._rewrite([path], ids[inside])
            else:
                self._take(path, entry)

    def upsert(self, parent: Version | None, rows: pa.Table, metadata: Metadata) -> None:
        """Takes over the parent's files of a table in order, with `rows` in them instead of those of the same key."""
        self._put(upserted(self.table, self._of(parent), rows, anew=self._is_old(parent)), parent, metadata)

    def replace(self, parent: Version | None, rows: pa.Table, metadata: Metadata) -> None:
        """The whole of a table in order; the parent's files are taken over where they hold the same rows."""
        files = [] if self._is_old(parent) else self._of(parent)
        self._put(replaced(self.table, files, rows), parent, metadata)

    def add(self, path: Path) -> None:
        """Takes a new file in, after reopening it; one without rows adds nothing."""
        entry = entry_of(path, self.table.arrow, self.table.by)
        if entry.rows:
            self._take(path, entry)

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
            self._rewrite(paths, _NOBODY)
            for path in paths:
                path.unlink()

    def never_empty(self, metadata: Metadata) -> None:
        """A table without rows still holds one file, so that every reader finds its columns."""
        if not self.entries:
            self._finish([self.table.arrow.empty_table()], metadata, may_be_empty=True)

    def holding(self, paths: Sequence[str]) -> list[Path]:
        """The files that can have rows of some source paths, which are ascending."""
        return [self.folder / entry.name for entry in self.entries if entry.span.may_hold(paths)]

    def _of(self, version: Version | None) -> list[tuple[Path, Entry]]:
        """The files of the table in another version. Raises `StoreError` when one is not as it was published."""
        name = self.table.name
        files = list(zip(version.files(name), version.entries(name), strict=True)) if version else []
        for path, entry in files:
            if not path.is_file() or path.stat().st_size != entry.bytes:
                raise StoreError(f"{path} was changed since it was published: restore it, or roll back.")
        return files

    def _is_old(self, version: Version | None) -> bool:
        """Whether a version has the table by another contract."""
        said = version.manifest["tables"].get(self.table.name, {}) if version else {}
        return bool(said) and said.get("schema") != schema_digest(self.table.arrow)

    def _put(self, pieces: Iterable[Piece], parent: Version | None, metadata: Metadata) -> None:
        for piece in pieces:
            if isinstance(piece, Entry):
                assert parent is not None
                self._take(parent.folder / self.table.name / piece.name, piece)
            else:
                self._finish([piece], metadata, may_be_empty=False)

    def _rewrite(self, paths: Sequence[Path], gone: pa.Array) -> None:
        metadata = _common([file_metadata(path) for path in paths])
        kept = (_without(group, gone) for path in paths for group in row_groups(path))
        self._finish(kept, metadata, may_be_empty=False)

    def _finish(self, rows: Iterable[pa.Table], metadata: Metadata, *, may_be_empty: bool) -> None:
        aside = self.folder / "new"
        with Writer(aside, self.table.arrow, metadata) as writer:
            for table in rows:
                writer.write(table)
        entry = entry_of(aside, self.table.arrow, self.table.by)
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


def _rows_of(path: Path, gone: pa.Array) -> int:
    """How many rows of a file belong to some documents."""
    if not len(gone):
        return 0
    return sum(int(pc.sum(pc.is_in(ids, gone), min_count=0).as_py()) for ids in doc_ids(path))


def _without(rows: pa.Table, gone: pa.Array) -> pa.Table:
    return rows.filter(pc.invert(pc.is_in(rows["doc_id"], gone))) if len(gone) else rows


def _batches(entries: Sequence[Entry]) -> list[list[Entry]]:
    batches: list[list[Entry]] = [[]]
    for entry in entries:
        if sum(other.bytes for other in batches[-1]) >= MERGED_BYTES:
            batches.append([])
        batches[-1].append(entry)
    return batches


def _common(said: Sequence[dict[str, str]]) -> dict[str, str]:
    """What all the files say of themselves alike; versions on which they differ are in the rows."""
    return {key: value for key, value in said[0].items() if all(other.get(key) == value for other in said)}
