"""What a run did, for a person, a script, the `runs` table and Prefect's artifacts alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flows.measures import Sums, added
from flows.plan import Plan
from flows.shard import ShardResult


@dataclass(frozen=True)
class Progress:
    """Where a run stands."""

    step: str
    """discover, clean or publish."""
    done: int = 0
    total: int = 0
    """Documents, in step `clean`."""


@dataclass
class Report:
    """The result of a run."""

    documents_curated: int = 0
    documents_quarantined: int = 0
    documents_unchanged: int = 0
    documents_deleted: int = 0
    documents_to_clean: int = 0
    """New, changed or asked for again: what a run takes up, and what a dry run would."""
    skipped: int = 0
    forgotten: int = 0
    left_for_next_run: int = 0
    stale: int = 0
    quarantine_reasons: dict[str, int] = field(default_factory=dict)
    lines_kept: int = 0
    lines_taken_by_role: dict[str, int] = field(default_factory=dict)
    warnings_by_code: dict[str, int] = field(default_factory=dict)
    bytes_in: int = 0
    seconds: float = 0.0
    stage_seconds: dict[str, float] = field(default_factory=dict)
    gates: list[dict[str, Any]] = field(default_factory=list)
    sites: dict[str, Sums] = field(default_factory=dict)
    """Sums per site over the documents of this run; see flows/measures.py."""
    internal_errors: int = 0
    dry_run: bool = False
    committed: bool = False
    version: int | None = None
    tables: dict[str, Path] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"tables": {name: str(path) for name, path in self.tables.items()}}


def report_of(plan: Plan, results: Iterable[ShardResult], kept_roles: Iterable[str]) -> Report:
    """The report before gates and commit: what the plan said and the shards did."""
    sums: dict[str, Counter[str]] = {
        name: Counter() for name in ("documents", "lines", "reasons", "warnings", "seconds")
    }
    report = Report(
        documents_unchanged=plan.unchanged,
        documents_deleted=len(plan.deleted),
        documents_to_clean=len(plan.todo),
        skipped=plan.passed_over,
        forgotten=plan.forgotten,
        left_for_next_run=plan.left,
        stale=plan.stale,
    )
    results = list(results)
    report.sites = added(result.sites for result in results)
    for result in results:
        for name, total in sums.items():
            total.update(getattr(result, name))
        report.lines_kept += result.lines_kept
        report.bytes_in += result.bytes_in
    report.documents_curated = sums["documents"].pop("curated", 0)
    report.documents_quarantined = sum(sums["documents"].values())
    quiet = {*kept_roles, "blank"}
    report.lines_taken_by_role = {r: n for r, n in sums["lines"].most_common() if r not in quiet}
    report.quarantine_reasons = dict(sums["reasons"].most_common())
    report.warnings_by_code = dict(sums["warnings"].most_common())
    report.stage_seconds = {stage: round(s, 3) for stage, s in sums["seconds"].items()}
    report.internal_errors = sums["reasons"]["internal_error"]
    return report
