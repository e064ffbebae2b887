"""Which lines of a page are looked at: those around the run that reads most like body, and dates far from it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.head.screens import narrowed
from cleancopy.pipeline.scan.columns import Floats, Ints

BEFORE, AFTER, TAIL = 28, 7, 8
"""How many lines before the body's first line, from it on, and behind its last are looked at."""
FIRST = 3
"""So many lines at the very start are always looked at: an HTML title stands there."""
LONGEST = 600
"""Bytes of the longest line of a head; longer ones are prose or noise."""


def zone_of(text: pa.Array, rows: Ints, doc: Ints, starts: Ints, length: Ints, first: Ints, last: Ints) -> Ints:
    """The lines that are looked at, ascending. `first` and `last` are those of each document's run of body."""
    zone = _around(starts, first, last, length)
    return np.union1d(zone, _far_dates(text, rows, doc, length, first, zone))


def _around(starts: Ints, first: Ints, last: Ints, length: Ints) -> Ints:
    """The lines that are looked at: the page's first ones, those around the body's start, those behind its end."""
    edges = np.zeros(len(length) + 1, np.int64)
    for begin, end in (
        (starts[:-1], starts[:-1] + FIRST),
        (first - BEFORE, first + AFTER),
        (last + 1, last + 1 + TAIL),
    ):
        low, high = np.clip(begin, starts[:-1], starts[1:]), np.clip(end, starts[:-1], starts[1:])
        full = high > low
        np.add.at(edges, low[full], 1)
        np.add.at(edges, high[full], -1)
    return np.flatnonzero((np.cumsum(edges[:-1]) > 0) & (length <= LONGEST))


def best_run(score: Floats, length: Ints, doc: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """First and last line of each document's run with the largest sum of (score - 0.4) x length, in whole numbers.

    The classic maximum subarray over prefix sums; a step between documents keeps a run inside its document, and
    integers make the result the same in any batch. A document whose lines are all below 0.4 has its end for both.
    """
    documents = len(starts) - 1
    first, last = starts[1:].copy(), starts[1:].copy()
    if not len(score):
        return first, last
    gain = (np.round(score * 64).astype(np.int64) - 26) * np.minimum(length, 400)
    total = np.concatenate([[0], np.cumsum(gain)])
    before, behind = total[:-1], total[1:]
    step = (np.abs(gain).sum() + 1) * 2
    floor = np.minimum.accumulate(before - doc * step) + doc * step
    reach = behind - floor
    full = np.flatnonzero(starts[1:] > starts[:-1])
    best = np.maximum.reduceat(reach, starts[:-1][full])
    top = np.full(documents, np.iinfo(np.int64).max)
    top[full] = best
    hits = np.flatnonzero(reach == top[doc])
    kept, at = np.unique(doc[hits], return_index=True)
    end = hits[at]
    lows = np.flatnonzero(before == floor)
    begin = lows[np.searchsorted(lows, end, side="right") - 1]
    good = reach[end] > 0
    first[kept[good]], last[kept[good]] = begin[good], end[good]
    return first, last


# No counted "any character" and no classes of all the world's letters: RE2 would need thousands of states for them.
FAR_DATE = (
    r"(?i)^[^\d\pL]{0,4}(?:[^\s\d]+ )?(?:\d\d?[. /-]|\d{4}[-./年]|[^\s\d]+ \d\d?[^\d:])"
    r"|publi|posted|updated|stand:|erstellt|aktualisiert|data:|fecha|veröffentlicht|опубликовано|обновлено|güncelleme"
    r"|^\W{0,3}(?:by|von|par|por|di) \w"
)
FAR_LABEL = (
    r"^\W{0,4}(?:(?:Post author|Written|Posted|Published|Story|Text)? ?(?:[Bb]y|BY|[Vv]on|[Pp]or|[Pp]ar|[Dd]i)"
    r"|(?:Author|Autor|Autorin|Text|Автор):?) "
)
FAR_BYLINE = FAR_LABEL + r"\p{Lu}[\pL.'’-]* (?:\pL+ )?\p{Lu}"
FAR_LONGEST, FAR_MOST = 100, 6
"""Bytes of a line, and lines a page, of dates that are looked at far from the head."""


def _far_dates(text: pa.Array, rows: Ints, doc: Ints, length: Ints, first: Ints, zone: Ints) -> Ints:
    """Short lines outside the zone that are a date, or carry a date's label: the nearest few of each page."""
    outside = (length >= 8) & (length <= FAR_LONGEST)
    outside[zone] = False
    k = np.flatnonzero(outside)
    if not len(k):
        return k
    short = pc.take(text, pa.array(rows[k]))
    every = np.arange(len(k))
    found = np.zeros(len(k), np.bool_)
    found[narrowed(short, every, FAR_LABEL, FAR_BYLINE)] = True
    found[narrowed(short, every[~found], r"(?:19|20)\d\d|\d[./-]\d\d?[./-]\d\d", FAR_DATE)] = True
    k = k[found]
    away = np.abs(k - first[doc[k]])
    order = np.lexsort((away, doc[k]))
    ranked = doc[k][order]
    place = np.arange(len(k)) - np.searchsorted(ranked, ranked)
    return np.sort(k[order[place < FAR_MOST]])
