"""The standfirst: a sentence or two between the title and the byline or date that stands before the body."""

from __future__ import annotations

import re

from cleancopy.clean.recognise.head.view import Heads
from cleancopy.clean.recognise.head.votes import Rows

SHORTEST, LONGEST = 40, 500
"""Characters of a standfirst."""


def find_standfirsts(heads: Heads, title: list[int], marks: set[int], rows: Rows) -> None:
    """In: the title's zone line of each document (-1: none), and the lines that are bylines or dates.

    The line right behind the title is the standfirst when a byline or date follows within two lines, itself followed by
    the body; a paragraph of the body is never taken, since nothing but the mark behind it tells the two apart.
    """
    for at in title:
        z = at + 1
        if at < 0 or z >= len(heads.texts) or heads.doc[z] != heads.doc[at] or heads.zone[z] != heads.zone[at] + 1:
            continue
        behind = {k for k in (z + 1, z + 2) if k < len(heads.texts) and heads.doc[k] == heads.doc[at]}
        if z in marks or not (behind & marks) or heads.score[heads.zone[at]] > 0.9:
            continue
        text = heads.texts[z].strip()
        if not SHORTEST <= len(text) <= LONGEST:
            continue
        own, words = _words(heads.texts[at]), _words(text)
        if 2 * len(own & words) > len(own) and len(text) < 2 * len(heads.texts[at]):
            continue  # the headline again, in other words: the page's first line was taken for the title
        start = heads.texts[z].index(text)
        rows.vote(z, "standfirst", "before_byline", 0.8)
        rows.capture(z, "standfirst", start, start + len(text), "before_byline", 0.8)


def _words(text: str) -> set[str]:
    """Words of four letters or more."""
    return set(re.findall(r"\w{4,}", text.lower()))
