"""The relations between documents as a commit will publish them, from what is published and what comes and goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import read_metadata

from cleancopy.orchestration.standing import Standing, rows_of
from cleancopy.relations import copies_after
from cleancopy.schemas import TABLES
from cleancopy.store import Store
from cleancopy.store.parquet import read_files

TABLE = "fingerprints"
AT_ONCE = 100_000
"""Documents whose copies are looked for together; more of them take as much more memory, fewer more passes."""


def copies_of(store: Store, fresh: Sequence[Path], gone: Mapping[str, str]) -> pa.Table:
    """The `copies` once the documents in the files `fresh` (of fingerprints) have come and those in `gone` (with their
    paths) have left.

    A document that changed is in both.
    """
    files = store.files(TABLE)
    copies = store.table("copies")
    leaving = rows_of(store, TABLE, gone)
    before: list[Path] = []
    for some in _batches(fresh):
        coming = read_files(some, TABLES[TABLE].arrow)
        copies = copies_after(copies, Standing(files, gone, tuple(before)), coming, leaving)
        leaving, before = leaving.slice(0, 0), [*before, *some]
    return copies


def _batches(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files in order, some together; one batch without files when there are none."""
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
