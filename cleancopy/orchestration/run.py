"""The one orchestration: plan, clean the shards, hold the gates, commit. Prefect and `--direct` both go through it."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from cleancopy.errors import Pinned, StoreError
from cleancopy.gates.hold import hold, on_plan, on_result
from cleancopy.ingest import discover, doc_id
from cleancopy.orchestration.documents import sources_of
from cleancopy.orchestration.ledger import Ledger, changes, outcomes_after, turned_away
from cleancopy.orchestration.outlining import Coming
from cleancopy.orchestration.places import check_site, sites_of, without_files
from cleancopy.orchestration.plan import UNLIMITED, make_plan
from cleancopy.orchestration.record import info, record
from cleancopy.orchestration.relating import copies_of
from cleancopy.orchestration.report import NAMED_AT_MOST, Progress, Report, tally
from cleancopy.orchestration.seen import Seen
from cleancopy.orchestration.shards.workers import MapShards
from cleancopy.orchestration.templates import recipe_of, templates_of, with_templates
from cleancopy.orchestration.timed import timed
from cleancopy.orchestration.unpack import Unpacking
from cleancopy.orchestration.work import OnProgress, Work
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
    began, started_at = time.perf_counter(), datetime.now(UTC)
    tell = on_progress or (lambda _: None)
    store = Store(curated, beside=beside)
    recipe = recipe_of(store, settings)
    current = store.current()
    number = current.number + 1 if current else 1
    store.tidy()
    tell(Progress("discover"))
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
    if plan.is_empty or options.dry_run:
        for _ in unpacking.shards(plan.containers):
            pass  # counted only
        if not options.dry_run:
            seen.save()
        report.dry_run, report.seconds = options.dry_run, time.perf_counter() - began
        return _placed(report, store)
    if store.pinned:
        raise Pinned("A rollback pinned the current version: `cleancopy unpin` lets runs publish again.")
    staging = store.stage(f"run-{number:05d}")
    work = Work(plan, recipe, settings, staging)
    work.take(unpacking.shards(plan.containers), tell)
    gone = {doc_id(path): path for path in (*plan.changed, *plan.deleted, *unpacking.changed, *unpacking.deleted)}
    own: dict[str, float] = {}
    with timed(own, "outline"):
        outlined = work.outline()
    with timed(own, "learn_templates"):
        templates = templates_of(store, settings, outlined, gone, Coming(outlined))
    tally(report, work.clean(with_templates(recipe, templates), map_shards, tell))
    tell(Progress("publish", report.documents_to_clean, report.documents_to_clean))
    added = work.files()
    fresh = read_files(added.pop("sources"), TABLES["sources"].arrow)
    opened = pa.Table.from_pylist(unpacking.rows, TABLES["sources"].arrow)
    skipped, deleted = {**plan.skipped, **unpacking.skipped}, (*plan.deleted, *unpacking.deleted)
    sources = changes(ledger, pa.concat_tables([fresh, opened]), skipped, deleted, number)
    runs = store.table("runs") if current else TABLES["runs"].arrow.empty_table()
    outcomes = outcomes_after(ledger, sources)
    away = turned_away(fresh)
    report.name("quarantined", away)
    gates += on_result(outcomes, report.sites, runs, settings, options.accept_drift, away)
    report.gates = [gate.as_dict() for gate in gates]
    hold(gates)
    with timed(own, "find_copies"):
        copies = copies_of(store, added["fingerprints"], gone)
    report.stage_seconds |= {stage: round(seconds, 3) for stage, seconds in own.items()}
    report.seconds = time.perf_counter() - began
    rows = {"sources": sources, "runs": record("run", number, started_at, report, settings)}
    whole = {"copies": copies, "templates": templates}
    version = store.commit(added=added, gone=gone, whole=whole, info=info("run", settings), rows=rows)
    report.committed, report.version = True, version.number
    with suppress(StoreError):  # the version is published; what could not be removed now goes with the next run
        seen.learn_of(found.inputs, sources)
        seen.save()
        staging.close()
        store.gc(settings.keep, settings.keep_for)
    report.seconds = time.perf_counter() - began
    return _placed(report, store)


def _placed(report: Report, store: Store) -> Report:
    if current := store.current():
        report.version = current.number
        report.tables = {name: store.curated / name for name in TABLES}
    return report
