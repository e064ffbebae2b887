"""The lines of a document as the proof sheet shows them: each with its fate and reasons, long runs of chrome folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from cleancopy.orchestration.single import Explained
from cleancopy.show.explained import before, is_doubtful
from cleancopy.show.sheet.marks import marked, shortened

FOLD_FROM = 6
"""So many lines of chrome and blank lines in a row are folded, unless one of them is doubtful."""


@dataclass(frozen=True)
class Line:
    """One row of the line table, ready to be shown."""

    number: int
    part: int
    fate: str
    role: str
    raw: Markup
    text: Markup
    rule: str
    evidence: str
    confidence: float | None
    edits: str
    paragraph: int | None
    doubtful: bool

    @property
    def anchor(self) -> str:
        """The name of the line on the page."""
        return f"L{self.number}" + (f".{self.part}" if self.part > 1 else "")

    @property
    def folds(self) -> bool:
        """Whether a run of such lines may be folded."""
        return self.fate in ("taken", "blank") and not self.doubtful


@dataclass(frozen=True)
class Run:
    """Lines that follow each other; `folded` says in words what is in it, and is empty where it is open."""

    lines: tuple[Line, ...]
    folded: str = ""


def runs(found: Explained) -> list[Run]:
    """All lines of the document in order, in runs."""
    return list(_folded([shown_line(row, found) for row in found.lines]))


def _folded(lines: Sequence[Line]) -> Iterator[Run]:
    for folds, some in groupby(lines, key=lambda line: line.folds):
        own = tuple(some)
        taken = Counter(line.role for line in own if line.fate == "taken")
        if folds and len(own) >= FOLD_FROM and taken:
            what = ", ".join(f"{role.replace('_', ' ')} {count}" for role, count in taken.most_common())
            yield Run(own, f"{taken.total()} lines of chrome: {what}")
        else:
            yield Run(own)


def shown_line(row: dict[str, Any], found: Explained) -> Line:
    """One row of the line table, with what changed in it marked."""
    told, old = row["fate"], before(row, found) if row["part"] == 1 else ""
    if told == "taken":
        raw, text = shortened(old if row["part"] == 1 else row["text"]), Markup()
    else:
        raw, text = marked(old, row["text"])
    return Line(
        number=row["line_no"],
        part=row["part"],
        fate=told,
        role=row["role"],
        raw=raw,
        text=text,
        rule=row["rule"] or "",
        evidence=row["evidence"] or "",
        confidence=row["confidence"],
        edits=", ".join(f"{edit['kind'].replace('_', ' ')} {edit['count']}" for edit in row["edits"] or ()),
        paragraph=row["paragraph"],
        doubtful=is_doubtful(row),
    )
