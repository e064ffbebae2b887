"""Replay: what sits in quarantine is cleaned again, from its stored bytes, after a rule or a setting changed.

The raw folder need not hold the files any more. A quarantine row carries the bytes, the site, and what the sidecar
said of address and time. The sidecar's hints (encoding, language) and its faults are not stored: they are read again
from the raw folder if the sidecar there still has the hash the ledger knows; else the document goes without, counted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import Pinned, StoreError
from cleancopy.ingest import Input, Payload, Sidecar, read, unescape
from cleancopy.orchestration.documents import Document, table_of
from cleancopy.orchestration.ledger import SCHEMA, Entry, Ledger, changes
from cleancopy.orchestration.outlining import outlines_of
from cleancopy.orchestration.record import info, record
from cleancopy.orchestration.relating import copies_of
from cleancopy.orchestration.report import Report, tally
from cleancopy.orchestration.shards.clean import clean_documents, result_of, write_tables
from cleancopy.orchestration.shards.order import ShardResult
from cleancopy.orchestration.templates import recipe_of
from cleancopy.orchestration.turns import Replayed, Turn, turns_of
from cleancopy.pipeline.recipe import Recipe
from cleancopy.settings.settings import Settings
from cleancopy.store import Beside, Staging, Store, finish_shard
from cleancopy.store.parquet import read_files, row_groups

_COLUMNS = [
    "doc_id",
    "source_path",
    "site",
    "data",
    "source_sha256",
    "source_url",
    "fetched_at",
    "format",
    "stage",
    "reasons",
]


def replay(
    raw: Path,
    curated: Path,
    settings: Settings,
    reason: str | None = None,
    dry_run: bool = False,
    tell: Callable[[Replayed], None] | None = None,
    beside: Beside | None = None,
) -> Replayed:
    """Goes through the quarantine again (or the part of it with `reason`); the caller holds the lock.

    `tell` is given what would change before anything is published. One commit of kind `replay`; none when every outcome
    and all reasons stay. Gates do not hold a replay up: it can only take documents out of quarantine, and the few it
    touches say nothing about a site's drift. Raises `StoreError`; before the commit nothing is published.
    """
    began, started_at = time.perf_counter(), datetime.now(UTC)
    store = Store(curated, beside=beside)
    number = store.published().number + 1
    store.tidy()
    if store.pinned and not dry_run:
        raise Pinned("A rollback pinned the current version: `cleancopy unpin` lets a replay publish again.")
    work = _Replay(raw, store, settings, reason, None if dry_run else store.stage(f"run-{number:05d}"))
    found, report = work.go(), tally(Report(), work.results)
    found.dry_run, found.internal_errors, found.version = dry_run, report.internal_errors, number - 1
    found.seconds = report.seconds = time.perf_counter() - began
    if tell:
        tell(found)
    if found.turns and not dry_run:
        work.commit(number, started_at, report)
        found.committed, found.version = True, number
        with suppress(StoreError):  # published; what could not be removed now goes with the next run
            store.gc(settings.keep, settings.keep_for)
    return found


@dataclass
class _Replay:
    """One pass over the quarantine, a batch at a time; what changes is written to `staging` (None: a dry run)."""

    raw: Path
    store: Store
    settings: Settings
    reason: str | None
    staging: Staging | None

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.store)
        self.recipe: Recipe = recipe_of(self.store, self.settings)
        self.found = Replayed()
        self.results: list[ShardResult] = []
        self.digests: list[str] = []

    def go(self) -> Replayed:
        for batch in self._batches():
            docs = self._documents(batch)
            seconds: dict[str, float] = {}
            tables = clean_documents(docs, self.recipe, seconds)
            turns = turns_of(batch, tables)
            self.found.same += batch.num_rows - len(turns)
            self.found.turns += turns
            if turns:
                self._keep(turns, tables, docs, seconds)
        self.found.turns.sort(key=lambda turn: turn.source_path)
        return self.found

    def commit(self, number: int, started_at: datetime, report: Report) -> None:
        """All that was kept, in one version."""
        assert self.staging is not None
        added: dict[str, list[Path]] = {}
        for digest in self.digests:
            for name, paths in self.staging.files(digest).items():
                added.setdefault(name, []).extend(paths)
        gone = {turn.doc_id: turn.source_path for turn in self.found.turns}
        fresh = read_files(added.pop("sources"), SCHEMA)
        rows = {
            "sources": changes(self.ledger, fresh, {}, (), number),
            "runs": record("replay", number, started_at, report, self.settings),
        }
        whole = {"copies": copies_of(self.store, added["fingerprints"], gone)}
        self.store.commit(added=added, gone=gone, whole=whole, info=info("replay", self.settings), rows=rows)

    def _batches(self) -> Iterator[pa.Table]:
        """The rows asked for, with their bytes; never more at once than one row group."""
        forgotten = pa.array(sorted(self.store.forgotten()[1]), pa.string())
        for path in self.store.files("quarantine"):
            for group in row_groups(path, _COLUMNS):
                stored = group.filter(pc.and_(pc.is_valid(group["data"]), pc.not_equal(group["stage"], "ingest")))
                self.found.without_bytes += group.num_rows - stored.num_rows
                stored = stored.filter(pc.invert(pc.is_in(stored["source_sha256"], forgotten)))
                asked = stored.filter(self._asked(stored))
                for start in range(0, asked.num_rows, self.settings.shard_size):
                    yield asked.slice(start, self.settings.shard_size)

    def _asked(self, rows: pa.Table) -> pa.Array:
        asked = []
        for reasons in rows.column("reasons").to_pylist():
            codes = {reason["code"] for reason in reasons}
            asked.append(self.reason is None or self.reason in codes)
            if not asked[-1]:
                for code in codes:
                    self.found.other_reasons[code] = self.found.other_reasons.get(code, 0) + 1
        return pa.array(asked, pa.bool_())

    def _documents(self, batch: pa.Table) -> pa.Table:
        """The input table of `clean`, as a run made it of the files."""
        known = self.ledger.entries(batch["source_path"].to_pylist())
        return table_of(self._document(row, known.get(row["source_path"])) for row in batch.to_pylist())

    def _document(self, row: dict[str, Any], entry: Entry | None) -> Document:
        payload = self._sidecar(row["source_path"], entry)
        hints, notes = (payload.sidecar, payload.warnings) if payload else (Sidecar(), ())
        said = replace(hints, url=row["source_url"], fetched_at=row["fetched_at"], site=None)
        known = (row["source_path"], row["data"], row["source_sha256"], row["site"], said, notes)
        return Document(*known, format=row["format"] or "text")

    def _sidecar(self, source_path: str, entry: Entry | None) -> Payload | None:
        if entry is None or entry.sidecar_sha256 is None:
            return None
        place = os.fsencode(self.raw.absolute()) + b"/" + unescape(source_path)
        payload = read(Input(source_path, place, 0, 0, None, has_sidecar=True))
        if payload.sidecar_sha256 == entry.sidecar_sha256:
            return payload
        self.found.without_hints += 1
        return None

    def _keep(
        self, turns: list[Turn], tables: Mapping[str, pa.Table], docs: pa.Table, seconds: dict[str, float]
    ) -> None:
        """The rows of the documents that turned, as a finished shard; the other rows are dropped."""
        ids = pa.array([turn.doc_id for turn in turns])
        only = {name: table.filter(pc.is_in(table["doc_id"], ids)) for name, table in tables.items()}
        only["outlines"] = outlines_of(docs.filter(pc.is_in(docs["doc_id"], ids)), self.recipe)
        only["sources"] = _ledger_rows(self.ledger, turns, self.recipe)
        digest, folder = f"replay-{len(self.results):05d}", ""
        if self.staging is not None:
            self.staging.drop(digest)
            place = self.staging.shard(digest)
            write_tables(place, only)
            finish_shard(place, {})
            self.digests.append(digest)
            folder = str(place)
        sizes = pc.binary_length(docs.filter(pc.is_in(docs["doc_id"], ids))["data"])
        self.results.append(result_of(folder, only, pc.sum(sizes).as_py() or 0, seconds))


def _ledger_rows(ledger: Ledger, turns: list[Turn], recipe: Recipe) -> pa.Table:
    """The ledger's rows of the documents that turned, with the outcome and the recipe they have now."""
    outcomes = {turn.source_path: turn.outcome for turn in turns}
    rows = ledger.rows(pa.array(list(outcomes))).to_pylist()
    for row in rows:
        row |= {"outcome": outcomes[row["source_path"]], "recipe": recipe.digest(row["site"]), "detail": None}
    return pa.Table.from_pylist(rows, SCHEMA)
