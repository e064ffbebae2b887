"""Containers opened: which of their records are new, changed or gone, and those to clean laid out for the workers."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any

from cleancopy.ingest import Input, Source, doc_id, hash_of, items, payload_of, source_of
from cleancopy.ingest.formats.record import PassedOver
from cleancopy.orchestration.documents import sources_of
from cleancopy.orchestration.ledger import Entry, Ledger
from cleancopy.orchestration.records import bounds_of
from cleancopy.orchestration.report import Report
from cleancopy.orchestration.shards.spool import Taken
from cleancopy.pipeline.recipe import Recipe
from cleancopy.schemas.names import LIVE_OUTCOMES
from cleancopy.settings.settings import Settings

READING = 2
"""Raised when the same container would give other records: all containers are opened again then."""


def recipe_of(source: Source) -> str:
    """24 hex digits that change with whatever decides which records a container gives."""
    said = json.dumps([READING, asdict(source)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


@dataclass
class Unpacking:
    """The containers of a run, one after the other.

    Memory: the records of one shard, and what the ledger says of those of one container.
    """

    ledger: Ledger
    settings: Settings
    recipe: Recipe
    redo: Callable[[str | None], bool]
    report: Report
    room: int
    """How many documents this run may still take up."""
    changed: set[str] = field(default_factory=set)
    """Paths whose rows are replaced."""
    deleted: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    """The ledger's rows of the containers."""

    def __post_init__(self) -> None:
        self.sources = sources_of(self.settings)
        self.digest = cache(self.recipe.digest)
        self.paths_down, self.hashes_down = self.ledger.forgotten
        self.known: Mapping[str, Entry] = {}

    def shards(self, containers: Iterable[Input]) -> Iterator[list[Taken]]:
        """What is to be cleaned of some containers, as many records together as a shard holds."""
        held: list[Taken] = []
        size = 0
        for container in containers:
            for taken in self._open(container):
                more = taken[1].size or 0
                full = len(held) >= self.settings.shard_size or size + more > self.settings.shard_bytes
                if held and full:
                    yield held
                    held, size = [], 0
                held.append(taken)
                size += more
        if held:
            yield held

    def _open(self, container: Input) -> Iterator[Taken]:
        """The records to clean; afterwards the container has its row in the ledger."""
        source, path = source_of(container.source_path, self.sources), container.source_path
        sha256 = hash_of(container).sha256
        self.known = self.ledger.of_container(path)
        seen = Counter[str]()
        there: set[str] = set()
        damaged: dict[str, int | None] = {}
        whole, left = True, self.report.left_for_next_run
        for item in items(container, source, bounds_of(self.settings)):
            if isinstance(item.what, PassedOver):
                seen[item.what.why] += 1
                if item.what.name is not None:
                    self._pass_over(item.source_path, item.what.why)
                continue
            there.add(item.source_path)
            payload = payload_of(item.what)
            if payload.outcome == "container":
                whole = False
                if item.source_path != path:
                    damaged[item.source_path] = payload.size
            seen[payload.code or "records"] += 1
            own = Input.of_record(item.source_path, payload.size, container.site, item.what.kind, source.keep_html)
            if payload.outcome == "container" or self._is_wanted(own, payload.sha256, payload.sidecar_sha256):
                yield own, payload
        if (source.on_vanish or "keep") == "delete" and whole:
            self._delete(path, there)
        waits = self.report.left_for_next_run > left
        self.rows.append(self._row(container, source, None if waits else sha256, seen))
        if path in self.known:
            self.changed.add(path)  # it was a document itself, or damaged
        self._tell_within(container, source, damaged)

    def _is_wanted(self, own: Input, sha256: str | None, said: str | None) -> bool:
        """Whether a record is to be cleaned; it is counted either way."""
        path, report = own.source_path, self.report
        entry = self.known.get(path)
        known = entry is not None and entry.outcome in LIVE_OUTCOMES
        same = known and entry is not None and (entry.sha256, entry.sidecar_sha256) == (sha256, said)
        barred = sha256 in self.hashes_down
        spared = entry is not None and (entry.outcome, entry.sha256) == ("curated", sha256)
        if path in self.paths_down or (barred and not spared and not same):
            report.forgotten += 1
            return False
        if same and entry is not None and not (self.redo(entry.site) and (spared or not barred)):
            count_unchanged(report, entry.site, entry.recipe, self.digest)
            return False
        if not self.room:
            report.left_for_next_run += 1
            return False
        self.room -= 1
        report.documents_to_clean += 1
        if known:
            self.changed.add(path)
            report.documents_again += 1
        report.name("changed" if known else "new", [path])
        return True

    def _pass_over(self, path: str, why: str) -> None:
        self.report.skipped += 1
        kinds = self.report.skipped_by_kind
        kinds[why] = kinds.get(why, 0) + 1
        entry = self.known.get(path)
        if entry is None or entry.outcome not in ("skipped", "forgotten"):
            self.skipped[path] = why

    def _delete(self, container: str, there: set[str]) -> None:
        """Records that are gone from a container that was read to its end."""
        for path, entry in self.known.items():
            if path.startswith(container + "#") and path not in there and entry.outcome in LIVE_OUTCOMES:
                self.deleted.append(path)
                self.report.documents_deleted += 1

    def _tell_within(self, container: Input, source: Source, damaged: Mapping[str, int | None]) -> None:
        """Containers in a container, by path with their size, that cannot be read; those that were, and no more are."""
        within = container.source_path + "#"
        for path, entry in self.known.items():
            if entry.outcome == "container" and path.startswith(within):
                if path in damaged:
                    self.changed.add(path)
                else:
                    self.deleted.append(path)
        for path, size in damaged.items():
            one = replace(container, source_path=path, size=size or 0)
            self.rows.append(self._row(one, source, None, Counter()))

    def _row(self, container: Input, source: Source, sha256: str | None, seen: Counter[str]) -> dict[str, Any]:
        counts = ", ".join(f"{what} {count}" for what, count in seen.most_common(20))
        return {
            "source_path": container.source_path,
            "source_sha256": sha256,
            "source_bytes": container.size,
            "outcome": "container",
            "detail": f"{container.format}: {counts or 'empty'}",
            "doc_id": doc_id(container.source_path),
            "site": container.site,
            "recipe": recipe_of(source),
            "first_run": 1,
            "changed_run": 1,
        }


def count_unchanged(
    report: Report, site: str | None, made_with: str | None, digest: Callable[[str | None], str], count: int = 1
) -> None:
    """Documents that stay as they are, and whether they were made with other rules or settings."""
    report.documents_unchanged += count
    if made_with != digest(site):
        report.stale += count
        report.stale_sites[site or ""] = report.stale_sites.get(site or "", 0) + count
