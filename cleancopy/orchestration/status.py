"""How the published tables are: the version, the run that made it, what is stale, what is in quarantine."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.orchestration.templates import recipe_of
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import counts_of
from cleancopy.schemas.names import LIVE_OUTCOMES
from cleancopy.settings.settings import Settings
from cleancopy.store import Store


@dataclass(frozen=True)
class Status:
    """The state of the tables under one folder."""

    version: int
    committed_at: datetime
    pinned: bool
    """Whether a rollback keeps runs from publishing."""
    rows: dict[str, int]
    versions_kept: int
    last_run: dict[str, Any]
    """What `runs` says of it: kind, started_at, seconds, bytes_in, documents by what became of them."""
    outcomes: dict[str, int]
    """Paths in the ledger by what became of them."""
    stale_sites: dict[str, int] = field(default_factory=dict)
    """Documents made with other rules or settings than those in force, by site (empty string for none)."""
    quarantine_reasons: dict[str, int] = field(default_factory=dict)
    """Documents in quarantine by reason; one that has several counts for each."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def status(store: Store, settings: Settings) -> Status:
    """Reads narrow columns of `sources`, `quarantine` and `runs`. Raises `StoreError` when nothing is published."""
    version = store.published()
    sources = store.table("sources", ["outcome", "site", "recipe"], version)
    reasons = store.table("quarantine", ["reasons"], version).column("reasons").to_pylist()
    runs = store.table("runs", ["run", "kind", "started_at", "seconds", "bytes_in", "documents"], version)
    last = max(runs.to_pylist(), key=lambda run: run["run"])
    counts = Counter(code for document in reasons for code in {reason["code"] for reason in document})
    return Status(
        version=version.number,
        committed_at=datetime.fromtimestamp(version.committed_at, UTC),
        pinned=store.pinned,
        rows={name: version.rows(name) for name in store.tables},
        versions_kept=len(store.versions()),
        last_run=last | {"documents": {one["name"]: one["count"] for one in last["documents"]}},
        outcomes=counts_of(sources["outcome"]),
        stale_sites=_stale(sources, recipe_of(store, settings)),
        quarantine_reasons=dict(counts.most_common()),
    )


def _stale(sources: pa.Table, recipe: Recipe) -> dict[str, int]:
    live = sources.filter(pc.is_in(sources["outcome"], pa.array(LIVE_OUTCOMES)))
    digest = cache(recipe.digest)
    stale = Counter[str]()
    for row in live.group_by(["site", "recipe"]).aggregate([([], "count_all")]).to_pylist():
        if row["recipe"] != digest(row["site"]):
            stale[row["site"] or ""] += row["count_all"]
    return dict(stale.most_common())
