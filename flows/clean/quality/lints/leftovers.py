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
_NEEDLES = (b"def", b"nul", b"NaN", b"Non", b"psu")
_LONGEST = max(map(len, _NEEDLES))


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
    at = places(data[: bounds[-1]], _may_be_left, _LONGEST - 1)
    rows = np.unique(rows_of(strings, at[at >= bounds[0]]))
    return rows[matching(strings.take(rows), _SCREEN)]


def _may_be_left(data: npt.NDArray[np.uint8]) -> Bools:
    """Where one of the signs stands that `_SCREEN` looks for, or begins a part of one of its words."""
    found = (data & 0xFD) == ord("<")  # or ">"
    found |= (data & 0xDF) == ord("[")  # or "{"
    found |= (data - np.uint8(ord("%"))) < 2  # or "&"
    for needle in _NEEDLES:
        here = found[: max(len(data) - len(needle) + 1, 0)]
        begins = data[: len(here)] == needle[0]
        for step in range(1, len(needle)):
            begins &= data[step : step + len(here)] == needle[step]
        here |= begins
    return found
