"""A shard as it travels: what a worker is told, and what it says when it is done. Light: no stage, no contract."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path

from cleancopy.gates.figures import Sums
from cleancopy.ingest import Input
from cleancopy.pipeline.recipe import Recipe

PLAN = "plan.json"
LARGE = 8 << 20
"""Bytes of a document from which on it is worked on while no other such one is."""
_row = attrgetter(*(column.name for column in fields(Input)))


@dataclass(frozen=True)
class ShardTask:
    """A shard by its folder in staging, which holds its plan; numbers and paths only, so that it travels anywhere."""

    folder: str
    index: int
    of: int
    documents: int
    bytes: int = 0

    @property
    def is_large(self) -> bool:
        """Whether it is one document that may need as much memory as several shards."""
        return self.documents == 1 and self.bytes > LARGE

    @property
    def name(self) -> str:
        """How the shard is called in logs and in Prefect."""
        return f"shard-{self.index:04d}-of-{self.of:04d}-{self.documents}-documents"


@dataclass(frozen=True)
class ShardResult:
    """What became of one shard. The tables lie in `folder`."""

    folder: str
    documents: dict[str, int] = field(default_factory=dict)
    """Documents by outcome."""
    lines: dict[str, int] = field(default_factory=dict)
    """Lines of admitted documents by role."""
    lines_kept: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """Reasons for quarantine by code."""
    warnings: dict[str, int] = field(default_factory=dict)
    bytes_in: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    templates: str = ""
    """Digest of the templates that its documents were cleaned with."""
    sites: dict[str, Sums] = field(default_factory=dict)
    """Sums per site, from which the run makes its figures."""


def write_plan(folder: Path, inputs: Sequence[Input], recipe: Recipe, max_file_bytes: int) -> None:
    """Writes down what a worker needs to know; file names keep bytes that are not UTF-8 as surrogates."""
    said = {
        "recipe": recipe.as_dict(),
        "max_file_bytes": max_file_bytes,
        "inputs": [[os.fsdecode(v) if isinstance(v, bytes) else v for v in _row(i)] for i in inputs],
    }
    (folder / PLAN).write_text(json.dumps(said), "ascii")


def read_plan(folder: Path) -> tuple[list[Input], Recipe, int]:
    """What `write_plan` wrote."""
    said = json.loads((folder / PLAN).read_text("ascii"))
    inputs = [Input(path, os.fsencode(os_path), *rest) for path, os_path, *rest in said["inputs"]]
    return inputs, Recipe.from_dict(said["recipe"]), said["max_file_bytes"]
