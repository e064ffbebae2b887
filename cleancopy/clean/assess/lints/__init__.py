"""Lints: what an editor would mark in an article. They warn; they never change or drop anything.

`LINTS` and `TEXT_LINTS` are the one list of them. Each takes a `Draft` (the batch as lints read it) or a `Reading` (its
texts as words) and yields findings; each code has a section in
`docs/reference/lints.md`, which a test compares with `SEVERITIES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import pyarrow as pa

from cleancopy.clean.assess.lints import endings, leftovers, names, quotes, repeats, spelling, stops, times, titles
from cleancopy.clean.assess.lints.draft import MOST, Draft, Finding, drafted, shortened
from cleancopy.clean.assess.reading import Reading
from cleancopy.clean.batch import WARNINGS, Batch

Lint = Callable[[Draft], Iterator[Finding]]
TextLint = Callable[[Reading], Iterator[Finding]]

LINTS: tuple[Lint, ...] = (
    quotes.unbalanced,
    quotes.mixed_punctuation,
    stops.stray_sentence_breaks,
    leftovers.leftovers,
    endings.endings,
    endings.several_stories,
    titles.titles,
    times.reading_times,
)

"""Lints of kept lines and of columns."""

TEXT_LINTS: tuple[TextLint, ...] = (repeats.repeated, repeats.near, spelling.honorifics, spelling.hyphens, names.names)
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


def line_findings(batch: Batch) -> Iterator[Finding]:
    """What `LINTS` find.

    Reads docs.title, language, text, reading_minutes_stated and lines.text, repaired, role, kept, paragraph, glue.
    """
    draft = drafted(batch)
    return chain.from_iterable(look(draft) for look in LINTS) if draft.rows else iter(())


def text_findings(some: Reading) -> Iterator[Finding]:
    """What `TEXT_LINTS` find in some of the texts."""
    return chain.from_iterable(look(some) for look in TEXT_LINTS)


def with_findings(batch: Batch, findings: Iterable[Finding]) -> Batch:
    """The batch with findings as warnings, at most `MOST` of a code and document: in the order of its documents, those
    of a document in the order given.
    """
    seen: Counter[tuple[int, str]] = Counter()
    found: list[Finding] = []
    for finding in findings:
        seen[finding.doc, finding.code] += 1
        if seen[finding.doc, finding.code] <= MOST:
            found.append(finding)
    found.sort(key=lambda finding: finding.doc)
    rows = [(f.doc, f.code, f.severity, f.paragraph, shortened(f.evidence)) for f in found]
    arrays = [pa.array([row[at] for row in rows], field.type) for at, field in enumerate(WARNINGS)]
    return batch.adding(warnings=pa.table(arrays, schema=WARNINGS))
