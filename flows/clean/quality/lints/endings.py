"""Bodies that are too short, that break off, or that hold several stories."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from flows.clean.quality.lints.draft import Draft, Finding, matching
from flows.clean.quality.stopwords import function_words
from flows.clean.table import Ints, byte_lengths, bytes_of

SHORT, SHORT_CHARACTERS = 40, 240
"""Words and characters below which (both) a body is short."""
LONG = 300
"""Bytes from which a body that stops without a mark looks cut off."""
_MARKED = r"[.!?…‼⁇⁈⁉。！？｡؟۔।॥።፧၊။:][\"'”’“‘»«›‹)\]」』】）*_]*\s*$|[\"”“»«」』)\]）]\s*$|\d\s*$|\pL:? ?[-–—]30[-–—]"
_SCRIPTS_WITHOUT_MARKS = frozenset(("th", "lo", "km", "my", "bo"))
_TRAILING = r"(?:\.\.\.|…)[\])]?\s*$"
_CUT = re.compile(r"[,;(\-–—]$|[\[(](?:\.\.\.|…)[\])]$")
_DATELINE = (
    r"^\p{Lu}[\p{Lu}\p{M} .'’-][\p{Lu}\p{M} .'’-]+(?:, [\p{L} .]+(?: \d\d?)?)?,? ?"
    r"(?:\((?:Reuters|dpa|Xinhua|[A-Z]+)\)|, \p{Lu}\pL+\.? \d\d?) ?(?:--?|[–—]) "
)
"""A place in capitals, a day or an agency, a dash. Without counted repeats, which cost RE2 tens of milliseconds."""
_LONGEST_DATELINE = 60
_DASH = re.compile(r"--?\s|[–—]\s")
_CAPITAL = np.arange(256) >= 128
_CAPITAL[ord("A") : ord("Z") + 1] = True
_IN_NAME = _CAPITAL.copy()
_IN_NAME[list(b" .'-")] = True
"""Bytes with which a place in capitals may begin, and go on."""


def endings(draft: Draft) -> Iterator[Finding]:
    """`short_body` (few words) and `ends_mid_sentence` (the last paragraph stops without a mark)."""
    sizes = byte_lengths(draft.texts)
    for doc in np.flatnonzero((sizes > 0) & (sizes < 4 * SHORT_CHARACTERS)).tolist():
        text = draft.texts[doc].as_py() or ""
        if text and len(text) < SHORT_CHARACTERS and len(text.split()) < SHORT:
            yield Finding(doc, "short_body", "info", None, f"{len(text.split())} words, {len(text)} characters")
    starts = draft.starts
    last = starts[1:][starts[1:] > starts[:-1]] - 1
    tails = draft.text.take(last)
    unmarked = np.setdiff1d(np.arange(len(last)), matching(tails, _MARKED))
    unmarked = np.union1d(unmarked, matching(tails, _TRAILING))
    for row in last[unmarked].tolist():
        doc = int(draft.doc[row])
        if sizes[doc] < LONG or draft.role[row].as_py() != "body" or draft.languages[doc] in _SCRIPTS_WITHOUT_MARKS:
            continue
        text = draft.text[row].as_py().rstrip()
        if len(text.split()) < 8:
            continue
        tail = text[-200:]
        final = re.findall(r"\w+", tail)[-1:]
        cut = _CUT.search(tail) or any(word.lower() in function_words(draft.languages[doc]) for word in final)
        evidence = " ".join(tail.split()[-6:])
        yield Finding(doc, "ends_mid_sentence", "warning" if cut else "info", int(draft.paragraph[row]), evidence)


def several_stories(draft: Draft) -> Iterator[Finding]:
    """`several_stories`: a second dateline stands at the beginning of a later paragraph."""
    seen: dict[int, str] = {}
    rows, places = _places(draft.repaired)
    if not rows:
        return
    for at in matching(draft.repaired.take(pa.array(rows)), _DATELINE).tolist():
        doc = int(draft.doc[rows[at]])
        if seen.setdefault(doc, places[at]) != places[at]:
            yield Finding(doc, "several_stories", "warning", int(draft.paragraph[rows[at]]), places[at])


def _places(strings: pa.Array) -> tuple[list[int], list[str]]:
    """Rows that may begin with a dateline, and what stands before their first dash, which is not far.

    Python looks at one line in thirty: the pattern for the rest costs RE2 milliseconds before it reads a line.
    """
    likely = _in_capitals(strings)
    rows, places = [], []
    for row, line in zip(likely.tolist(), strings.take(pa.array(likely)).to_pylist(), strict=True):
        dash = _DASH.search(line, 0, _LONGEST_DATELINE + 3)
        if dash and dash.start() <= _LONGEST_DATELINE and ("(" in line or ", " in line):
            rows.append(row)
            places.append(line[: dash.start()])
    return rows, places


def _in_capitals(strings: pa.Array) -> Ints:
    """Rows that may begin with a capital letter and two more, marks or blanks, by their first three bytes."""
    data, bounds = bytes_of(strings)
    rows = np.flatnonzero(bounds[1:] - bounds[:-1] >= 3)
    for step in range(3):
        rows = rows[(_CAPITAL if step == 0 else _IN_NAME)[data[bounds[rows] + step]]]
    return rows
