"""The one orchestration: plan, clean the shards, hold the gates, commit. Prefect and `--direct` both go through it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from cleancopy.errors import Pinned, StoreError
from cleancopy.gates import Gate
from cleancopy.gates.hold import hold, on_plan, on_result
from cleancopy.ingest import Discovery, discover, doc_id
from cleancopy.orchestration.documents import sources_of
from cleancopy.orchestration.ledger import Ledger, changes, outcomes_after, turned_away
from cleancopy.orchestration.places import check_site, sites_of, without_files
from cleancopy.orchestration.plan import UNLIMITED, Plan, make_plan
from cleancopy.orchestration.record import info, record
from cleancopy.orchestration.relating import copies_of
from cleancopy.orchestration.report import NAMED_AT_MOST, Progress, Report, tally
from cleancopy.orchestration.seen import Seen
from cleancopy.orchestration.shards.workers import MapShards
from cleancopy.orchestration.templates import recipe_of, templates_of, with_templates
from cleancopy.orchestration.timed import timed
from cleancopy.orchestration.unpack import Unpacking
from cleancopy.orchestration.work import OnProgress, Work
from cleancopy.pipeline.recipe import Recipe
from cleancopy.schemas import TABLES
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Beside, Store
from cleancopy.store.parquet import read_files


def run(
    raw: Path,
    curated: Path,
    settings: Settings,
    options: Options,
    map_shards: MapShards,
    on_progress: OnProgress | None = None,
    beside: Beside | None = None,
) -> Report:
    """One run over `raw` into `curated`; the caller holds the lock. Publishes all tables in one commit, or nothing.

    `beside` makes pages that are published with the tables (`cleancopy.show.report.beside`).

    Raises `GateRefused`, `ShardFailed`, `IngestError` (no raw folder) or a `StoreError`; before the commit nothing is
    published, and shards that were finished are taken up by the next run.
    """
    began = time.perf_counter()
    tell = on_progress or (lambda _: None)
    store = Store(curated, beside=beside)
    store.tidy()
    tell(Progress("discover"))
    looked = _look(raw, store, settings, options)
    report = looked.report
    if looked.plan.is_empty or options.dry_run:
        _only_count(looked, options.dry_run)
        return _placed(report, store, began)
    if store.pinned:
        raise Pinned("A rollback pinned the current version: `cleancopy unpin` lets runs publish again.")
    staging = store.stage(f"run-{looked.number:05d}")
    made = _clean(looked, Work(looked.plan, looked.recipe, settings, staging), map_shards, tell)
    tell(Progress("publish", report.documents_to_clean, report.documents_to_clean))
    sources = _held(looked, made, options.accept_drift)
    _publish(looked, made, sources, began)
    with suppress(StoreError):  # the version is published; what could not be removed now goes with the next run
        looked.seen.learn_of(looked.found.inputs, sources)
        looked.seen.save()
        staging.close()
        store.gc(settings.keep, settings.keep_for)
    return _placed(report, store, began)


@dataclass(frozen=True)
class _Looked:
    """What a run found before it did anything."""

    store: Store
    settings: Settings
    number: int
    """Of the version that it would publish."""
    started_at: datetime
    recipe: Recipe
    ledger: Ledger
    seen: Seen
    found: Discovery
    plan: Plan
    unpacking: Unpacking
    report: Report
    gates: list[Gate]


@dataclass(frozen=True)
class _Made:
    """What the workers have made of it."""

    added: dict[str, list[Path]]
    """Files of document tables."""
    fresh: pa.Table
    """Rows of the ledger."""
    templates: pa.Table
    gone: dict[str, str]
    """doc_id and path of documents whose rows leave."""
    seconds: dict[str, float]


def _look(raw: Path, store: Store, settings: Settings, options: Options) -> _Looked:
    """Walks the raw folder and holds it against the ledger. Raises `GateRefused` when too much is gone."""
    started_at = datetime.now(UTC)
    recipe, current = recipe_of(store, settings), store.current()
    ledger, seen = Ledger(store), Seen(store.layout.seen, ignored=options.rehash)
    found = discover(raw.absolute(), site_from=settings.site_from, sources=sources_of(settings))
    known = sites_of(found, ledger)
    check_site(options.site, known)
    named = UNLIMITED if options.dry_run else NAMED_AT_MOST
    plan, report = make_plan(found, ledger, seen, settings, recipe, options.redo, named)
    report.notes = [*without_files(settings.sites, known)]
    gates = on_plan(plan.vanished, plan.known, settings, options.accept_vanished)
    hold(gates)
    room = (settings.limits.max_documents or UNLIMITED) - len(plan.todo)
    unpacking = Unpacking(ledger, settings, recipe, options.redo, report, room)
    number = current.number + 1 if current else 1
    return _Looked(store, settings, number, started_at, recipe, ledger, seen, found, plan, unpacking, report, gates)


def _only_count(looked: _Looked, dry_run: bool) -> None:
    """Goes through the containers for the report's sake; nothing is cleaned."""
    for _ in looked.unpacking.shards(looked.plan.containers):
        pass
    if not dry_run:
        looked.seen.save()
    looked.report.dry_run = dry_run


