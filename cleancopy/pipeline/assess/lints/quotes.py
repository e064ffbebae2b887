"""Quotation marks: balanced within each paragraph, by whichever convention the document follows.

Read before typography, while marks still show which way they face. A quotation that runs over several paragraphs may
open each and close only the last (the newspaper convention).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.assess.lints.draft import MARKS, Draft, Finding, around
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.lore.marks import CLOSERS, DASHES, OPENING_BRACKETS, OPENING_QUOTES, PAUSES, STOPS
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of
from cleancopy.pipeline.scan.segments import row_of

_ANY = '["“”„«»]'
_SPACE_BEFORE = f" \t\n\u00a0\u202f/¡¿{DASHES}{OPENING_BRACKETS}{OPENING_QUOTES}"
_AFTER_CLOSE = f" \t\n\u00a0\u202f/*{DASHES}{STOPS}{PAUSES}{CLOSERS}"

Roles = dict[str, str]


def unbalanced(draft: Draft) -> Iterator[Finding]:
    """`unbalanced_quote`: a mark without its partner in the paragraph (info: the next paragraph has the partner)."""
    rows, _, kinds, _ = draft.quotes
    edges = draft.edges
    suspicious = np.flatnonzero(~_balanced(_counted(rows, kinds, edges)))
    if not len(suspicious):
        return
    owners = draft.doc[edges[suspicious]]
    by_doc = _counted(rows, kinds, draft.starts)
    for doc in np.unique(owners).tolist():
        yield from _document(draft, doc, suspicious[owners == doc].tolist(), edges, by_doc[:, doc])


def _counted(rows: Ints, kinds: npt.NDArray[np.int8], bounds: Ints) -> Ints:
    """How many marks of each kind (first axis) are in the lines `bounds[i]:bounds[i + 1]`, for each i."""
    size = len(bounds) - 1
    at = kinds.astype(np.int64) * size + row_of(rows, bounds)
    return np.bincount(at, minlength=len(MARKS) * size).reshape(len(MARKS), size)


def _balanced(n: npt.NDArray[np.int64]) -> Bools:
    """Whether a paragraph's counts of the six marks fit at least one convention."""
    straight, left, right, low, opening, closing = n
    curly = np.where(low > 0, low == left + right, left == right)
    symmetric = (low == 0) & ((left == 0) | (right == 0)) & ((left + right) % 2 == 0)
    return (straight % 2 == 0) & (curly | symmetric) & (opening == closing)


def _document(draft: Draft, doc: int, paragraphs: list[int], edges: Ints, counts: Ints) -> Iterator[Finding]:
    """Findings of one document; `paragraphs` are the suspicious ones, as places in `edges`."""
    low, high = draft.starts[doc], draft.starts[doc + 1]
    roles = _roles(dict(zip(MARKS, counts.tolist(), strict=True)), draft.repaired[low:high])
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


def _roles(n: dict[str, int], lines: pa.Array) -> Roles:
    """Which way each mark faces in this document: open, close, both, or close when a low mark is open (`closes`)."""
    roles = {'"': "both", "„": "open", "”": "close", "“": "open", "«": "open", "»": "close"}
    if n["„"]:
        roles["“"] = "closes"
    elif not n["“"] or not n["”"]:
        roles["“"] = roles["”"] = "both"
    if n["»"] and not n["«"]:
        roles["»"] = "both"
    elif n["»"]:
        text = "\n".join(line or "" for line in lines.to_pylist())
        if len(re.findall(r"(?:^|[\s(])»(?=\S)", text)) > len(re.findall(r"(?:^|[\s(])«", text)):
            roles["«"], roles["»"] = "close", "open"
    return roles


def _unmatched(text: str, roles: Roles) -> tuple[list[int], list[int]]:
    """Positions of opening and of closing marks without a partner."""
    open_marks: dict[bool, list[int]] = {True: [], False: []}
    lonely: list[int] = []
    inches = 0
    for match in re.finditer(_ANY, text):
        at, mark = match.start(), match[0]
        if mark == "»" and at < 3 and not text[:at].strip() and text[at + 1 : at + 2].isspace():
            continue  # an arrow before a link
        if mark == "»" and roles[mark] == "both" and text[at - 1 : at].isspace() and not text[at + 1 :].strip():
            continue  # or after one
        mates = open_marks[mark in "«»"]
        role = roles[mark]
        if role == "closes":
            role = "close" if mates else "open"
        elif role == "both":
            role = _facing(text, at, bool(mates))
        inch = mark in '"”' and at > 0 and text[at - 1].isdigit()
        inches += inch
        if role == "open":
            mates.append(at)
        elif mates:
            mates.pop()
        elif not inch:
            lonely.append(at)
    opened = sorted(open_marks[True] + open_marks[False])
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
    return following[:1] in OPENING_QUOTES and bool(following)


def mixed_punctuation(draft: Draft) -> Iterator[Finding]:
    """`mixed_quote_punctuation`: commas and full stops both inside and outside closing marks of one English text."""
    first, docs = _with_stop(draft, before=False), draft.doc[_with_stop(draft, before=True)]
    shown = set()
    if not len(first) or not len(docs):
        return
    for row in first[np.isin(draft.doc[first], docs)].tolist():
        doc = int(draft.doc[row])
        if doc in shown or draft.languages[doc] != "en":
            continue
        text = draft.repaired[row].as_py()
        match = re.search(r'\w["”][.,](?=\s|$)', text)
        if match:
            shown.add(doc)
            evidence = around(text, match.start() + 1, match.end())
            yield Finding(doc, "mixed_quote_punctuation", "info", int(draft.paragraph[row]), evidence)


def _with_stop(draft: Draft, before: bool) -> Ints:
    """Kept lines with a comma or full stop just before (or just after) a closing mark that ends a word's run."""
    rows, ends, kinds, data = draft.quotes
    some = (kinds == 0) | (kinds == MARKS.index("”"))
    rows, ends, size = rows[some], ends[some], np.where(kinds[some] == 0, 1, 3)
    stop, gap = (ends - size - 1, ends) if before else (ends, ends + 1)
    bounds = bytes_of(draft.repaired)[1]
    low, high = bounds[rows], bounds[rows + 1]
    last = len(data) - 1
    mark = data.take(stop, mode="clip")
    hit = ((mark == ord(".")) | (mark == ord(","))) & (stop >= low) & (stop < high)
    hit &= (gap >= high) | (data[np.minimum(gap, last)] == ord(" "))
    return np.unique(rows[hit])


UNBALANCED = Lint(
    "unbalanced_quote",
    {"warning": "", "info": "when the quotation ends in the neighbouring paragraph"},
    why="A quotation mark without its partner in the paragraph. Marks are read before typography straightens them, by "
    "the convention that the document itself follows: “English”, „German“, „Polish”, ”Swedish”, « French », »Danish«, "
    '"straight". Counting over the whole document finds nothing where one paragraph lost its opening mark and another '
    "its closing mark.",
    example="`The bridge will open in spring”, the engineer said.`",
    near_miss="a quotation over several paragraphs that opens each and closes only the last; apostrophes; inches "
    "(`6'2\"`).",
    checks=(unbalanced,),
)
MIXED = Lint(
    "mixed_quote_punctuation",
    {"info": ""},
    why="Commas and full stops are inside closing marks in one place and outside in another, in an English text. Two "
    "hands, or two sources, were at work.",
    example="`“We start on Monday,” she said.` and `He called it “our bridge”, and laughed.`",
    near_miss="one habit throughout; languages with other rules.",
    checks=(mixed_punctuation,),
)
