"""docs/reference/lints.md, printed from the lints."""

from __future__ import annotations

from typing import Any

from cleancopy.pipeline.assess import LINTS
from cleancopy.pipeline.assess.lints.lint import Lint

_HEAD = """# Lints: what an editor would mark

A lint looks at an admitted article and warns. It never changes, drops or turns away anything. Each finding is an entry
of `articles.warnings`: `code`, `severity`, `paragraph` (from 1; null for the whole document) and `evidence` (a short
quotation).

- `warning`: something is wrong with the text and a reader would notice.
- `info`: a habit or a doubt worth knowing when texts are compared or counted.

At most twenty findings of one code are listed for a document. A code with two severities says when it is which. Other
stages warn too (dates, titles, hidden characters); their codes are at the end, under *Codes of other stages*. Cases for
every lint, both kinds, are in `tests/pipeline/assess/lints.toml`. This page is printed by `make reference`: a lint and
what is said of it are in one place, under `cleancopy/pipeline/assess/lints/`.
"""

_OTHERS = """## Codes of other stages

These are raised while the file is read, repaired and its metadata is read; they are in the same column.

| code | severity | what it means |
| --- | --- | --- |"""

OTHERS = {
    "encoding_guessed": ("`info`", "nothing states the encoding and detectors disagree; the rival is in `encoding`"),
    "encoding_not_as_stated": ("`warning`", "the bytes are not in the encoding that the sidecar or the setting names"),
    "mixed_encodings": ("`warning`", "parts of the file are in another encoding than the rest"),
    "undecodable_bytes": ("`warning`", "a few bytes are no character in the encoding; they are only in `raw`"),
    "truncated": ("`warning`", "the file begins or ends inside a character"),
    "replacement_character": ("`warning`", "characters had been replaced by U+FFFD before the file came here"),
    "mojibake_left": ("`warning`", "broken encoding that could not be repaired with certainty"),
    "rule_took_most": (
        "`warning`",
        "one rule would take most of the page's prose; its votes were weighed as soft",
    ),
    "hidden_text": ("`warning`", "characters that no reader sees spelled out a text"),
    "bidi_controls": ("`warning`", "controls of writing direction were removed"),
    "mark_flood": ("`warning`", "runs of combining marks beyond any script's need were cut"),
    "duplicate_title_line": ("`warning`", "the title is in the file twice"),
    "missing_published_at": ("`warning`", "no day of publication can be told: `published_on` is null"),
    "published_from_update": ("`info`", "only the time of an update is stated"),
    "created_equals_updated": ("`info`", "both stamps are the same"),
    "ambiguous_timezone": ("`warning`; `info` where a setting resolves it", "an abbreviation that names several zones"),
    "ambiguous_date_order": (
        "`warning`; `info` where the order does not matter to the day",
        "day and month may be the other way round",
    ),
    "relative_date_unresolved": ("`info`", '"two hours ago" without the time of fetching'),
    "impossible_date": ("`warning`", "a day that no calendar has"),
    "implausible_date": ("`warning`", "a day before the web"),
    "impossible_fetched_at": ("`warning`", "a sidecar says the page was fetched before the web or after the run"),
    "future_date": ("`warning`", "a day after the run's"),
}
"""Codes that no lint raises: severity, meaning."""


def reference() -> str:
    """Markdown: what lints are, one section a lint, and the codes of other stages."""
    others = (f"| `{code}` | {severity} | {meaning} |" for code, (severity, meaning) in OTHERS.items())
    return "\n".join([_HEAD, *map(_section, LINTS), _OTHERS, *others, ""])


def _section(lint: Lint[Any]) -> str:
    given = "; ".join(f"`{severity}` {when}".strip() for severity, when in lint.severities.items())
    parts = [f"## {lint.code}", f"Severity: {given}.", lint.why, f"Example: {lint.example}"]
    return "\n\n".join([*parts, f"Near miss: {lint.near_miss}"]) + "\n"
