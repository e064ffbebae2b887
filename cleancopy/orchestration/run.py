"""The one orchestration: plan, clean the shards, hold the gates, commit. Prefect and `--direct` both go through it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from cleancopy.errors import Pinned, StoreError
from cleancopy.gates.hold import hold, on_plan, on_result
from cleancopy.ingest import Input, Limits, discover, hash_of
from cleancopy.orchestration.documents import sources_of
from cleancopy.orchestration.ledger import entries, turned_away, updated
from cleancopy.orchestration.places import check_site, sites_of, without_files
from cleancopy.orchestration.plan import Plan, make_plan, shards
from cleancopy.orchestration.record import info, record
from cleancopy.orchestration.relating import copies_of
from cleancopy.orchestration.report import NAMED_AT_MOST, Progress, Report, tally
from cleancopy.orchestration.shards.order import ShardResult, ShardTask, write_plan
from cleancopy.orchestration.shards.workers import MapShards
from cleancopy.pipeline.recipe import PIPELINE_VERSION, Recipe, rules_version
from cleancopy.schemas import TABLES
from cleancopy.schemas.names import DOCUMENT_TABLES
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Beside, Staging, Store
from cleancopy.store.reading import read_files

OnProgress = Callable[[Progress], None]


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
    store, recipe = Store(curated, beside=beside), settings.recipe()
    current = store.current()
    number = current.number + 1 if current else 1
    store.tidy()
    tell(Progress("discover"))
    before = store.table("sources") if current else TABLES["sources"].arrow.empty_table()
    ledger = entries(before)
    found = discover(raw.absolute(), site_from=settings.site_from, sources=sources_of(settings))
    known = sites_of(found, ledger)
    check_site(options.site, known)
    plan, report = make_plan(found, ledger, settings, recipe, options.redo)
    report.notes = [*without_files(settings.sites, known)]
    gone = {ledger[path].doc_id for path in (*plan.changed, *plan.deleted)}
    del found, ledger  # a few hundred bytes a file, for as long as the workers need the memory
    gates = on_plan(plan.vanished, plan.known, settings, options.accept_vanished)
    hold(gates)
    if plan.is_empty or options.dry_run:
        report.dry_run, report.seconds = options.dry_run, time.perf_counter() - began
        return _placed(report, store)
    if store.pinned:
        raise Pinned("A rollback pinned the current version: `cleancopy unpin` lets runs publish again.")
    staging = store.stage(f"run-{number:05d}")
    work = _Work(plan, recipe, settings, staging)
    tally(report, work.clean(map_shards, tell))
    tell(Progress("publish", len(plan.todo), len(plan.todo)))
    added = work.files()
    fresh = read_files(added.pop("sources"), TABLES["sources"].arrow)
    sources = updated(before, fresh, plan.skipped, plan.deleted, number)
    runs = store.table("runs") if current else TABLES["runs"].arrow.empty_table()
    report.files["quarantined"] = turned_away(fresh)[:NAMED_AT_MOST]
    gates += on_result(sources, report.sites, runs, settings, options.accept_drift, report.files["quarantined"])
    report.gates = [gate.as_dict() for gate in gates]
    hold(gates)
    copies = copies_of(store, added["fingerprints"], gone)
    report.seconds = time.perf_counter() - began
    runs = pa.concat_tables([runs, record("run", number, started_at, report, settings)])
    whole = {"sources": sources, "copies": copies, "runs": runs}
    version = store.commit(added=added, gone=gone, whole=whole, info=info("run", settings))
    report.committed, report.version = True, version.number
    with suppress(StoreError):  # the version is published; what could not be removed now goes with the next run
        staging.close()
        store.gc(settings.keep, settings.keep_for)
    report.seconds = time.perf_counter() - began
    return _placed(report, store)


@dataclass
class _Work:
    """The cleaning of a plan's inputs, shard by shard, with what a run before has finished already."""

    plan: Plan
    recipe: Recipe
    settings: Settings
    staging: Staging

    def __post_init__(self) -> None:
        self.limits = Limits(self.settings.limits.max_file_bytes, self.settings.limits.max_line_bytes)
        self.digests: list[str] = []

    def clean(self, map_shards: MapShards, tell: OnProgress) -> Iterator[ShardResult]:
        """What became of each shard, as it is done; the largest are begun first."""
        total, left = len(self.plan.todo), 0
        todo: list[tuple[int, Path, int]] = []
        cut = (self.settings.shard_size, self.settings.shard_bytes, self.settings.workers)
        for part in map(list, shards(self.plan.todo, *cut)):
            digest = self._digest(part)
            self.digests.append(digest)
            if (note := self.staging.finished(digest)) is not None and self._still_true(digest, part):
                yield ShardResult(**note)
                continue
            folder = self.staging.shard(digest)
            write_plan(folder, part, self.recipe, self.limits)
            todo.append((sum(i.size for i in part), folder, len(part)))
            left += len(part)
        todo.sort(key=lambda shard: -shard[0])
        tasks = [
            ShardTask(str(folder.absolute()), at, len(todo), count) for at, (_, folder, count) in enumerate(todo, 1)
        ]
        tell(Progress("clean", total - left, total))
        for result in map_shards(tasks):
            yield result
            left -= sum(result.documents.values())
            tell(Progress("clean", total - left, total))

    def files(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {name: [] for name in (*DOCUMENT_TABLES, "sources")}
        for digest in self.digests:
            for name, paths in self.staging.files(digest).items():
                found[name] += paths
        return found

    def _digest(self, part: Sequence[Input]) -> str:
        files = [(i.source_path, i.size, i.mtime_ns, i.site, i.has_sidecar) for i in part]
        said = json.dumps([self.recipe.as_dict(), rules_version(), PIPELINE_VERSION, asdict(self.limits), files])
        return hashlib.sha256(said.encode()).hexdigest()[:24]

    def _still_true(self, digest: str, part: Sequence[Input]) -> bool:
        """Whether the files still hold the bytes the finished shard was made of; a time stamp would not prove it."""
        wrote = entries(read_files(self.staging.files(digest)["sources"], TABLES["sources"].arrow))
        for i in part:
            now, then = hash_of(i), wrote[i.source_path]
            if (now.sha256, now.sidecar_sha256) != (then.sha256, then.sidecar_sha256):
                self.staging.drop(digest)
                return False
        return True


def _placed(report: Report, store: Store) -> Report:
    if current := store.current():
        report.version = current.number
        report.tables = {name: store.curated / name for name in TABLES}
    return report
