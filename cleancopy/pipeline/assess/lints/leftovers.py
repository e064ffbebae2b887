"""Leftovers of markup and of templates in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.assess.lints.draft import Draft, Finding, around
from cleancopy.pipeline.assess.lints.escapes import escapes
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, matching, places
from cleancopy.pipeline.scan.segments import row_of

TAGS = (
    "a|abbr|b|blockquote|br|button|div|em|figure|figcaption|font|form|h[1-6]|hr|i|iframe|img|input|li|ol|p|path|script"
    "|section|small|span|strong|style|sub|sup|svg|table|tbody|td|th|tr|u|ul|video"
)
_MARKUP = (
    rf"(?i:</?(?:{TAGS})(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)>)|<!--"
    r"|&(?:nbsp|amp|quot|apos|lt|gt|#\d{2,5}|#x[0-9a-fA-F]{2,5});"
    r"|\[/?(?:caption|gallery|embed|vc_\w+|et_pb_\w+)\b[^\[\]]*\]"
)
_TEMPLATE = (
    r"\{\{[^{}]{1,80}\}\}|\{%[^%]{1,80}%\}|<%[^%]{1,80}%>|\$\{[\w. ]{1,60}\}|\[object Object\]|%%[A-Za-z_]{2,40}%%"
    r"|\[\[[A-Z_]{3,40}\]\]|^(?:undefined|null|NaN|None)$|\b(?:undefined|NaN) (?:undefined|NaN)\b"
    r"|(?i:\[(?:insert|your|first) ?name\]|lorem ipsum dolor)"
)
_KINDS = (("markup_left", _MARKUP), ("template_left", _TEMPLATE))
_SCREEN = r"[<>{&\[%]|undefined|null|NaN|None|[Ll]orem ipsum"


def leftovers(draft: Draft) -> Iterator[Finding]:
    """`markup_left` (tags, comments, entities, short codes) and `template_left` (placeholders nobody filled)."""
    rows = likely(draft.text)
    if not len(rows):
        return
    some = draft.text.take(rows)
    for code, pattern in _KINDS:
        for at in np.flatnonzero(matching(some, pattern)).tolist():
            text = some[at].as_py()
            match = re.search(pattern, text)
            if match:
                row = int(rows[at])
                evidence = around(text, match.start(), match.end())
                yield Finding(int(draft.doc[row]), code, "warning", int(draft.paragraph[row]), evidence)


def likely(strings: pa.Array) -> Ints:
    """The rows that match `_SCREEN` and may match one of `_KINDS`, which are asked only where bytes speak for it.

    Most signs are those of percentages and firms: one line in twenty-five has one, one in three hundred more.
    """
    data, bounds = bytes_of(strings)
    data = data[bounds[0] : bounds[-1]]
    at = places(data, _may_be_left, 1)
    at = at[_begins(data, at)] + bounds[0]
    rows = np.union1d(row_of(at, bounds), _words_alone(data, bounds - bounds[0]))
    return rows[matching(strings, _SCREEN, rows)]


def _may_be_left(data: npt.NDArray[np.uint8]) -> Bools:
    """Where a sign stands with which a leftover begins, or a pair of letters of one of its words."""
    upper = data & 0xDF
    found = upper == ord("[")  # or "{"
    found |= data == ord("<")
    found |= (data - np.uint8(ord("%"))) < 2  # or "&"
    found |= data == ord("N")
    found[:-1] |= (data[:-1] == ord("e")) & (data[1:] == ord("f"))
    found[:-1] |= (upper[:-1] == ord("I")) & (upper[1:] == ord("P"))
    return found


def _begins(data: npt.NDArray[np.uint8], at: Ints) -> Bools:
    """Whether a leftover may begin at a place, by the bytes around it."""
    before, here, after, last = (data.take(at + step, mode="clip") for step in (-1, 0, 1, 2))
    begins = _in(here, "e") & (before == ord("d")) & (data.take(at - 2, mode="clip") == ord("n"))  # uNDEfined
    begins |= _in(here, "iI") & (before == ord(" "))  # lorem IPsum
    begins |= _in(here, "N") & (after == ord("a")) & (last == ord("N"))
    letter = (after | 32) - np.uint8(ord("a")) < 26
    begins |= _in(here, "<") & (letter | (after >= 128) | _in(after, "/!%"))
    begins |= _in(here, "&") & _in(after, "naqlg#")
    begins |= _in(here, "[") & _in(after, "/cgevoiIyYfF[")
    begins |= _in(here, "{") & (_in(after, "{%") | (before == ord("$")))
    begins |= _in(here, "%") & (after == ord("%"))
    return begins


def _words_alone(data: npt.NDArray[np.uint8], bounds: Ints) -> Ints:
    """Rows that are as long as `undefined`, `null`, `NaN` or `None`, and begin like one of them."""
    lengths = bounds[1:] - bounds[:-1]
    rows = np.flatnonzero((lengths == 3) | (lengths == 4) | (lengths == 9))
    return rows[_in(data[bounds[rows]], "unN")]


def _in(byte: npt.NDArray[np.uint8], listed: str) -> Bools:
    found = byte == ord(listed[0])
    for char in listed[1:]:
        found |= byte == ord(char)
    return found


MARKUP = Lint(
    "markup_left",
    {"warning": ""},
    why="HTML tags, comments, entities, short codes of a publishing system, or marks of Markdown in the body.",
    example="`Bread&nbsp;&amp; butter`, `**Note** the [date](https://example.org/d)`",
    near_miss="`a < b`, `<a.mann@example.org>`, `R&D`; a footnote `*`, `#1 in the list`, `[sic]`.",
    checks=(leftovers, escapes),
)
TEMPLATE = Lint(
    "template_left",
    {"warning": ""},
    why="A placeholder nobody filled, or filler text.",
    example="`Dear {{ first_name }}, the bridge is open.`",
    near_miss="`undefined` inside a sentence; a set `{1, 2, 3}`; an editor's `[the minister]`.",
    checks=(leftovers,),
)
