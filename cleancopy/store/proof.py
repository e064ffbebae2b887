"""What a proof of the published tables says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cleancopy.store.sentences import WITHOUT_BYTES


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: a code, where (a file, a source path, a document) and what, in words."""

    code: str
    where: str
    detail: str


@dataclass(slots=True)
class Proof:
    """What `verify` saw. `outcomes` counts the ledger; law 1's exceptions are among them by name."""

    version: int
    findings: list[Finding] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    restored: int = 0
    lines: int = 0
    files: int = 0
    pages_not_kept: int = 0

    @property
    def ok(self) -> bool:
        """Whether every promise is kept."""
        return not self.findings

    @property
    def exceptions(self) -> dict[str, int]:
        """How many sources the tables do not hold the bytes of, by the outcome that says why."""
        found = {outcome: count for outcome, count in sorted(self.outcomes.items()) if outcome in WITHOUT_BYTES}
        return found | ({"page_not_kept": self.pages_not_kept} if self.pages_not_kept else {})

    def find(self, code: str, where: str | None, detail: str) -> None:
        """Adds a finding."""
        self.findings.append(Finding(code, where or "", detail))
