"""Titles as the site wrote them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cleancopy.pipeline.assess.lints.draft import Draft, Finding
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.scan.columns import bytes_of
from cleancopy.pipeline.scan.rank import Rank

MIN_LETTERS = 12


def titles(draft: Draft) -> Iterator[Finding]:
    """`title_in_capitals`: a title of three words or more without a single small letter."""
    data, bounds = bytes_of(draft.titles)
    small = Rank.of(data[: bounds[-1]] - np.uint8(ord("a")) < 26).between(bounds)
    for doc in np.flatnonzero((small == 0) & (np.diff(bounds) >= MIN_LETTERS)).tolist():
        title = draft.titles[doc].as_py() or ""
        if title.isupper() and sum(map(str.isupper, title)) >= MIN_LETTERS and len(title.split()) >= 3:
            yield Finding(doc, "title_in_capitals", "info", None, title)


IN_CAPITALS = Lint(
    "title_in_capitals",
    {"info": ""},
    why="A title of three words or more without a small letter.",
    example="`NEW BRIDGE OPENS AT LAST`",
    near_miss="initials in a title; scripts without capitals.",
    checks=(titles,),
)
