"""Reading the tables of a version. Needs no lock: versions are immutable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import StoreError
from cleancopy.schemas import TABLES
from cleancopy.store.layout import Layout
from cleancopy.store.parquet import Tables, read_files, row_groups
from cleancopy.store.versions import Version, all_versions, current_version, pinned


class Reader:
    """The tables under one folder, for reading."""

    def __init__(self, curated: Path, tables: Tables = TABLES) -> None:
        """Touches nothing on disk. `tables` are the contracts."""
        self.curated, self.tables = curated, tables
        self.layout = Layout(curated)

    def current(self) -> Version | None:
        """What readers see now; None before the first commit."""
        return current_version(self.layout)

    def published(self) -> Version:
        """The current version. Raises `StoreError` before the first commit."""
        version = self.current()
        if version is None:
            raise StoreError(f"Nothing is published under {self.curated} yet: run `cleancopy run` first.")
        return version

    def versions(self) -> list[Version]:
        """Every version kept, oldest first; the last is current."""
        return all_versions(self.layout)

    def version(self, number: int) -> Version:
        """One version by its number. Raises `StoreError` when it is not kept."""
        for version in self.versions():
            if version.number == number:
                return version
        raise StoreError(f"There is no version {number} under {self.curated}: `cleancopy versions` lists them.")

    @property
    def pinned(self) -> bool:
        """Whether the current version is pinned by a rollback, so that a run must not publish."""
        return pinned(self.layout)

    def files(self, name: str, version: Version | None = None) -> list[Path]:
        """The files of a table now, or in a version; none before the first commit."""
        version = version or self.current()
        return version.files(name) if version else []

    def table(self, name: str, columns: Sequence[str] | None = None, version: Version | None = None) -> pa.Table:
        """The rows of a table as its contract declares them; a column that is newer than a file is null there."""
        return read_files(self.files(name, version), self.tables[name].arrow, columns)

    def parts(self, name: str, columns: Sequence[str], version: Version | None = None) -> Iterator[pa.Table]:
        """The same, a file at a time; tables in order (`schemas.names.ORDERED_TABLES`) come in order."""
        for path in self.files(name, version):
            yield read_files([path], self.tables[name].arrow, columns)

    def holding(self, name: str, keys: Iterable[Any], version: Version | None = None) -> list[Path]:
        """The files of a table that can hold rows of some source paths (of copies: doc_ids, of templates: sites)."""
        version, wanted = version or self.current(), sorted(keys)
        if version is None:
            return []
        pairs = zip(version.files(name), version.entries(name), strict=True)
        return [path for path, entry in pairs if entry.span.may_hold(wanted)]

    def between(self, name: str, first: str, last: str) -> list[Path]:
        """The files of a table in order that can hold rows of source paths from `first` to `last`."""
        version = self.current()
        pairs = zip(version.files(name), version.entries(name), strict=True) if version else ()
        return [path for path, entry in pairs if entry.span.meets(first, last)]

    def path_of(self, doc_id: str, version: Version | None = None) -> str | None:
        """The source path of a document as the ledger has it."""
        for rows in self.parts("sources", ["doc_id", "source_path"], version):
            at = pc.index(rows["doc_id"], pa.scalar(doc_id)).as_py()
            if at >= 0:
                return str(rows["source_path"][at])
        return None

    def rows_of(
        self, name: str, doc_id: str, columns: Sequence[str] | None = None, version: Version | None = None
    ) -> pa.Table:
        """The rows of one document in a table of documents; only row groups that hold some are read whole."""
        read = None if columns is None else [*{"doc_id": None} | dict.fromkeys(columns)]
        path = self.path_of(doc_id, version)
        files = self.files(name, version) if path is None else self.holding(name, [path], version)
        groups = [
            group.filter(pc.equal(group["doc_id"], doc_id))
            for file in files
            for group in row_groups(file, read, holding=pa.array([doc_id]))
        ]
        found = pa.concat_tables(groups) if groups else self.tables[name].arrow.empty_table()
        return found if columns is None else found.select(list(columns))
