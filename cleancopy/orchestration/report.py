"""What a run did, for a person, a script, the `runs` table and Prefect's artifacts alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from cleancopy.gates.figures import Sums, added
from cleancopy.orchestration.shards.order import ShardResult
from cleancopy.schemas import KEPT_ROLES

NAMED_AT_MOST = 100
"""Files of one kind that the report of a run names; that of a dry run names all."""


@dataclass(frozen=True)
class Progress:
    """Where a run is."""

    step: str
    """discover, clean or publish."""
    done: int = 0
    total: int = 0
    """Documents, in step `clean`."""
    bytes_done: int = 0
    bytes_total: int = 0
    """Raw bytes of them."""


@dataclass
class Report:
    """The result of a run."""

    documents_curated: int = 0
    documents_quarantined: int = 0
    documents_unchanged: int = 0
    documents_deleted: int = 0
    documents_to_clean: int = 0
    """New, changed or asked for again: what a run takes up, and what a dry run would."""
    documents_again: int = 0
    """Those of them that were published before."""
    containers_opened: int = 0
    """Files of records that are new or changed, so that their records were looked at one by one."""
    containers_unchanged: int = 0
    skipped: int = 0
    """Paths under the raw folder that are no inputs of their own."""
    skipped_by_kind: dict[str, int] = field(default_factory=dict)
    forgotten: int = 0
    left_for_next_run: int = 0
    stale: int = 0
    """Documents left as they are though made with other rules or settings."""
    stale_sites: dict[str, int] = field(default_factory=dict)
    """The same by site (empty string for none)."""
    files: dict[str, list[str]] = field(default_factory=dict)
    """Paths of what is new, changed (or asked for again), deleted and quarantined; `named_at_most` of each."""
    named_at_most: int = NAMED_AT_MOST
    notes: list[str] = field(default_factory=list)
    """What the settings say that cannot be meant, in a sentence each."""
    quarantine_reasons: dict[str, int] = field(default_factory=dict)
    lines_kept: int = 0
    lines_taken_by_role: dict[str, int] = field(default_factory=dict)
    warnings_by_code: dict[str, int] = field(default_factory=dict)
    bytes_in: int = 0
    seconds: float = 0.0
    stage_seconds: dict[str, float] = field(default_factory=dict)
    gates: list[dict[str, Any]] = field(default_factory=list)
    sites: dict[str, Sums] = field(default_factory=dict)
    """Sums per site over the documents of this run; see cleancopy/gates/figures.py."""
    internal_errors: int = 0
    dry_run: bool = False
    committed: bool = False
    version: int | None = None
    tables: dict[str, Path] = field(default_factory=dict)

    def name(self, kind: str, paths: Iterable[str]) -> None:
        """Names some files of a kind, as long as there is room for them."""
        names = self.files.setdefault(kind, [])
        names += islice(paths, max(0, self.named_at_most - len(names)))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        said = asdict(self) | {"tables": {name: str(path) for name, path in self.tables.items()}}
        del said["named_at_most"]
        return said


def tally(report: Report, results: Iterable[ShardResult]) -> Report:
    """Adds to what the plan said what the shards did, one after the other; their results are not held."""
    totals = {name: Counter[str]() for name in ("documents", "lines", "reasons", "warnings", "seconds")}

    def sites() -> Iterator[dict[str, Sums]]:
        for result in results:
            for name, total in totals.items():
                total.update(getattr(result, name))
            report.lines_kept += result.lines_kept
            report.bytes_in += result.bytes_in
            yield result.sites

    report.sites = added(sites())
    documents, lines, reasons, warnings, seconds = totals.values()
    report.documents_curated = documents.pop("curated", 0)
    report.documents_quarantined = documents.total()
    report.lines_taken_by_role = {r: n for r, n in lines.most_common() if r not in (*KEPT_ROLES, "blank")}
    report.quarantine_reasons = dict(reasons.most_common())
    report.warnings_by_code = dict(warnings.most_common())
    report.stage_seconds = {stage: round(s, 3) for stage, s in seconds.items()}
    report.internal_errors = reasons["internal_error"]
    return report
