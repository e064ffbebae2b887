"""The outlines of the documents of a run, made before anything is cleaned: lines to count, and texts to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.ingest import Inputs, read
from cleancopy.orchestration.documents import of_inputs, of_payload, table_of
from cleancopy.orchestration.shards.processes import shared_memory
from cleancopy.orchestration.shards.spool import Taken, documents_of, read_records
from cleancopy.pipeline.compose import made_by
from cleancopy.pipeline.pages import texts_of
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.template import outlines
from cleancopy.schemas import TABLES
from cleancopy.store import write_parquet
from cleancopy.store.parquet import read_files

FILE = "outlines.parquet"
"""In the folder of each shard."""


def outlines_of(docs: pa.Table, recipe: Recipe) -> pa.Table:
    """Rows of `outlines` for documents (columns of `DOCS`); of pages, the lines to which they are unfolded."""
    fetched = pc.cast(docs.column("fetched_at"), pa.date32())
    known = [docs.column(name) for name in ("doc_id", "source_path", "site")]
    columns = [*known, fetched, outlines(texts_of(docs, recipe))]
    return pa.table(columns, schema=TABLES["outlines"].arrow)


def sites_in(folder: Path) -> set[str | None]:
    """The sites of the documents of a shard."""
    return set(read_files([folder / FILE], TABLES["outlines"].arrow, ["site"]).column("site").unique().to_pylist())


class Coming:
    """The documents of a run, before they are cleaned: their outlines, and the bytes of some."""

    def __init__(self, shards: Mapping[Path, Inputs], recipe: Recipe, max_file_bytes: int) -> None:
        """`shards` are their folders with the files in each; the records of one without files lie in its folder."""
        self.shards, self.recipe, self.max_file_bytes = shards, recipe, max_file_bytes

    def outline(self, workers: int) -> list[Path]:
        """Writes the outlines into the folders of the shards, by threads: nearly all of the work is done by Arrow.

        Measured: with Arrow's own allocator, which gives the kernel back what another thread had asked for, this took
        a third more CPU.
        """
        shared_memory()
        with ThreadPoolExecutor(workers, thread_name_prefix="outline") as pool:
            return list(pool.map(self._outline, self.shards))

    def _outline(self, folder: Path) -> Path:
        docs = of_inputs(*documents_of(folder, self.shards[folder], self.max_file_bytes))
        write_parquet(outlines_of(docs, self.recipe), folder / FILE, "outlines", made_by())
        return folder / FILE

    def bytes_of(self, docs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Of some documents, by doc_id, those of this run with the bytes of their lines: shard by shard, read again.

        There are none of one that can be read no longer.
        """
        wanted = defaultdict(list)
        for doc in docs:
            if doc in self._folders:
                wanted[self._folders[doc]].append(doc)
        for folder, own in wanted.items():
            paths, inputs = _paths(folder), self.shards[folder]
            places, records = _places(inputs), _records(folder)
            for doc in own:
                path = paths[doc]
                found = records.get(path) or (inputs[places[path]], read(inputs[places[path]], self.max_file_bytes))
                document = of_payload(*found)
                if document is None or document.format == "text":
                    yield doc, document.data if document else b""
                else:
                    yield doc, texts_of(table_of([document]), self.recipe)[0].as_py()

    @cached_property
    def _folders(self) -> dict[str, Path]:
        """Where each document is."""
        return {doc: folder for folder in self.shards for doc in _paths(folder)}


def _paths(folder: Path) -> dict[str, str]:
    """The source paths of the documents of a shard by their doc_ids."""
    rows = read_files([folder / FILE], TABLES["outlines"].arrow, ["doc_id", "source_path"])
    return dict(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _places(inputs: Inputs) -> dict[str, int]:
    """Where among some files each is, by its source path."""
    return {path: at for at, path in enumerate(inputs.source_paths.to_pylist())}


def _records(folder: Path) -> dict[str, Taken]:
    return {found.source_path: (found, payload) for found, payload in read_records(folder)}
