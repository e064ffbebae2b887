"""Which line is the headline: every line near the head is given points for what it is and where it is.

The points (`title_points.json`) are whole numbers, so a page's headline does not depend on its batch. The line with
most points is the title when it has enough of them; else there is none and the first sentence stays in the body.
How a first line of the form `Title | Site` is split is `page_title.py`'s.
"""

from __future__ import annotations

import numpy as np

from cleancopy.pipeline.lore.marks import FULL_STOPS
from cleancopy.pipeline.recognise.head.found import Found, Known
from cleancopy.pipeline.recognise.head.likeness import folded
from cleancopy.pipeline.recognise.head.page_title import TITLE_LONGEST, title_of
from cleancopy.pipeline.recognise.head.points import Flags, points
from cleancopy.pipeline.recognise.head.title_flags import of_lines
from cleancopy.pipeline.recognise.head.view import HeadView
from cleancopy.pipeline.scan.columns import Ints, matching

SPREAD = 16
"""Characters by which a line that repeats a title may differ from the title's line, bullets and blanks included."""


SENTENCES_FROM = 110
"""Characters of the shortest line that is prose for a full stop inside; in shorter ones it may end an initial."""
MENU = r"(?:[|｜•·»›/>][^|｜•·»›/>]*){4}|(?:[\x{3041}-\x{9fff}]{2,8}[-_ ]){5}"
"""Four separators or more: a menu on one line."""
LONG_MENU = r"(?:[^|｜•·»›/>_-]{1,12}[|｜•·»›/>_-]){8}"
"""As many as no HTML title holds, which may be in a page's first line."""
SOURCE = (
    r"(?i)^[\s\W]{0,4}(?:来源|來源|出處|出处|時間|时间|日期|发布时间|source|quelle|fuente|źródło|źrodło|πηγή|πηγη|источник|джерело|출처|사진|제공)"
    r"(?:\s?[:：=]|\s|$)"
)
"""A line that says where the story, or when, is from."""


SIGNED_LONGEST = 40
REPORTER = r"[\x{ac00}-\x{d7a3}] ?(?:기자|특파원)(?:$|[ =\])|·,/\d]|[\w.]+@)"
"""A short line that names a reporter of Korea is no headline."""


def candidates(view: HeadView, known: Known) -> Ints:
    """The zone lines that may be a title: no prose, some letters, not too long; no date, source, menu or "heading:".

    Scripts that set no blanks between words often set no full stops either; there a long line within the body is prose.
    """
    marks, score = view.marks, view.score[view.zone]
    several = (marks.sentences > 0) & (marks.chars >= SENTENCES_FROM)
    prose = (score >= 0.5) & (marks.last_in(*FULL_STOPS) | several)
    unbroken = (marks["other"] * 2 > marks.chars) & (marks["space"] * 12 < marks.chars) & (marks.chars >= 60)
    prose |= unbroken & (score >= 0.8) & (view.zone >= view.run_first[view.doc])
    letters = marks["upper"] + marks["lower"] + marks["other"]
    barred = prose | (letters < 2) | (marks.chars > TITLE_LONGEST) | marks.last_in(":", "：")
    barred[list(known.only_dates)] = True
    signed = np.flatnonzero(view.signed & (marks.chars <= SIGNED_LONGEST))
    barred[signed[matching(view.array, REPORTER, signed)]] = True
    lines = np.flatnonzero(~barred)
    top = view.zone[lines] == view.starts[view.doc[lines]]
    many = (marks["bar"] + marks["arrow"] + marks.splits + marks["other"] // 8 > 3)[lines]
    menu = many & matching(view.array, MENU, lines)
    menu[top] = matching(view.array, LONG_MENU, lines[top])
    return lines[~menu & ~matching(view.array, SOURCE, lines)]


def true_of(view: HeadView, known: Known, lines: Ints) -> Flags:
    """What is true of each candidate."""
    return {name: flags[lines] for name, flags in of_lines(view, known).items()}


def take(view: HeadView, lines: Ints, worth: Ints) -> Found:
    """Each page's candidate with most points, when it has enough; the earlier of two with equal points.

    Lines that repeat it are voted so, and the site that is named beside it in the page's first line is the publisher.
    """
    found = Found(view)
    enough = points("title_points").enough
    best: dict[int, tuple[int, int]] = {}
    for z, d, total in zip(lines.tolist(), view.doc[lines].tolist(), worth.tolist(), strict=True):
        if total >= enough and (d not in best or total > best[d][0]):
            best[d] = (total, z)
    chosen = {d: z for d, (_, z) in sorted(best.items())}
    alike = _as_long(view, chosen)
    for d, z in chosen.items():
        _write(view, found, d, z, alike[d])
    return found


def _write(view: HeadView, found: Found, d: int, at: int, alike: list[int]) -> None:
    """The votes and captures of one page's title at zone line `at`."""
    low = int(view.zone_starts[d])
    text, site = view.texts[at], view.sites[d]
    first = at == low and view.zone[low] == view.starts[d]
    words, publisher = title_of(text, first, site)
    begin = text.index(words)
    found.vote(at, "title", "headline", 0.9)
    found.capture(at, "title", begin, begin + len(words), "headline", 0.9)
    key = folded(words)
    for z in alike if len(key) >= 8 else ():
        if z == at or (z > low and abs(len(view.texts[z]) - len(words)) > 6):
            continue
        other = folded(view.texts[z])
        if other == key:
            found.vote(z, "title_repeat", "title_again", 0.9)
            if view.texts[z].strip() == text.strip():
                found.warn(d, "duplicate_title_line", words[:120])
        elif z == low and not first and other.startswith(key):
            found.vote(z, "title_repeat", "page_title", 0.9)
            _publisher(found, z, title_of(view.texts[z], True, site)[1], 0.7)
    _publisher(found, at, publisher, 0.6)


def _publisher(found: Found, z: int, name: str | None, confidence: float) -> None:
    """The capture of a publisher named at the end of a page title."""
    if name is not None:
        start = found.view.texts[z].rindex(name)
        found.capture(z, "publisher", start, start + len(name), "page_title", confidence)


def _as_long(view: HeadView, chosen: dict[int, int]) -> dict[int, list[int]]:
    """The zone lines that may repeat each document's title: its first one and those of about the title's length.

    The title may be a part of its line, at the page's top; there every line is one of them.
    """
    title = np.full(len(view.starts) - 1, -1)
    title[list(chosen)] = list(chosen.values())
    at, chars = title[view.doc], view.marks.chars
    first = view.zone_starts[view.doc]
    close = (np.abs(chars - chars[np.maximum(at, 0)]) <= SPREAD) | (np.arange(len(chars)) == first) | (at == first)
    out: dict[int, list[int]] = {d: [] for d in chosen}
    rows = np.flatnonzero(close & (at >= 0))
    for d, z in zip(view.doc[rows].tolist(), rows.tolist(), strict=True):
        out[d].append(z)
    return out
