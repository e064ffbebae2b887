"""What a replay of the quarantine found: the documents whose outcome or reasons are others now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa


@dataclass(frozen=True)
class Turn:
    """A document whose rows would change: it is admitted now, or turned away for other reasons."""

    doc_id: str
    source_path: str
    site: str | None
    before: list[dict[str, Any]]
    """Its reasons in quarantine (stage, code, detail)."""
    outcome: str
    """curated or quarantined."""
    after: list[dict[str, Any]]
    """Its reasons now; none for one that is admitted."""
    title: str | None = None
    words: int | None = None
    """Words of the body, of one that is admitted."""


@dataclass
class Replayed:
    """What a replay found, and whether it was published."""

    turns: list[Turn] = field(default_factory=list)
    """By source path."""
    same: int = 0
    """Documents whose outcome and reasons stay: left alone."""
    without_bytes: int = 0
    """Too large or unreadable when a run met them, or bad records: there is no document to replay."""
    without_hints: int = 0
    """Gone through without the hints of a sidecar that is no longer there as it was."""
    other_reasons: dict[str, int] = field(default_factory=dict)
    """Codes of documents that were not asked for."""
    internal_errors: int = 0
    dry_run: bool = False
    committed: bool = False
    version: int | None = None
    seconds: float = 0.0


def turns_of(batch: pa.Table, tables: Mapping[str, pa.Table]) -> list[Turn]:
    """What became of each document of a batch, where that is something else than before."""
    columns = ["doc_id", "title", "word_count"]
    admitted = {row["doc_id"]: row for row in tables["articles"].select(columns).to_pylist()}
    away = {row["doc_id"]: row["reasons"] for row in tables["quarantine"].select(["doc_id", "reasons"]).to_pylist()}
    turns = []
    for row in batch.select(["doc_id", "source_path", "site", "reasons"]).to_pylist():
        doc_id, path, site, before = row.values()
        if (article := admitted.get(doc_id)) is not None:
            turns.append(Turn(doc_id, path, site, before, "curated", [], article["title"], article["word_count"]))
        elif away[doc_id] != before:
            turns.append(Turn(doc_id, path, site, before, "quarantined", away[doc_id]))
    return turns
