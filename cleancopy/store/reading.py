"""Reading the tables of a version. Needs no lock: versions are immutable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import StoreError
from cleancopy.schemas import TABLES
from cleancopy.store.layout import Layout
from cleancopy.store.parquet import Tables, columns_of, row_groups
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

    def rows_of(
        self, name: str, doc_id: str, columns: Sequence[str] | None = None, version: Version | None = None
    ) -> pa.Table:
        """The rows of one document; only the row groups that hold some are read whole."""
        read = None if columns is None else [*{"doc_id": None} | dict.fromkeys(columns)]
        empty = self.tables[name].arrow.empty_table()
        groups = [
            group.filter(pc.equal(group["doc_id"], doc_id))
            for path in self.files(name, version)
            for group in row_groups(path, read, where=lambda ids: doc_id in ids)
        ]
        found = pa.concat_tables(groups) if groups else empty
        return found if columns is None else found.select(list(columns))


def read_files(files: Sequence[Path], schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of some files of a table under its declared schema."""
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns], schema.metadata)
    return pa.concat_tables([wanted.empty_table(), *(columns_of(path, wanted) for path in files)])
