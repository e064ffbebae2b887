"""The shards of a run: laid out, outlined, handed to the workers, collected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleancopy.ingest import Inputs, hash_of
from cleancopy.orchestration.ledger import entries
from cleancopy.orchestration.outlining import Coming, sites_in
from cleancopy.orchestration.plan import Plan, shards
from cleancopy.orchestration.report import Progress
from cleancopy.orchestration.shards.order import ShardResult, ShardTask, write_plan
from cleancopy.orchestration.shards.spool import Taken, write_records
from cleancopy.orchestration.shards.workers import MapShards
from cleancopy.orchestration.templates import only_of
from cleancopy.pipeline.recipe import PIPELINE_VERSION, Recipe, rules_version
from cleancopy.schemas import TABLES
from cleancopy.schemas.names import DOCUMENT_TABLES
from cleancopy.settings.settings import Settings
from cleancopy.store import Staging
from cleancopy.store.parquet import read_files

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class _Part:
    """A shard laid out: its name and folder, the files in it (the records of another lie in its folder), its size."""

    digest: str
    folder: Path
    inputs: Inputs
    bytes: int
    documents: int


@dataclass
class Work:
    """The cleaning of files and records, shard by shard, with what a run before has finished already."""

    plan: Plan
    recipe: Recipe
    settings: Settings
    staging: Staging

    def __post_init__(self) -> None:
        self.max_file_bytes = int(self.settings.limits.max_file_bytes)
        self.parts: list[_Part] = []
        self.total = 0

    def take(self, parts: Iterator[list[Taken]], tell: OnProgress) -> None:
        """Lays records of containers out for the workers, a shard each."""
        for part in parts:
            said = [(found.source_path, found.site, p.outcome, p.sha256, p.sidecar_sha256) for found, p in part]
            digest = self._digest(said)
            size, fresh = sum(found.size for found, _ in part), self.staging.finished(digest) is None
            folder = self._lay(digest, self.plan.todo[:0], size, len(part))
            if fresh:
                write_records(folder, part)
            tell(Progress("discover", self.total))

    def lay(self) -> Coming:
        """Lays the files out as well: all documents of the run, as they come."""
        settings = self.settings
        cut = (settings.shard_size, settings.shard_bytes, settings.workers)
        way = [settings.site_from, [one.model_dump(mode="json") for one in settings.sources]]
        for part in shards(self.plan.todo, *cut):
            digest = self._digest([part.source_paths.to_pylist(), part.stamps.tolist(), way])
            if self.staging.finished(digest) is not None:
                self._check(digest, part)
            self._lay(digest, part, sum(part.sizes), len(part))
        return Coming({part.folder: part.inputs for part in self.parts}, self.recipe, self.max_file_bytes)

    def clean(self, recipe: Recipe, map_shards: MapShards, tell: OnProgress) -> Iterator[ShardResult]:
        """What became of each shard, as it is done; the largest are begun first.

        `recipe` is that of the run with the templates of the sites.
        """
        todo = []
        for part in self.parts:
            own = only_of(recipe, sites_in(part.folder))
            if (note := self.staging.finished(part.digest)) and note.get("templates") == own.templates_digest:
                yield ShardResult(**note)
                continue
            self.staging.reopen(part.digest)
            write_plan(part.folder, part.inputs, own, self.max_file_bytes)
            todo.append(part)
        todo.sort(key=lambda part: -part.bytes)
        left = {str(part.folder.absolute()): part for part in todo}
        tasks = [
            ShardTask(folder, at, len(todo), part.documents, part.bytes)
            for at, (folder, part) in enumerate(left.items(), 1)
        ]
        tell(self._progress(left.values()))
        for result in map_shards(tasks):
            yield result
            left.pop(result.folder, None)
            tell(self._progress(left.values()))

    def _progress(self, left: Collection[_Part]) -> Progress:
        """How far the cleaning is, by what is still to be done."""
        total = sum(part.bytes for part in self.parts)
        documents, size = sum(part.documents for part in left), sum(part.bytes for part in left)
        return Progress("clean", self.total - documents, self.total, total - size, total)

    def files(self) -> dict[str, list[Path]]:
        """What the shards wrote, by table."""
        found: dict[str, list[Path]] = {name: [] for name in (*DOCUMENT_TABLES, "sources")}
        for part in self.parts:
            for name, paths in self.staging.files(part.digest).items():
                found[name] += paths
        return found

    def _lay(self, digest: str, inputs: Inputs, size: int, documents: int) -> Path:
        """A folder for a shard, as an earlier run has finished it, or empty."""
        folder = self.staging.shard(digest)
        self.parts.append(_Part(digest, folder, inputs, size, documents))
        self.total += documents
        return folder

    def _digest(self, part: Sequence[Any]) -> str:
        """The name of a shard: whatever its rows depend on."""
        said = json.dumps([self.recipe.as_dict(), rules_version(), PIPELINE_VERSION, self.max_file_bytes, part])
        return hashlib.sha256(said.encode()).hexdigest()[:24]

    def _check(self, digest: str, part: Inputs) -> None:
        """Drops a finished shard unless the files still hold its bytes; a time stamp would not prove it."""
        wrote = entries(read_files(self.staging.files(digest)["sources"], TABLES["sources"].arrow))
        for i in part:
            now, then = hash_of(i), wrote[i.source_path]
            if (now.sha256, now.sidecar_sha256) != (then.sha256, then.sidecar_sha256):
                self.staging.drop(digest)
                return
