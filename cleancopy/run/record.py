"""The `runs` table for commits that are no runs: a rollback, a takedown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from cleancopy.clean.recipe import PIPELINE_VERSION, rules_version
from cleancopy.schemas import CONTRACT_VERSION, TABLES

if TYPE_CHECKING:
    from cleancopy.store import Store


def with_row(store: Store, kind: str, documents: dict[str, int], settings_digest: str) -> pa.Table:
    """The history so far and one row more, for the commit that is about to be made.

    `documents` counts documents by what happened to them.
    """
    current = store.current()
    row = {
        "run": current.number + 1 if current else 1,
        "kind": kind,
        "started_at": datetime.now(UTC),
        "seconds": 0.0,
        "documents": [{"name": name, "count": count} for name, count in documents.items()],
        **{name: [] for name in ("lines", "reasons", "warnings", "stages", "figures", "gates")},
        "bytes_in": 0,
        "settings_digest": settings_digest,
        "pipeline_version": PIPELINE_VERSION,
        "rules_version": rules_version(),
        "contract_version": CONTRACT_VERSION,
    }
    return pa.concat_tables([store.table("runs"), pa.Table.from_pylist([row], TABLES["runs"].arrow)])
