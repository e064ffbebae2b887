"""Leftovers of markup and of templates in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.quality.lints.draft import Draft, Finding, around, matching, rows_of
from flows.clean.table import Bools, Ints, bytes_of, places

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
        for at in matching(some, pattern).tolist():
            text = some[at].as_py()
            match = re.search(pattern, text)
            if match:
                row = int(rows[at])
                evidence = around(text, match.start(), match.end())
                yield Finding(int(draft.doc[row]), code, "warning", int(draft.paragraph[row]), evidence)


def likely(strings: pa.Array) -> Ints:
    """The rows that match `_SCREEN`, which is asked only where a byte speaks for it."""
    data, bounds = bytes_of(strings)
    data = data[bounds[0] : bounds[-1]]
    at = places(data, _may_be_left, 1)
    rows = np.unique(rows_of(strings, at[_begins_needle(data, at)] + bounds[0]))
    return rows[matching(strings.take(rows), _SCREEN)] if len(rows) else rows


def _may_be_left(data: npt.NDArray[np.uint8]) -> Bools:
    """Where one of the signs stands that `_SCREEN` looks for, or a pair of letters of one of its words."""
    found = (data & 0xFD) == ord("<")  # or ">"
    found |= (data & 0xDF) == ord("[")  # or "{"
    found |= (data - np.uint8(ord("%"))) < 2  # or "&"
    found |= data == ord("N")
    for first, second in ("ef", "ul", "ps"):
        found[:-1] |= (data[:-1] == ord(first)) & (data[1:] == ord(second))
    return found


def _begins_needle(data: npt.NDArray[np.uint8], at: Ints) -> Bools:
    """Whether a sign stands at a place, or the letters around those found are those of a word of `_SCREEN`."""
    before, here, after, last = (data.take(at + step, mode="clip") for step in (-1, 0, 1, 2))
    letters = here >= ord("a")
    letters &= here <= ord("z")
    words = (here == ord("e")) & (before == ord("d"))  # unDEFined
    words |= (here == ord("u")) & (before == ord("n"))  # NULl
    words |= (here == ord("p")) & (last == ord("u"))  # iPSUm
    name = ((after == ord("a")) & (last == ord("N"))) | ((after == ord("o")) & (last == ord("n")))
    return np.where(here == ord("N"), name, words | ~letters)
