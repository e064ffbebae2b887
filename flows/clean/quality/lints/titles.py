"""Titles as the site wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from flows.clean.quality.lints.draft import Draft, Finding, matching

MIN_LETTERS = 12


def titles(draft: Draft) -> Iterator[Finding]:
    """`title_in_capitals`: a title of three words or more without a single small letter."""
    for doc in matching(draft.titles, r"^\P{Ll}*\p{Lu}\p{Lu}\P{Ll}* \P{Ll}*\p{Lu}\p{Lu}\P{Ll}*$").tolist():
        title = draft.titles[doc].as_py()
        if title.isupper() and sum(map(str.isupper, title)) >= MIN_LETTERS and len(title.split()) >= 3:
            yield Finding(doc, "title_in_capitals", "info", None, title)
