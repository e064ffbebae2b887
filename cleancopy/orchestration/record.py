"""The rows of `runs`, one for each commit, and what the manifest says of how a version was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from cleancopy.gates.hold import figure_rows
from cleancopy.orchestration.report import Report
from cleancopy.pipeline.recipe import PIPELINE_VERSION, rules_version
from cleancopy.schemas import TABLES
from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.settings.settings import Settings
from cleancopy.store import Store


def record(kind: str, number: int, started_at: datetime, report: Report, settings: Settings) -> pa.Table:
    """The row for a commit of documents that is about to be made as version `number`."""
    outcomes = ("curated", "quarantined", "unchanged", "deleted")
    documents = {name: getattr(report, f"documents_{name}") for name in outcomes}
    documents |= {name: getattr(report, name) for name in ("skipped", "forgotten", "left_for_next_run")}
    return _row(
        kind,
        number,
        started_at,
        settings,
        seconds=round(report.seconds, 3),
        documents=_counts(documents),
        lines=_counts({"kept": report.lines_kept} | report.lines_taken_by_role),
        reasons=_counts(report.quarantine_reasons),
        warnings=_counts(report.warnings_by_code),
        bytes_in=report.bytes_in,
        stages=[{"stage": stage, "seconds": seconds} for stage, seconds in report.stage_seconds.items()],
        figures=figure_rows(report.sites),
        gates=report.gates,
    )


def row_of(store: Store, kind: str, counts: Mapping[str, int], settings: Settings) -> pa.Table:
    """The row for a commit that cleans nothing: a rollback, a takedown."""
    number = store.published().number + 1
    return _row(kind, number, datetime.now(UTC), settings, documents=_counts(counts))


def info(kind: str, settings: Settings) -> dict[str, Any]:
    """What the manifest of a commit says of how it was made."""
    return {"kind": kind, "settings_digest": settings.digest(), **_made_by()}


def _row(kind: str, number: int, started_at: datetime, settings: Settings, **told: Any) -> pa.Table:
    nothing: dict[str, Any] = {"seconds": 0.0, "bytes_in": 0}
    nothing |= {key: [] for key in ("documents", "lines", "reasons", "warnings", "stages", "figures", "gates")}
    made = {"run": number, "kind": kind, "started_at": started_at, "settings_digest": settings.digest()}
    made |= _made_by() | {"contract_version": CONTRACT_VERSION}
    return pa.Table.from_pylist([nothing | made | told], TABLES["runs"].arrow)


def _made_by() -> dict[str, Any]:
    return {"pipeline_version": PIPELINE_VERSION, "rules_version": rules_version()}


def _counts(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"name": name, "count": count} for name, count in counts.items()]
