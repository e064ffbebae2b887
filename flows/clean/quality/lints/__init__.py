"""Lints: what an editor would mark in an article. They warn; they never change or drop anything.

`LINTS` and `TEXT_LINTS` are the one list of them. Each takes a `Draft` (the batch as lints read it) or a `Reading` (its
texts as words) and yields findings; each code has a section in
`docs/reference/lints.md`, which a test compares with `SEVERITIES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pyarrow as pa

from flows.clean.quality.lints import endings, leftovers, quotes, reading, repeats, spelling, stops, titles
from flows.clean.quality.lints.draft import MOST, Draft, Finding, Reading, drafted, readings, shortened
from flows.clean.recipe import Recipe
from flows.clean.table import WARNINGS, Batch

Lint = Callable[[Draft], Iterator[Finding]]
TextLint = Callable[[Reading], Iterator[Finding]]

LINTS: tuple[Lint, ...] = (
    quotes.unbalanced,
    quotes.mixed_punctuation,
    stops.stray_sentence_breaks,
    spelling.honorifics,
    leftovers.leftovers,
    endings.endings,
    endings.several_stories,
    titles.titles,
    reading.reading_times,
)

"""Lints of kept lines and of columns."""

TEXT_LINTS: tuple[TextLint, ...] = (repeats.repeated, repeats.near, spelling.hyphens)
"""Lints of titles and bodies as words and sentences."""

SEVERITIES: dict[str, tuple[str, ...]] = {
    "unbalanced_quote": ("warning", "info"),
    "mixed_quote_punctuation": ("info",),
    "stray_sentence_break": ("warning", "info"),
    "repeated_sentence": ("warning",),
    "near_duplicate_sentence": ("warning", "info"),
    "inconsistent_honorific": ("info",),
    "inconsistent_spelling": ("info",),
    "markup_left": ("warning",),
    "template_left": ("warning",),
    "short_body": ("info",),
    "ends_mid_sentence": ("warning", "info"),
    "several_stories": ("warning",),
    "title_in_capitals": ("info",),
    "reading_time_mismatch": ("info",),
}
"""Every code of this room with the severities it may have, the usual one first."""


def lint(batch: Batch, recipe: Recipe) -> Batch:
    """Adds the findings of all lints to `warnings`, at most `MOST` of a code and document.

    Reads docs.title, docs.language, docs.text, docs.reading_minutes_stated (where it is there) and lines.text,
    repaired, role, kept, paragraph, glue.
    """
    draft = drafted(batch)
    if not draft.rows:
        return batch
    seen: Counter[tuple[int, str]] = Counter()
    found: list[Finding] = []
    for finding in _findings(draft):
        seen[finding.doc, finding.code] += 1
        if seen[finding.doc, finding.code] <= MOST:
            found.append(finding)
    found.sort(key=lambda finding: finding.doc)  # stable: within a document the order of the lints
    rows = [(f.doc, f.code, f.severity, f.paragraph, shortened(f.evidence)) for f in found]
    arrays = [pa.array([row[at] for row in rows], field.type) for at, field in enumerate(WARNINGS)]
    return batch.adding(warnings=pa.table(arrays, schema=WARNINGS))


def _findings(draft: Draft) -> Iterator[Finding]:
    for check in LINTS:
        yield from check(draft)
    for some in readings(draft):
        for look in TEXT_LINTS:
            yield from look(some)
