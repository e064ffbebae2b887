"""A document with its lines as plain facts, for the terminal, for JSON and for pages alike."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleancopy.orchestration.single import Explained

DOUBTFUL = 0.7
"""A decision that is less sure than this is worth a look: about one line in twelve of a page that is not blank."""
LONGEST = 4000
"""Characters of a line up to which its change is told character by character."""


@dataclass(frozen=True)
class Wanted:
    """Which lines are asked for: those of some fates (none: of any), of a role, by a rule, decided with doubt."""

    fates: frozenset[str] = frozenset()
    role: str | None = None
    rule: str | None = None
    doubtful: bool = False

    def holds(self, line: dict[str, Any]) -> bool:
        """Whether a line passes every filter."""
        return (
            (not self.fates or line["fate"] in self.fates)
            and self.role in (None, line["role"])
            and self.rule in (None, line["rule"])
            and (not self.doubtful or is_doubtful(line))
        )


ALL = Wanted()


def is_doubtful(line: dict[str, Any]) -> bool:
    """Whether a line was decided, and with little confidence."""
    return line["fate"] != "blank" and line["confidence"] is not None and line["confidence"] < DOUBTFUL


def before(line: dict[str, Any], found: Explained) -> str:
    """The raw line as its encoding reads it, without its line end."""
    if line["raw"] is None:
        return str(line["text"])
    codec = (found.encoding or {}).get("name") or "utf-8"
    try:
        raw = line["raw"].decode(codec, "backslashreplace")
    except (LookupError, ValueError):
        raw = line["raw"].decode("utf-8", "backslashreplace")
    return str(raw.removesuffix("\n").removesuffix("\r"))


def pieces(raw: str, text: str) -> Iterator[tuple[str, str]]:
    """Two versions of a line cut into pieces, (before, after) each; pieces that stayed are equal on both sides."""
    if raw == text or max(len(raw), len(text)) > LONGEST:
        yield raw, text
        return
    for _, a, b, c, d in difflib.SequenceMatcher(None, raw, text, autojunk=False).get_opcodes():
        yield raw[a:b], text[c:d]


def changes(raw: str, text: str) -> list[dict[str, str]]:
    """What differs between a raw line and its text, in order: each a piece before and the piece after."""
    return [{"before": old, "after": new} for old, new in pieces(raw, text) if old != new]


def as_json(found: Explained, wanted: Wanted = ALL) -> dict[str, Any]:
    """The document with the wanted lines as plain data."""
    return {
        "source_path": found.source_path,
        "outcome": "curated" if found.article else "quarantined",
        "reasons": found.reasons,
        "encoding": found.encoding,
        "lines": [
            {
                **{name: line[name] for name in ("line_no", "part", "paragraph", "role", "kept", "fate")},
                **{name: line[name] for name in ("rule", "evidence", "confidence", "text")},
                "raw": before(line, found),
                "edits": line["edits"],
                "changes": changes(before(line, found), line["text"]),
            }
            for line in found.lines
            if wanted.holds(line)
        ],
        "warnings": found.article["warnings"] if found.article else [],
    }
