"""Escape sequences and marks of Markdown that a program wrote for another program, and nobody read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cleancopy.pipeline.assess.lints.draft import Draft, Finding, around
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.scan.columns import matching

_ESCAPES = r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[nrt](?:\\|\s|[A-Z\x22]|$)|\\\x22"
_MARKDOWN = r"\*\*[^\s*][^*]{0,80}\*\*|^#{1,6} \S|\[[^\[\]]{1,80}\]\(https?:|__[^\s_][^_]{1,80}__"
_LEFT = f"{_ESCAPES}|{_MARKDOWN}"


def escapes(draft: Draft) -> Iterator[Finding]:
    """`escape_left`: what should have been read as a character or as formatting stands there as it was written."""
    for row in np.flatnonzero(matching(draft.text, _LEFT)).tolist():
        text = draft.text[row].as_py()
        if match := re.search(_LEFT, text):
            evidence = around(text, match.start(), match.end())
            yield Finding(int(draft.doc[row]), "escape_left", "warning", int(draft.paragraph[row]), evidence)


ESCAPE = Lint(
    "escape_left",
    {"warning": ""},
    why="Escape sequences of JSON or marks of Markdown that were never read as what they mean.",
    example="`\\u201cYes\\u201d, she said.\\n` or `**Note** the [date](https://example.org/d)`",
    near_miss="`C:\\temp`, a footnote `*`, `#1 in the list`, `[sic]`.",
    checks=(escapes,),
)
