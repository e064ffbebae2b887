"""Lints: what an editor would mark in an article. They warn; they never change or drop anything.

`LINTS` is the one list of them; `docs/reference/lints.md` is printed from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from cleancopy.pipeline.assess.lints import endings, escapes, leftovers, quotes, repeats, spelling, stops, times, titles
from cleancopy.pipeline.assess.lints.draft import MOST, Draft, Finding, drafted, shortened
from cleancopy.pipeline.assess.lints.lint import Lint, Reads
from cleancopy.pipeline.assess.reading import Reading
from cleancopy.pipeline.batch import Batch

LINE_LINTS: tuple[Lint[Draft], ...] = (
    quotes.UNBALANCED,
    quotes.MIXED,
    stops.STRAY,
    leftovers.MARKUP,
    leftovers.TEMPLATE,
    escapes.ESCAPE,
    endings.SHORT_BODY,
    endings.BROKEN_OFF,
    endings.SEVERAL_STORIES,
    titles.IN_CAPITALS,
    times.READING_TIME,
)
"""Lints of kept lines and of columns."""

TEXT_LINTS: tuple[Lint[Reading], ...] = (repeats.REPEATED, repeats.NEAR, spelling.HONORIFIC, spelling.SPELLING)
"""Lints of titles and bodies as words and sentences."""

LINTS: tuple[Lint[Draft] | Lint[Reading], ...] = (*LINE_LINTS, *TEXT_LINTS)


def _checks(lints: Iterable[Lint[Reads]]) -> list[Callable[[Reads], Iterator[Finding]]]:
    """The checks of some lints, each once."""
    return list(dict.fromkeys(check for lint in lints for check in lint.checks))


def line_findings(batch: Batch) -> Iterator[Finding]:
    """What `LINE_LINTS` find.

    Reads docs.title, language, text, reading_minutes_stated and lines.text, repaired, role, kept, paragraph, glue.
    """
    draft = drafted(batch)
    return chain.from_iterable(check(draft) for check in _checks(LINE_LINTS)) if draft.rows else iter(())


def text_findings(some: Reading) -> Iterator[Finding]:
    """What `TEXT_LINTS` find in some of the texts."""
    return chain.from_iterable(check(some) for check in _checks(TEXT_LINTS))


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
    return batch.adding(warnings=[finding._replace(evidence=shortened(finding.evidence)) for finding in found])
