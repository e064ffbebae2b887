"""Escape sequences and marks of Markdown that a program wrote for another program, and nobody read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.assess.lints.draft import Draft, Finding, around
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, matching, places
from cleancopy.pipeline.scan.segments import rows_holding

_ESCAPES = (
    r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[nrt](?:\\|\s|[A-Z\x22]|$)|[.!?\x22)]\\[nrt]|\\[\x22/]|[a-z]\\'[a-z]"
    r"|[a-z]=[0-9A-F]{2}=[0-9A-F]{2}"
)
_MARKDOWN = (
    r"\*\*[^\s*][^*]{0,80}\*\*|__[^\s_][^_]{1,80}__|~~[^\s~][^~]{0,80}~~|^#{1,6} \S|^\s*```"
    r"|\[[^\[\]]{1,80}\]\((?:https?:|/|#|mailto:)|^\|? ?:?-{3,}:? ?\|"
)
_KINDS = (("escape_left", _ESCAPES), ("markup_left", _MARKDOWN))


def escapes(draft: Draft) -> Iterator[Finding]:
    """`escape_left` and `markup_left`: what should have been read as a character or as formatting stands as written."""
    rows = likely(draft.text)
    for code, pattern in _KINDS:
        for row in rows[matching(draft.text, pattern, rows)].tolist():
            text = draft.text[row].as_py()
            if match := re.search(pattern, text):
                evidence = around(text, match.start(), match.end())
                yield Finding(int(draft.doc[row]), code, "warning", int(draft.paragraph[row]), evidence)


def likely(strings: pa.Array) -> Ints:
    """The rows that hold a sign of code: without one they match none of `_KINDS`."""
    data, bounds = bytes_of(strings)
    return np.flatnonzero(rows_holding(places(data[: bounds[-1]], _is_sign), bounds))


def _is_sign(data: npt.NDArray[np.uint8]) -> Bools:
    r"""Whether a byte is one of `#*=`, of `[\]^_` and the backtick, or of `{|}~`; each of these rows is a range."""
    found = data - np.uint8(ord("[")) < 6
    found |= data - np.uint8(ord("{")) < 4
    for sign in b"#*=":
        found |= data == sign
    return found


ESCAPE = Lint(
    "escape_left",
    {"warning": ""},
    why="Escape sequences of JSON, of a program's strings or of mail that were never read as what they mean.",
    example="`\\u201cYes\\u201d, she said.\\n`, `caf=C3=A9`",
    near_miss="`C:\\temp`, `either/or`, `a=12`.",
    checks=(escapes,),
)
