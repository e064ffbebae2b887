"""The outlines of the documents of a run, made before anything is cleaned: lines to count, and texts to show."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.ingest import Inputs, read
from cleancopy.orchestration.documents import of_inputs, of_payload, table_of
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
    """The documents of a run, before they are cleaned: their outlines, and the bytes of single ones."""

    def __init__(self, shards: Mapping[Path, Inputs], recipe: Recipe, max_file_bytes: int) -> None:
        """`shards` are their folders with the files in each; the records of one without files lie in its folder."""
        self.shards, self.recipe, self.max_file_bytes = shards, recipe, max_file_bytes
        self._paths = lru_cache(maxsize=64)(_paths)
        self._places = lru_cache(maxsize=64)(_places)
        self._records = lru_cache(maxsize=4)(_records)

    def outline(self, workers: int) -> list[Path]:
        """Writes the outlines into the folders of the shards, by threads: nearly all of the work is done by Arrow."""
        with ThreadPoolExecutor(workers, thread_name_prefix="outline") as pool:
            return list(pool.map(self._outline, self.shards))

    def _outline(self, folder: Path) -> Path:
        docs = of_inputs(*documents_of(folder, self.shards[folder], self.max_file_bytes))
        write_parquet(outlines_of(docs, self.recipe), folder / FILE, "outlines", made_by())
        return folder / FILE

    def bytes_of(self, doc: str) -> bytes | None:
        """The bytes of the lines of a document by its doc_id, read again; None for one that is not of this run."""
        folder = self._folders.get(doc)
        if folder is None:
            return None
        path, inputs = self._paths(folder)[doc], self.shards[folder]
        if inputs:
            found = inputs[self._places(inputs)[path]]
            payload = read(found, self.max_file_bytes)
        else:
            found, payload = self._records(folder)[path]
        document = of_payload(found, payload)
        if document is None or document.format == "text":
            return None if document is None else document.data
        return bytes(texts_of(table_of([document]), self.recipe)[0].as_py())

    @cached_property
    def _folders(self) -> dict[str, Path]:
        """Where each document is."""
        return {doc: folder for folder in self.shards for doc in self._paths(folder)}


def _paths(folder: Path) -> dict[str, str]:
    """The source paths of the documents of a shard by their doc_ids."""
    rows = read_files([folder / FILE], TABLES["outlines"].arrow, ["doc_id", "source_path"])
    return dict(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _places(inputs: Inputs) -> dict[str, int]:
    """Where among some files each is, by its source path."""
    return {path: at for at, path in enumerate(inputs.source_paths.to_pylist())}


def _records(folder: Path) -> dict[str, Taken]:
    return {found.source_path: (found, payload) for found, payload in read_records(folder)}
