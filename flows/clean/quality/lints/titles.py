"""Titles as the site wrote them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from flows.clean.quality.lints.draft import Draft, Finding, matching
from flows.clean.table import byte_lengths

MIN_LETTERS = 12


def titles(draft: Draft) -> Iterator[Finding]:
    """`title_in_capitals`: a title of three words or more without a single small letter."""
    capitals = np.ones(len(draft.titles), np.bool_)
    capitals[matching(draft.titles, r"\p{Ll}")] = False
    for doc in np.flatnonzero(capitals & (byte_lengths(draft.titles) >= MIN_LETTERS)).tolist():
        title = draft.titles[doc].as_py() or ""
        if title.isupper() and sum(map(str.isupper, title)) >= MIN_LETTERS and len(title.split()) >= 3:
            yield Finding(doc, "title_in_capitals", "info", None, title)
