"""Which lines of a page are looked at: those around the run that reads most like body, and dates far from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.head.screens import narrowed
from cleancopy.pipeline.scan.columns import Bools, Floats, Ints, bytes_of, true_at
from cleancopy.pipeline.scan.segments import each, ranges, running, segment_first, segment_max

BEFORE, AFTER, TAIL = 28, 7, 8
"""How many lines before the body's first line, from it on, and after its last are looked at."""
FIRST = 3
"""So many lines at the very start are always looked at: an HTML title is there."""
LONGEST = 600
"""Bytes of the longest line of a head; longer ones are prose or noise."""


def zone_of(
    text: pa.Array, rows: Ints, doc: Ints, starts: Ints, length: Ints, prose: Bools, first: Ints, last: Ints
) -> Ints:
    """The lines that are looked at, ascending. `first` and `last` are those of each document's run of body."""
    zone = _around(starts, first, last, length)
    dates = _far_dates(text, rows, doc, length, first, zone)
    titles = _in_page_title(text, rows, doc, starts, length, zone)
    stories = _stories(prose, length, doc, starts)
    above = _above(dates, 2, doc, length), _above(stories, 3, doc, length)
    return np.unique(np.concatenate([zone, dates, titles, stories[length[stories] <= LONGEST], *above]))


def _above(lines: Ints, count: int, doc: Ints, length: Ints) -> Ints:
    """The lines right above some lines: a headline may be there."""
    found = (lines[:, None] - np.arange(1, count + 1)).ravel()
    below = np.repeat(lines, count)[found >= 0]
    found = found[found >= 0]
    return found[(doc[found] == doc[below]) & (length[found] <= LONGEST)]


STORY, STORY_LINES, STORIES = 500, 8, 4
"""Bytes of prose that begin a story, within so many lines; and how many stories of a page are looked at."""


def _stories(prose: Bools, length: Ints, doc: Ints, starts: Ints) -> Ints:
    """The first lines of the longest stretches of prose of each page: the story may be another than the best run."""
    first = np.flatnonzero(prose & ~np.concatenate([[False], prose[:-1]]))
    total = running(length * prose)
    size = total[np.minimum(first + STORY_LINES, starts[1:][doc[first]])] - total[first]
    first, size = first[size >= STORY], size[size >= STORY]
    return _first_few(first, -size, doc, STORIES)


def _first_few(lines: Ints, worth: Ints, doc: Ints, most: int) -> Ints:
    """Of some lines those with the least `worth`, at most so many a page; of equal ones the first."""
    order = np.lexsort((lines, worth, doc[lines]))
    ranked = doc[lines][order]
    place = np.arange(len(lines)) - np.searchsorted(ranked, ranked)
    return np.sort(lines[order[place < most]])


WINDOW = 8
"""Bytes at the start of a line by which lines that are in the page's title are looked for."""
TITLE_SHORTEST = 12
"""Bytes of the shortest line that may be a headline far from the head."""
_AT_ONCE = 1 << 18
"""Bytes of first lines that are gone through together: there may be megabytes of them, and each takes 50."""
SAME = 24
"""Characters at the start of a line that must be in the page's first line."""


def _in_page_title(text: pa.Array, rows: Ints, doc: Ints, starts: Ints, length: Ints, zone: Ints) -> Ints:
    """Lines outside the zone that begin with words of the page's first line, which is often the HTML title."""
    data, bounds = bytes_of(text)
    top = starts[:-1][starts[1:] > starts[:-1]]
    far = (length >= TITLE_SHORTEST) & (length <= length[starts[:-1][doc]])
    far[zone] = False
    k = np.flatnonzero(far)
    if not len(k):
        return k
    last = np.maximum(length[top] - WINDOW + 1, 0)
    own = _key(_windows(data, bounds[rows[k]]), doc[k])
    met = [own[:0]]
    for a, b in ranges(running(last), _AT_ONCE):
        places = each(bounds[rows[top[a:b]]], last[a:b])
        heads = _key(_windows(data, places), np.repeat(doc[top[a:b]], last[a:b]))
        met.append(heads[np.isin(heads, own)])
    k = k[np.isin(own, np.concatenate(met))]
    lines = pc.take(text, pa.array(rows[k])).to_pylist()
    tops = pc.take(text, pa.array(rows[starts[:-1][doc[k]]])).to_pylist()
    return k[[line[:SAME] in whole for line, whole in zip(lines, tops, strict=True)]] if len(k) else k


def _windows(data: npt.NDArray[np.uint8], at: Ints) -> npt.NDArray[np.uint64]:
    """The bytes from some places on, eight in a number."""
    found = np.zeros(len(at), np.uint64)
    for step in range(WINDOW):
        found = (found << np.uint64(8)) | data[at + step]
    return found


def _key(windows: npt.NDArray[np.uint64], doc: Ints) -> npt.NDArray[np.uint64]:
    """Windows of one document as numbers that hardly ever agree with another's; the close look tells for sure."""
    return windows ^ (doc.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def _around(starts: Ints, first: Ints, last: Ints, length: Ints) -> Ints:
    """The lines that are looked at: the page's first ones, those around the body's start, those after its end."""
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


def best_run(score: Floats, length: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """First and last line of each document's run with the largest sum of (score - 0.4) x length, in whole numbers.

    Kadane's maximum subarray over sums: a run begins behind the lowest sum so far, the last of equal ones, so that it
    is given up as soon as it brings nothing. Of equal runs the one that ends first counts, and of those the shortest. A
    document whose lines are all below 0.4 has its end for both.
    """
    gains = (np.round(score * 64).astype(np.int64) - 26) * np.minimum(length, 400)
    drop = int(np.abs(gains).sum()) + 1  # each document starts below all that any before it reaches
    before = running(gains)[:-1] - np.repeat(np.arange(len(starts) - 1) * drop, np.diff(starts))
    lowest = np.minimum.accumulate(before)
    begins = np.maximum.accumulate(np.where(before == lowest, np.arange(len(gains)), 0))
    won = before + gains - lowest
    best = segment_max(won, starts)
    last = segment_first((won > 0) & (won == np.repeat(best, np.diff(starts))), starts)
    return np.where(last >= 0, np.append(begins, 0)[last], starts[1:]), np.where(last >= 0, last, starts[1:])


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
    found = true_at(len(k), narrowed(short, every, FAR_LABEL, FAR_BYLINE))
    found[narrowed(short, every[~found], r"(?:19|20)\d\d|\d[./-]\d\d?[./-]\d\d", FAR_DATE)] = True
    k = k[found]
    return _first_few(k, np.abs(k - first[doc[k]]), doc, FAR_MOST)
