"""The shards of a run: laid out, handed to the workers, collected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cleancopy.ingest import Input, Limits, hash_of
from cleancopy.orchestration.ledger import entries
from cleancopy.orchestration.plan import Plan, shards
from cleancopy.orchestration.report import Progress
from cleancopy.orchestration.shards.order import ShardResult, ShardTask, write_plan
from cleancopy.orchestration.shards.spool import Taken, write_records
from cleancopy.orchestration.shards.workers import MapShards
from cleancopy.pipeline.recipe import PIPELINE_VERSION, Recipe, rules_version
from cleancopy.schemas import TABLES
from cleancopy.schemas.names import DOCUMENT_TABLES
from cleancopy.settings.settings import Settings
from cleancopy.store import Staging
from cleancopy.store.reading import read_files

OnProgress = Callable[[Progress], None]


@dataclass
class Work:
    """The cleaning of files and records, shard by shard, with what a run before has finished already."""

    plan: Plan
    recipe: Recipe
    settings: Settings
    staging: Staging

    def __post_init__(self) -> None:
        self.limits = Limits(self.settings.limits.max_file_bytes, self.settings.limits.max_line_bytes)
        self.digests: list[str] = []
        self.done: list[ShardResult] = []
        """Shards of records that an earlier run has finished."""
        self.todo: list[tuple[int, Path, int]] = []
        """Bytes, folder and documents of each shard for the workers."""
        self.total = 0

    def take(self, parts: Iterator[list[Taken]], tell: OnProgress) -> None:
        """Lays records of containers out for the workers, a shard each."""
        for part in parts:
            said = [(found.source_path, found.site, p.outcome, p.sha256, p.sidecar_sha256) for found, p in part]
            digest = self._digest(said)
            self.digests.append(digest)
            self.total += len(part)
            if (note := self.staging.finished(digest)) is not None:
                self.done.append(ShardResult(**note))
                continue
            folder = self.staging.shard(digest)
            write_plan(folder, [], self.recipe, self.limits)
            write_records(folder, part)
            self.todo.append((sum(found.size for found, _ in part), folder, len(part)))
            tell(Progress("discover", self.total))

    def clean(self, map_shards: MapShards, tell: OnProgress) -> Iterator[ShardResult]:
        """What became of each shard, as it is done; the largest are begun first."""
        cut = (self.settings.shard_size, self.settings.shard_bytes, self.settings.workers)
        self.total += len(self.plan.todo)
        yield from self.done
        for part in map(list, shards(self.plan.todo, *cut)):
            digest = self._digest([(i.source_path, i.size, i.mtime_ns, i.site, i.has_sidecar, i.format) for i in part])
            self.digests.append(digest)
            if (note := self.staging.finished(digest)) is not None and self._still_true(digest, part):
                yield ShardResult(**note)
                continue
            folder = self.staging.shard(digest)
            write_plan(folder, part, self.recipe, self.limits)
            self.todo.append((sum(i.size for i in part), folder, len(part)))
        self.todo.sort(key=lambda shard: -shard[0])
        left = sum(count for *_, count in self.todo)
        tasks = [
            ShardTask(str(folder.absolute()), at, len(self.todo), count)
            for at, (_, folder, count) in enumerate(self.todo, 1)
        ]
        tell(Progress("clean", self.total - left, self.total))
        for result in map_shards(tasks):
            yield result
            left -= sum(result.documents.values())
            tell(Progress("clean", self.total - left, self.total))

    def files(self) -> dict[str, list[Path]]:
        """What the shards wrote, by table."""
        found: dict[str, list[Path]] = {name: [] for name in (*DOCUMENT_TABLES, "sources")}
        for digest in self.digests:
            for name, paths in self.staging.files(digest).items():
                found[name] += paths
        return found

    def _digest(self, part: Sequence[tuple[Any, ...]]) -> str:
        """The name of a shard: whatever its rows depend on."""
        said = json.dumps([self.recipe.as_dict(), rules_version(), PIPELINE_VERSION, asdict(self.limits), part])
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
