"""The ledger: what was seen before, and how it reads after a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from flows.ingest import doc_id
from schemas import TABLES

LIVE = frozenset({"curated", "quarantined", "too_large", "unreadable"})
"""Outcomes of an input that stands in the raw folder and was taken up."""


class Entry(NamedTuple):
    """What the ledger says of one path."""

    sha256: str | None
    sidecar_sha256: str | None
    outcome: str
    doc_id: str
    site: str | None
    recipe: str | None


def entries(sources: pa.Table) -> dict[str, Entry]:
    """The ledger as a dictionary by source_path."""
    names = ["source_sha256", "sidecar_sha256", "outcome", "doc_id", "site", "recipe"]
    rows = zip(*(sources.column(name).to_pylist() for name in names), strict=True)
    return dict(zip(sources.column("source_path").to_pylist(), map(Entry._make, rows), strict=True))


def updated(
    old: pa.Table, fresh: Iterable[pa.Table], skipped: Mapping[str, str], deleted: Collection[str], run: int
) -> pa.Table:
    """The ledger after a run.

    In: the ledger before; the rows the shards wrote; paths passed over (with the reason); paths that are gone; the
    number of the run. `first_run` stays what it was, `changed_run` becomes `run` on every row touched.
    """
    schema = TABLES["sources"].arrow
    before = _frame(old)
    passed = pl.DataFrame(_skipped_rows(skipped), schema=before.schema)
    touched = pl.concat([*(_frame(table) for table in fresh), passed])
    touched = touched.drop("first_run").join(before.select("source_path", "first_run"), on="source_path", how="left")
    touched = touched.with_columns(pl.col("first_run").fill_null(run), changed_run=pl.lit(run, pl.Int64)).select(
        before.columns
    )
    rest = before.join(touched.select("source_path"), on="source_path", how="anti")
    gone = pl.col("source_path").is_in(list(deleted))
    rest = rest.with_columns(
        outcome=pl.when(gone).then(pl.lit("deleted")).otherwise("outcome"),
        changed_run=pl.when(gone).then(pl.lit(run, pl.Int64)).otherwise("changed_run"),
    )
    return pl.concat([rest, touched]).sort("source_path").to_arrow().cast(schema)


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _skipped_rows(skipped: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "source_path": path,
            "outcome": "skipped",
            "detail": why,
            "doc_id": doc_id(path),
            "first_run": 1,
            "changed_run": 1,
        }
        for path, why in skipped.items()
    ]
