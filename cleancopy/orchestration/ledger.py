"""The ledger: what was seen before, and how it reads after a run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.ingest import doc_id
from cleancopy.schemas import TABLES


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


def turned_away(sources: pa.Table) -> list[str]:
    """The paths of those in quarantine among some rows of the ledger."""
    rows = sources.filter(pc.equal(sources["outcome"], "quarantined"))
    return sorted(rows["source_path"].to_pylist())


def updated(old: pa.Table, fresh: pa.Table, skipped: Mapping[str, str], deleted: Collection[str], run: int) -> pa.Table:
    """The ledger after a run.

    In: the ledger before; the rows the shards wrote; paths passed over (with the reason); paths that are gone; the
    number of the run. `first_run` stays what it was, `changed_run` becomes `run` on every row touched.
    """
    schema = TABLES["sources"].arrow
    passed = pa.Table.from_pylist(_skipped_rows(skipped), schema)
    touched = pa.concat_tables([fresh.cast(schema), passed]).combine_chunks()
    known = pc.index_in(touched["source_path"], old["source_path"].combine_chunks())
    touched = _with(touched, "first_run", pc.fill_null(old["first_run"].take(known), run))
    touched = _with(touched, "changed_run", pa.repeat(pa.scalar(run, pa.int64()), touched.num_rows))
    rest = old.filter(pc.invert(pc.is_in(old["source_path"], touched["source_path"].combine_chunks())))
    gone = pc.is_in(rest["source_path"], pa.array(deleted, pa.string()))
    rest = _with(rest, "outcome", pc.if_else(gone, "deleted", rest["outcome"]))
    rest = _with(rest, "changed_run", pc.if_else(gone, run, rest["changed_run"]))
    both = pa.concat_tables([rest, touched]).combine_chunks()
    return both.take(pc.sort_indices(both["source_path"]))


def _with(table: pa.Table, name: str, values: pa.ChunkedArray | pa.Array) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), values)


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
