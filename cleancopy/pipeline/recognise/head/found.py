"""What a finder hands back: votes, captures and warnings about lines of the head, and their way onto a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recognise.head.view import HeadView


class Found:
    """What one finder says of the lines of a view. Zone lines (`z`) become rows of `lines` as they are written down."""

    def __init__(self, view: HeadView) -> None:
        self.view = view
        self.votes: list[tuple[Any, ...]] = []
        self.captures: list[tuple[Any, ...]] = []
        self.warnings: dict[tuple[int, str], str] = {}
        self.lines: dict[str, list[int]] = {}
        """The zone lines that were voted each role."""

    def vote(self, z: int, role: str, rule: str, confidence: float) -> None:
        """A vote for a zone line. Its evidence is the sentence of the rule."""
        self.lines.setdefault(role, []).append(z)
        self.votes.append((self.view.row[z], role, rule, None, confidence, False))

    def capture(self, z: int, field: str, start: int, end: int, rule: str, confidence: float) -> None:
        """A capture of the characters `start:end` of a zone line."""
        self.captures.append((self.view.row[z], field, self.view.texts[z][start:end], rule, confidence))

    def capture_row(self, row: int, field: str, raw: str, rule: str, confidence: float) -> None:
        """A capture from a row of `lines` that need not be in the zone."""
        self.captures.append((row, field, raw, rule, confidence))

    def warn(self, doc: int, code: str, evidence: str) -> None:
        """A warning about a document, once a code."""
        self.warnings.setdefault((doc, code), evidence)


@dataclass(frozen=True)
class Known:
    """What of the head is known when a finder's turn comes."""

    title: list[int]
    """The zone line of each document's title, -1 where it has none."""
    dated: frozenset[int]
    """Zone lines that hold a date."""
    stamped: frozenset[int]
    """Those that hold little else: the day and hour below a headline."""
    only_dates: frozenset[int]
    """Those that hold nothing else."""
    signed: frozenset[int] = frozenset()
    """Zone lines that are bylines."""


def written(batch: Batch, found: Sequence[Found]) -> Batch:
    """The batch with everything that the finders found appended, in their order."""
    warnings = [
        (doc, code, "warning", None, evidence) for one in found for (doc, code), evidence in one.warnings.items()
    ]
    return batch.adding(
        votes=[vote for one in found for vote in one.votes],
        captures=[capture for one in found for capture in one.captures],
        warnings=warnings,
    )
