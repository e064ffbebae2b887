"""Collects the votes and captures of a recogniser and puts them onto a batch."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from cleancopy.clean.batch import CAPTURES, VOTES, WARNINGS, Batch
from cleancopy.clean.recognise.head.view import Heads


class Rows:
    """Votes and captures in the making; zone lines are turned into rows of `lines`."""

    def __init__(self, heads: Heads) -> None:
        self.texts = heads.texts
        self.row: list[int] = heads.rows[heads.zone].tolist()
        self.votes: list[tuple[Any, ...]] = []
        self.captures: list[tuple[Any, ...]] = []
        self.warnings: dict[tuple[int, str], str] = {}

    def vote(self, z: int, role: str, rule: str, confidence: float, hard: bool = False) -> None:
        """A vote for a zone line; the evidence is the start of its text."""
        self.votes.append((self.row[z], role, rule, self.texts[z][:60], confidence, hard))

    def capture(self, z: int, field: str, start: int, end: int, rule: str, confidence: float) -> None:
        """A capture of the characters `start:end` of a zone line."""
        self.captures.append((self.row[z], field, self.texts[z][start:end], rule, confidence))

    def capture_row(self, line: int, field: str, raw: str, rule: str, confidence: float) -> None:
        """A capture from a row of `lines` outside the zone."""
        self.captures.append((line, field, raw, rule, confidence))

    def warn(self, doc: int, code: str, evidence: str) -> None:
        """A warning about a document, once a code."""
        self.warnings.setdefault((doc, code), evidence)

    def onto(self, batch: Batch) -> Batch:
        """The batch with what was collected appended."""
        warnings = [(doc, code, "warning", None, evidence) for (doc, code), evidence in self.warnings.items()]
        return batch.adding(
            votes=_table(self.votes, VOTES),
            captures=_table(self.captures, CAPTURES),
            warnings=_table(warnings, WARNINGS),
        )


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
