"""The outlines of the documents of a run, made before anything is cleaned: lines to count, and texts to show."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.ingest import Input, Limits, doc_id, read
from cleancopy.orchestration.documents import of_inputs, of_payload, table_of
from cleancopy.orchestration.shards.order import read_plan
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


def outline_all(folders: Sequence[Path], workers: int) -> list[Path]:
    """Writes the outlines of some shards into their folders, by threads: nearly all of the work is done by Arrow."""
    with ThreadPoolExecutor(workers, thread_name_prefix="outline") as pool:
        return list(pool.map(_outline, folders))


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
    """The bytes of single documents of a run, read again: those whose lines are shown."""

    def __init__(self, files: Sequence[Path]) -> None:
        """`files` are the outlines of the shards."""
        self.files = files
        self.folders: dict[str, Path] | None = None
        self._inputs = lru_cache(maxsize=64)(_inputs)
        self._records = lru_cache(maxsize=4)(_records)

    def __call__(self, doc: str) -> bytes | None:
        """The bytes of the lines of a document by its doc_id; None for one that is not of this run."""
        if self.folders is None:
            ids = ((file.parent, read_files([file], TABLES["outlines"].arrow, ["doc_id"])) for file in self.files)
            self.folders = {one: folder for folder, rows in ids for one in rows.column("doc_id").to_pylist()}
        folder = self.folders.get(doc)
        if folder is None:
            return None
        inputs, recipe, limits = self._inputs(folder)
        found, payload = (inputs[doc], read(inputs[doc], limits)) if doc in inputs else self._records(folder)[doc]
        document = of_payload(found, payload)
        if document is None:
            return None
        if document.format == "text":
            return document.data
        return texts_of(table_of([document]), recipe)[0].as_py()


def _outline(folder: Path) -> Path:
    inputs, recipe, limits = read_plan(folder)
    docs = of_inputs(*documents_of(folder, inputs, limits))
    write_parquet(outlines_of(docs, recipe), folder / FILE, "outlines", made_by())
    return folder / FILE


def _inputs(folder: Path) -> tuple[dict[str, Input], Recipe, Limits]:
    inputs, recipe, limits = read_plan(folder)
    return {doc_id(one.source_path): one for one in inputs}, recipe, limits


def _records(folder: Path) -> dict[str, Taken]:
    return {doc_id(found.source_path): (found, payload) for found, payload in read_records(folder)}
