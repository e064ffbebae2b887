"""Quotation marks: balanced within each paragraph, by whichever convention the document follows.

Read before typography, while marks still show which way they face. A quotation that runs over several paragraphs may
open each and close only the last (the newspaper convention).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from flows.clean.quality.lints.draft import Draft, Finding, around, matching
from flows.clean.table import Bools, Ints, segment_sum

MARKS = '"“”„«»'
_ANY = '["“”„«»]'
_OPENERS = "\"“”„«»‘'"
_SPACE_BEFORE = " \t\n\u00a0\u202f([{—–-/“‘'«„¡¿"
_AFTER_CLOSE = " \t\n\u00a0\u202f.,;:!?)]}—–-/…'\"”»«’*"

Roles = dict[str, str]


def unbalanced(draft: Draft) -> Iterator[Finding]:
    """`unbalanced_quote`: a mark without its partner in the paragraph (info: the next paragraph has the partner)."""
    rows = matching(draft.repaired, _ANY)
    if not len(rows):
        return
    counts = np.zeros((len(MARKS), draft.rows), np.int32)
    some = draft.repaired.take(rows)
    for at, mark in enumerate(MARKS):
        counts[at, rows] = pc.count_substring(some, mark).to_numpy(zero_copy_only=False)
    edges = draft.edges
    by_paragraph = np.array([segment_sum(row, edges) for row in counts])
    suspicious = np.flatnonzero(~_balanced(by_paragraph))
    owners = draft.doc[edges[suspicious]]
    by_doc = np.array([segment_sum(row, draft.starts) for row in counts])
    for doc in np.unique(owners).tolist():
        yield from _document(draft, doc, suspicious[owners == doc].tolist(), edges, by_doc[:, doc])


def _balanced(n: npt.NDArray[np.int64]) -> Bools:
    """Whether a paragraph's counts of the six marks fit at least one convention."""
    straight, left, right, low, opening, closing = n
    curly = np.where(low > 0, low == left + right, left == right)
    symmetric = (low == 0) & ((left == 0) | (right == 0)) & ((left + right) % 2 == 0)
    return (straight % 2 == 0) & (curly | symmetric) & (opening == closing)


def _document(draft: Draft, doc: int, paragraphs: list[int], edges: Ints, counts: Ints) -> Iterator[Finding]:
    """Findings of one document; `paragraphs` are the suspicious ones, as places in `edges`."""
    low, high = draft.starts[doc], draft.starts[doc + 1]
    roles = _roles(
        dict(zip(MARKS, counts.tolist(), strict=True)),
        "\n".join(line or "" for line in draft.repaired[low:high].to_pylist()),
    )
    faults = {}
    for place in paragraphs:
        text = draft.join(draft.repaired, edges[place], edges[place + 1])
        opened, closed = _unmatched(text, roles)
        if opened and _continues(draft, doc, place, edges):
            opened = []
        if opened or closed:
            faults[place] = (text, opened, closed)
    for place, (text, opened, closed) in faults.items():
        before = faults.get(place - 1)
        after = faults.get(place + 1)
        spans = (not closed and bool(after and after[2])) or (not opened and bool(before and before[1]))
        at = (opened or closed)[0]
        paragraph = int(draft.paragraph[edges[place]])
        yield Finding(doc, "unbalanced_quote", "info" if spans else "warning", paragraph, around(text, at, at + 1))


def _roles(n: dict[str, int], text: str) -> Roles:
    """Which way each mark faces in this document: open, close, both, or close when a low mark is open (`closes`)."""
    roles = {'"': "both", "„": "open", "”": "close", "“": "open", "«": "open", "»": "close"}
    if n["„"]:
        roles["“"] = "closes"
    elif not n["“"] or not n["”"]:
        roles["“"] = roles["”"] = "both"
    if n["»"] and not n["«"]:
        roles["»"] = "both"
    elif n["»"] and len(re.findall(r"(?:^|[\s(])»(?=\S)", text)) > len(re.findall(r"(?:^|[\s(])«", text)):
        roles["«"], roles["»"] = "close", "open"
    return roles


def _unmatched(text: str, roles: Roles) -> tuple[list[int], list[int]]:
    """Positions of opening and of closing marks without a partner."""
    stack: list[tuple[int, bool]] = []
    lonely: list[int] = []
    inches = 0
    for match in re.finditer(_ANY, text):
        at, mark = match.start(), match[0]
        if mark == "»" and not stack and re.match(r"\s*»\s", text[: at + 2]):
            continue  # an arrow before a link
        angular = mark in "«»"
        mates = [place for place, (_, kind) in enumerate(stack) if kind == angular]
        role = roles[mark]
        if role == "closes":
            role = "close" if mates else "open"
        elif role == "both":
            role = _facing(text, at, bool(mates))
        inch = mark in '"”' and at > 0 and text[at - 1].isdigit()
        inches += inch
        if role == "open":
            stack.append((at, angular))
        elif mates:
            del stack[mates[-1]]
        elif not inch:
            lonely.append(at)
    opened = [at for at, _ in stack]
    if inches and len(opened) + len(lonely) <= inches:
        return [], []
    return opened, lonely


def _facing(text: str, at: int, is_open: bool) -> str:
    """Whether a mark without a direction opens or closes, by its neighbours, else by what is open."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    may_open = (not before or before in _SPACE_BEFORE) and bool(after) and not after.isspace()
    may_close = bool(before) and not before.isspace() and (not after or after in _AFTER_CLOSE)
    if may_open != may_close:
        return "open" if may_open else "close"
    return "close" if is_open else "open"


def _continues(draft: Draft, doc: int, place: int, edges: Ints) -> bool:
    """Whether the next paragraph of the document begins with an opening mark."""
    if place + 2 >= len(edges) or draft.doc[edges[place + 1]] != doc:
        return False
    following = (draft.repaired[int(edges[place + 1])].as_py() or "").lstrip()
    return following[:1] in _OPENERS and bool(following)


def mixed_punctuation(draft: Draft) -> Iterator[Finding]:
    """`mixed_quote_punctuation`: commas and full stops both inside and outside closing marks of one English text."""
    marked = matching(draft.repaired, '["”]')
    some = draft.repaired.take(marked)
    first = marked[matching(some, r'\pL["”][.,](?:\s|$)')]
    docs = np.intersect1d(draft.doc[first], draft.doc[marked[matching(some, r'\pL[.,]["”](?:\s|$)')]])
    shown = set()
    for row in first[np.isin(draft.doc[first], docs)].tolist():
        doc = int(draft.doc[row])
        if doc in shown or draft.languages[doc] != "en":
            continue
        shown.add(doc)
        text = draft.repaired[row].as_py()
        match = re.search(r'\w["”][.,](?=\s|$)', text)
        if match:
            evidence = around(text, match.start() + 1, match.end())
            yield Finding(doc, "mixed_quote_punctuation", "info", int(draft.paragraph[row]), evidence)
