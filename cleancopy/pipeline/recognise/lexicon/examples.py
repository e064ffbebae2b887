"""The examples of a rule are its tests: every line it must strip, and every near miss it must keep."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.batch import DOCS, LINES, Batch
from cleancopy.pipeline.recognise.lexicon.load import Lexicon
from cleancopy.pipeline.recognise.lexicon.rule import Rule, check_patterns
from cleancopy.pipeline.recognise.lexicon.stage import hits

STORY = (
    "The members of the rowing club met in the old boat house to talk about the summer, and after a long debate "
    "in which everyone spoke twice they agreed to buy a second eight out of the money they had put aside for a roof."
)
"""The running text around an example."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not come out as its rule says."""

    rule: str
    source: str
    kind: str
    """`strips` or `keeps`."""
    example: str
    detail: str


def failing_examples(lexicon: Lexicon) -> list[Failure]:
    """Runs every example of every rule, all at once; patterns are checked as well (LexiconError).

    An example with line feeds is several lines, and its last one is meant. A strip must be hit by its own rule, a near
    miss neither by its own rule nor by any hard one.
    """
    for rule in lexicon.rules:
        check_patterns(rule)
    cases = [
        (row, kind, example)
        for row, rule in enumerate(lexicon.rules)
        for kind, examples in (("strips", rule.strips), ("keeps", rule.keeps))
        for example in examples
    ]
    pages = [_page(lexicon.rules[row], example) for row, _, example in cases]
    lines, rules = hits(_batch([text for text, _ in pages]), lexicon)
    found: dict[int, set[int]] = {}
    for line, hit in zip(lines.tolist(), rules.tolist(), strict=True):
        found.setdefault(line, set()).add(hit)
    starts = np.cumsum([0] + [text.count("\n") + 1 for text, _ in pages])
    failures = []
    for (row, kind, example), start, (_, at) in zip(cases, starts.tolist(), pages, strict=False):
        detail = _fault(lexicon, row, kind, found.get(start + at, set()))
        if detail:
            failures.append(Failure(lexicon.rules[row].id, lexicon.rules[row].source, kind, example, detail))
    return failures


def _page(rule: Rule, example: str) -> tuple[str, int]:
    """A tiny page around the example, and the number (from 0) of the line that is meant."""
    inner = example.count("\n")
    if rule.where.place == "above":
        return f"{example}\n{STORY}", inner
    return f"{STORY}\n{example}", inner + 1


def _fault(lexicon: Lexicon, row: int, kind: str, found: set[int]) -> str:
    rules = lexicon.rules
    others = ", ".join(sorted(rules[hit].id for hit in found)) or "no rule"
    if kind == "strips":
        return "" if row in found else f"not taken by this rule (but by: {others})"
    if row in found:
        return "taken by this rule"
    hard = sorted(rules[hit].id for hit in found if rules[hit].where.hard)
    return f"taken by {', '.join(hard)}" if hard else ""


def _batch(texts: list[str]) -> Batch:
    cut = [text.split("\n") for text in texts]
    counts = [len(lines) for lines in cut]
    docs = pa.Table.from_pylist([{"doc_id": str(number)} for number in range(len(texts))], schema=DOCS)
    columns = {
        "doc": np.repeat(np.arange(len(cut)), counts),
        "line_no": np.array([number for count in counts for number in range(1, count + 1)]),
        "part": np.ones(sum(counts)),
        "raw": pa.nulls(sum(counts), pa.binary()),
        "text": [line for lines in cut for line in lines],
    }
    arrays = [pa.array(columns[field.name]).cast(field.type) for field in LINES]
    return replace(Batch.of(docs), lines=pa.table(arrays, schema=LINES))
