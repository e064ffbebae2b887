"""Where on a page the article's head is: the shared view of the recognisers of title, standfirst, byline and dateline.

All positions count non-blank lines of the batch (`k`); `rows` leads back to the rows of `lines`. The head is looked for
before the run of lines that reads most like body, so the view is cheap: only lines near that run, at the page's start
and behind the run become Python strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.clean.batch import Batch
from cleancopy.clean.recognise.head.byline_labels import signed
from cleancopy.clean.recognise.head.line_counts import Marks, marks_of
from cleancopy.clean.scan.columns import Bools, Ints, byte_lengths, bytes_of, column, flat, matching, places
from cleancopy.clean.scan.segments import rows_holding

BEFORE, AFTER, TAIL = 28, 7, 8
"""How many lines before the body's first line, from it on, and behind its last are looked at."""
FIRST = 3
"""So many lines at the very start are always looked at: an HTML title stands there."""
LONGEST = 600
"""Bytes of the longest line of a head; longer ones are prose or noise."""
BULLETS = "•◦▪*·-–—○●■□►▸"


DATED_LONGEST = 260
"""Characters of the longest line in which a date or a byline is looked for; a longer one is prose."""
DATED = (
    r"(?:1[89]|20)\d\d|\d\d?[./-] ?\d\d?[./-] ?\d\d|[年년]\s?\d|\d[日일]|令和"
    r"|\d[hdwm]?r?s? ago|\bvor \d|il y a \d|hace \d"
    r"|há \d|назад"
    r"|[\x{0660}-\x{0669}]{4}|[\x{0966}-\x{096f}]{4}|ago\b|\bfa$|geleden|temu$|önce|前$|전$"
)


@dataclass(frozen=True)
class Heads:
    """The non-blank lines of a batch, the body's run in each document, and the texts of the lines near it."""

    rows: Ints
    """int64[k]: row of `lines` for each non-blank line."""
    starts: Ints
    """int64[documents + 1]: non-blank lines of each document."""
    length: Ints
    """int64[k]: bytes of the line."""
    score: npt.NDArray[np.float64]
    run_first: Ints
    """int64[documents]: k of the first line of the body's run; the document's end where nothing reads like body."""
    run_last: Ints
    zone: Ints
    """int64[z]: the k that are looked at, ascending."""
    array: pa.Array
    """The texts of the zone."""
    texts: list[str]
    """The same as Python strings."""
    doc: Ints
    """int64[z]: document of each zone line."""

    @cached_property
    def marks(self) -> Marks:
        """Counts and marks of the zone lines."""
        return marks_of(self.array)

    @cached_property
    def dated(self) -> Bools:
        """bool[z]: lines that may hold a date; only lines with a figure are looked at closely."""
        marks = self.marks
        return self._where((marks["digit"] > 0) | (marks["other"] > 0), (DATED,))

    @cached_property
    def signed(self) -> Bools:
        """bool[z]: lines that may hold a byline's label."""
        at_start, inside = signed()
        likely = self.marks["upper"] + self.marks["other"] > 0
        return self._where(likely, at_start) | self._where(likely & with_by(self.array), inside)

    def _where(self, likely: Bools, patterns: tuple[str, ...]) -> Bools:
        """Which of some likely lines match, none of them prose."""
        rows = np.flatnonzero(likely & (self.marks.chars <= DATED_LONGEST))
        found = np.zeros(len(likely), np.bool_)
        found[narrowed(self.array, rows, *patterns)] = True
        return found

    @cached_property
    def zone_starts(self) -> Ints:
        """int64[documents + 1]: zone lines of each document."""
        return np.searchsorted(self.doc, np.arange(len(self.starts))).astype(np.int64)


def heads_of(batch: Batch) -> Heads:
    """The view of a batch whose lines have `text` and `score`."""
    text = flat(batch.lines["text"])
    length = byte_lengths(text)
    rows = np.flatnonzero(length > 0)
    doc = batch.doc[rows].astype(np.int64)
    documents = batch.docs.num_rows
    starts = np.searchsorted(doc, np.arange(documents + 1)).astype(np.int64)
    size = length[rows]
    score = column(batch.lines, "score")[rows]
    first, last = best_run(score, size, doc, starts)
    zone = _zone(starts, first, last, size)
    zone = np.union1d(zone, _far_dates(text, rows, doc, size, first, zone))
    array = pc.take(text, pa.array(rows[zone]))
    return Heads(rows, starts, size, score, first, last, zone, array, array.to_pylist(), doc[zone])


def best_run(score: npt.NDArray[np.float64], length: Ints, doc: Ints, starts: Ints) -> tuple[Ints, Ints]:
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


def _zone(starts: Ints, first: Ints, last: Ints, length: Ints) -> Ints:
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


def with_by(texts: pa.Array) -> Bools:
    """bool[texts]: which hold "by" or "vo", large or small: without these no label stands inside a line.

    With it RE2 sees few lines in their full length; for a label at the start it reads no further than that.
    """
    data, bounds = bytes_of(texts)

    def test(data: npt.NDArray[np.uint8]) -> Bools:
        small = data | 32
        first, second = small[:-1], small[1:]
        return ((first == ord("b")) & (second == ord("y"))) | ((first == ord("v")) & (second == ord("o")))

    return rows_holding(places(data[: bounds[-1]], test, ahead=1), bounds)


def narrowed(texts: pa.Array, rows: Ints, *patterns: str) -> Ints:
    """Those of some rows that match all of the patterns.

    The first ones match more and cost less: a class of all letters takes RE2 a millisecond to compile, every time.
    """
    for pattern in patterns:
        rows = rows[matching(texts, pattern, rows)]
    return rows


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


def step(away: int) -> str:
    """A signed distance in lines, in steps."""
    for low in (20, 10, 6, 4, 3, 2, 1, 0, -1, -2, -3, -5, -9, -20):
        if away >= low:
            return str(low)
    return "-99"
