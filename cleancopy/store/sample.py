"""What a proof looks at: all of a version, or some documents that stand together and the files that they are in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.store.entries import Entry
from cleancopy.store.parquet import read_files, row_groups
from cleancopy.store.reading import Reader
from cleancopy.store.versions import Version


@dataclass(frozen=True)
class Sample:
    """Files of a version, and of their rows those of some documents."""

    store: Reader
    version: Version
    paths: Sequence[str] | None = None
    """Source paths of the documents, ascending; None for all."""

    def entries(self, name: str) -> list[Entry]:
        """The files of a table that are looked at."""
        every = self.version.entries(name)
        if self.paths is None or self.store.tables[name].by != "source_path":
            return every
        return [entry for entry in every if entry.span.may_hold(self.paths)]

    def groups(self, name: str) -> Iterator[tuple[Path, pa.Table]]:
        """The rows of a table and the file that they are in, a row group at a time."""
        for entry in self.entries(name):
            path = self.version.folder / name / entry.name
            for group in row_groups(path):
                yield path, self._own(name, group)

    def rows(self, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Some columns of them."""
        read = [*columns, *({"source_path"} - set(columns))]
        for entry in self.entries(name):
            for group in row_groups(self.version.folder / name / entry.name, read):
                yield self._own(name, group).select(list(columns))

    def file(self, name: str, entry: Entry) -> pa.Table:
        """The rows of one file."""
        path = self.version.folder / name / entry.name
        return self._own(name, read_files([path], self.store.tables[name].arrow))

    def _own(self, name: str, rows: pa.Table) -> pa.Table:
        if self.paths is None or self.store.tables[name].by != "source_path":
            return rows
        return rows.filter(pc.is_in(rows["source_path"], pa.array(self.paths, pa.string())))


def everything(store: Reader, version: Version) -> Sample:
    """All of a version."""
    return Sample(store, version)


def sampled(store: Reader, version: Version, size: int) -> Sample:
    """So many documents, one after the other by their paths from a random one on; fewer at the end of the ledger."""
    start, seen = random.randrange(max(1, version.rows("sources") - size + 1)), 0
    paths: list[str] = []
    for entry in version.entries("sources"):
        if start < seen + entry.rows and len(paths) < size:
            file = version.folder / "sources" / entry.name
            held = read_files([file], store.tables["sources"].arrow, ["source_path"])["source_path"].to_pylist()
            paths += held[max(0, start - seen) :][: size - len(paths)]
        seen += entry.rows
    return Sample(store, version, paths)