def _clean(looked: _Looked, work: Work, map_shards: MapShards, tell: OnProgress) -> _Made:
    """Learns what the sites repeat, and has every shard cleaned."""
    plan, unpacking = looked.plan, looked.unpacking
    work.take(unpacking.shards(plan.containers), tell)
    gone = {doc_id(path): path for path in (*plan.changed, *plan.deleted, *unpacking.changed, *unpacking.deleted)}
    seconds: dict[str, float] = {}
    templates = _learned(looked, work, gone, seconds)
    # This process only waits from here on, and the workers need its memory: 200 MB after 80,000 documents.
    pa.default_memory_pool().release_unused()
    tally(looked.report, work.clean(with_templates(looked.recipe, templates), map_shards, tell))
    added = work.files()
    fresh = read_files(added.pop("sources"), TABLES["sources"].arrow)
    return _Made(added, fresh, templates, gone, seconds)


def _learned(looked: _Looked, work: Work, gone: Mapping[str, str], seconds: dict[str, float]) -> pa.Table:
    """What the sites repeat, once the documents of the run have come and those in `gone` have left."""
    with timed(seconds, "outline"):
        coming = work.lay()
        outlined = coming.outline(looked.settings.workers)
    with timed(seconds, "learn_templates"):
        return templates_of(looked.store, looked.settings, outlined, gone, coming.bytes_of)


def _held(looked: _Looked, made: _Made, accept_drift: bool) -> pa.Table:
    """The ledger's rows that change, once the gates let the run through. Raises `GateRefused`."""
    plan, unpacking, store, report = looked.plan, looked.unpacking, looked.store, looked.report
    opened = pa.Table.from_pylist(unpacking.rows, TABLES["sources"].arrow)
    skipped, deleted = {**plan.skipped, **unpacking.skipped}, (*plan.deleted, *unpacking.deleted)
    sources = changes(looked.ledger, pa.concat_tables([made.fresh, opened]), skipped, deleted, looked.number)
    runs = store.table("runs") if store.current() else TABLES["runs"].arrow.empty_table()
    away = turned_away(made.fresh)
    report.name("quarantined", away)
    outcomes = outcomes_after(looked.ledger, sources)
    gates = looked.gates + on_result(outcomes, report.sites, runs, looked.settings, accept_drift, away)
    report.gates = [gate.as_dict() for gate in gates]
    hold(gates)
    return sources


def _publish(looked: _Looked, made: _Made, sources: pa.Table, began: float) -> None:
    """One commit of all tables."""
    store, report, settings = looked.store, looked.report, looked.settings
    with timed(made.seconds, "find_copies"):
        copies = copies_of(store, made.added["fingerprints"], made.gone)
    report.stage_seconds |= {stage: round(seconds, 3) for stage, seconds in made.seconds.items()}
    report.seconds = time.perf_counter() - began
    rows = {"sources": sources, "runs": record("run", looked.number, looked.started_at, report, settings)}
    whole = {"copies": copies, "templates": made.templates}
    version = store.commit(added=made.added, gone=made.gone, whole=whole, info=info("run", settings), rows=rows)
    report.committed, report.version = True, version.number


def _placed(report: Report, store: Store, began: float) -> Report:
    """The report with what the run took and where the tables are."""
    report.seconds = time.perf_counter() - began
    if current := store.current():
        report.version = current.number
        report.tables = {name: store.curated / name for name in TABLES}
    return report
