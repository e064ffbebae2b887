"""The standfirst: a sentence or two between the title and the byline or date that is before the body."""

from __future__ import annotations

import re

from cleancopy.pipeline.recognise.head.found import Found, Known
from cleancopy.pipeline.recognise.head.view import HeadView

SHORTEST, LONGEST = 40, 500
"""Characters of a standfirst."""


def find(view: HeadView, known: Known) -> Found:
    """The standfirst of each page, or none.

    The line right after the title is the standfirst when a byline or date follows within two lines, itself followed by
    the body; a paragraph of the body is never taken, since nothing but the mark after it tells the two apart.
    """
    found = Found(view)
    marks = known.dated | known.signed
    for at in known.title:
        z = at + 1
        if at < 0 or z >= len(view.texts) or view.doc[z] != view.doc[at] or view.zone[z] != view.zone[at] + 1:
            continue
        behind = {k for k in (z + 1, z + 2) if k < len(view.texts) and view.doc[k] == view.doc[at]}
        if z in marks or not (behind & marks) or view.score[view.zone[at]] > 0.9:
            continue
        text = view.texts[z].strip()
        if not SHORTEST <= len(text) <= LONGEST:
            continue
        own, words = _words(view.texts[at]), _words(text)
        if 2 * len(own & words) > len(own) and len(text) < 2 * len(view.texts[at]):
            continue  # the headline again, in other words: the page's first line was taken for the title
        start = view.texts[z].index(text)
        found.vote(z, "standfirst", "before_byline", 0.8)
        found.capture(z, "standfirst", start, start + len(text), "before_byline", 0.8)
    return found


def _words(text: str) -> set[str]:
    """Words of four letters or more."""
    return set(re.findall(r"\w{4,}", text.lower()))
