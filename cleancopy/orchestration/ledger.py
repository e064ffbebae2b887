"""The ledger: what was seen before, and how it reads after a run. Never held whole, but by ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.ingest import doc_id
from cleancopy.pipeline.scan.columns import counts_of
from cleancopy.schemas import TABLES
from cleancopy.schemas.names import LIVE_OUTCOMES
from cleancopy.store import Store
from cleancopy.store.parquet import read_files

SCHEMA = TABLES["sources"].arrow
_NAMES = ["source_sha256", "sidecar_sha256", "outcome", "doc_id", "site", "recipe"]


class Entry(NamedTuple):
    """What the ledger says of one path."""

    sha256: str | None
    sidecar_sha256: str | None
    outcome: str
    doc_id: str
    site: str | None
    recipe: str | None


class Ledger:
    """The table `sources` as it is published."""

    def __init__(self, store: Store) -> None:
        """Nothing is read yet."""
        self.store = store

    def parts(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """All rows in the order of their paths, some thousand at a time; never none."""
        return (rows for rows in self.store.parts("sources", columns) if rows.num_rows)

    def rows(self, paths: pa.Array) -> pa.Table:
        """The rows of some paths; none of those it does not know."""
        files = self.store.holding("sources", paths.to_pylist())
        some = (read_files([file], SCHEMA) for file in files)
        found = (rows.filter(pc.is_in(rows["source_path"], paths)) for rows in some)
        return pa.concat_tables([SCHEMA.empty_table(), *found])

    def entries(self, paths: Iterable[str]) -> dict[str, Entry]:
        """What it says of some paths; nothing of those it does not know."""
        return entries(self.rows(pa.array(list(paths), pa.string())))

    def of_container(self, path: str) -> dict[str, Entry]:
        """What it says of a container and of the records in it."""
        files = self.store.between("sources", path, f"{path}#\U0010ffff")
        rows = read_files(files, SCHEMA, ["source_path", *_NAMES])
        mine = pc.or_(pc.equal(rows["source_path"], path), pc.starts_with(rows["source_path"], f"{path}#"))
        return entries(rows.filter(mine))

    @cached_property
    def outcomes(self) -> Counter[str]:
        """How many paths came to what."""
        counts = Counter[str]()
        for rows in self.parts(["outcome"]):
            counts.update(counts_of(rows["outcome"]))
        return counts

    @property
    def live(self) -> int:
        """How many inputs there were."""
        return sum(self.outcomes[outcome] for outcome in LIVE_OUTCOMES)

    @cached_property
    def sites(self) -> set[str]:
        """The sites of which something was seen."""
        return {site for rows in self.parts(["site"]) for site in rows["site"].unique().to_pylist() if site}

    @cached_property
    def forgotten(self) -> tuple[frozenset[str], frozenset[str]]:
        """Source paths and hashes of bytes that are kept out for good."""
        return self.store.forgotten() if self.outcomes["forgotten"] else (frozenset(), frozenset())


def entries(sources: pa.Table) -> dict[str, Entry]:
    """Rows of the ledger as a dictionary by source_path."""
    rows = zip(*(sources.column(name).to_pylist() for name in _NAMES), strict=True)
    return dict(zip(sources.column("source_path").to_pylist(), map(Entry._make, rows), strict=True))


def turned_away(sources: pa.Table) -> list[str]:
    """The paths of those in quarantine among some rows of the ledger."""
    rows = sources.filter(pc.equal(sources["outcome"], "quarantined"))
    return sorted(rows["source_path"].to_pylist())


def changes(
    ledger: Ledger, fresh: pa.Table, skipped: Mapping[str, str], deleted: Collection[str], run: int
) -> pa.Table:
    """The rows of the ledger that a run changes, as they are after it.

    In: the ledger before; the rows the shards wrote; paths passed over (with the reason); paths that are gone; the
    number of the run. `first_run` stays what it was, `changed_run` becomes `run` on every row.
    """
    passed = pa.Table.from_pylist(_skipped_rows(skipped), SCHEMA)
    touched = pa.concat_tables([fresh.cast(SCHEMA), passed]).combine_chunks()
    old = ledger.rows(pa.concat_arrays([touched["source_path"].combine_chunks(), pa.array(deleted, pa.string())]))
    known = pc.index_in(touched["source_path"], old["source_path"].combine_chunks())
    touched = _with(touched, "first_run", pc.fill_null(old["first_run"].take(known), run))
    gone = old.filter(pc.is_in(old["source_path"], pa.array(deleted, pa.string())))
    gone = _with(gone, "outcome", pa.repeat(pa.scalar("deleted"), gone.num_rows))
    both = pa.concat_tables([touched, gone])
    return _with(both, "changed_run", pa.repeat(pa.scalar(run, pa.int64()), both.num_rows))


def outcomes_after(ledger: Ledger, rows: pa.Table) -> Counter[str]:
    """How many paths have come to what once some rows have come."""
    old = ledger.rows(rows["source_path"].combine_chunks())
    counts = Counter(ledger.outcomes)
    counts.update(rows["outcome"].to_pylist())
    counts.subtract(old["outcome"].to_pylist())
    return counts


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
