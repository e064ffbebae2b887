"""Where on a page the article's head is: the shared view of the recognisers of title, standfirst, byline and dateline.

All positions count non-blank lines of the batch (`k`); `rows` leads back to the rows of `lines`. The head is looked for
before the run of lines that reads most like body, so the view is cheap: only lines near that run, at the page's start
and after the run become Python strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recognise.head.byline_labels import signed
from cleancopy.pipeline.recognise.head.line_counts import Marks, marks_of
from cleancopy.pipeline.recognise.head.screens import DATED, DATED_LONGEST, DAY_ALONE, narrowed, with_by
from cleancopy.pipeline.recognise.head.zone import best_run, zone_of
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, column, flags, flat, true_at
from cleancopy.schemas.names import CHROME_ROLES

CHROME = tuple(role for role in CHROME_ROLES if role not in ("publisher", "tag", "title_repeat", "other_chrome"))
"""Lines with a vote for one of these are no part of the head. The four left out may be: some sites print their name, a
tag or the title line where others print the byline."""
KOREAN_SHORT = 60
KOREAN_SIGNED = r"[\x{ac00}-\x{d7a3}]{2,4} ?(?:기자|특파원|논설위원)(?:$|[ =\])|·,/\d]|[\w.]+@)"
"""A short line that names a reporter: in Korean the label is after the name."""
STORY_CHARS = 400
"""Characters of a line of prose that are compared to headlines."""
PROSE, PROSE_DENSE, DENSE = 100, 36, 2.5
"""Characters of the shortest line of prose; and of one whose characters take so many bytes on average, as in China."""


@dataclass(frozen=True)
class HeadView:
    """The non-blank lines of a batch, the body's run in each document, and the texts of the lines near it."""

    rows: Ints
    """int64[k]: row of `lines` for each non-blank line."""
    starts: Ints
    """int64[documents + 1]: non-blank lines of each document."""
    length: Ints
    """int64[k]: bytes of the line."""
    score: npt.NDArray[np.float64]
    prose: Bools
    """bool[k]: long lines that read like body."""
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
    story: Ints
    """int64[z]: the next line of prose below each zone line, a number of `stories`; -1 where none follows."""
    stories: list[str]
    """The beginnings of these lines of prose."""
    chrome: Bools
    """bool[z]: lines that a rule of the lexicon claims as chrome."""
    sites: list[str | None]
    """The site of each document."""

    @cached_property
    def row(self) -> list[int]:
        """The row of `lines` of each zone line."""
        found: list[int] = self.rows[self.zone].tolist()
        return found

    @cached_property
    def marks(self) -> Marks:
        """Counts and marks of the zone lines."""
        return marks_of(self.array)

    @cached_property
    def dated(self) -> Bools:
        """bool[z]: lines that may hold a date; only lines with a figure and very short ones are looked at closely."""
        marks = self.marks
        likely = (marks["digit"] > 0) | (marks["other"] > 0) | (marks.chars <= DAY_ALONE)
        return np.logical_or.reduce([self._where(likely, (sign,)) for sign in DATED])

    @cached_property
    def signed(self) -> Bools:
        """bool[z]: lines that may hold a byline's label."""
        at_start, inside = signed()
        likely = self.marks["upper"] + self.marks["other"] > 0
        korean = (self.marks["other"] > 3) & (self.marks.chars <= KOREAN_SHORT)
        return (
            self._where(likely, at_start)
            | self._where(likely & with_by(self.array), inside)
            | self._where(korean, (KOREAN_SIGNED,))
        )

    def _where(self, likely: Bools, patterns: tuple[str, ...]) -> Bools:
        """Which of some likely lines match, none of them prose."""
        rows = np.flatnonzero(likely & (self.marks.chars <= DATED_LONGEST))
        return true_at(len(likely), narrowed(self.array, rows, *patterns))

    def one_each(self, lines: list[int]) -> list[int]:
        """Of some zone lines, one a document at most, the one of each document; -1 where there is none."""
        found = [-1] * (len(self.starts) - 1)
        for z in lines:
            found[int(self.doc[z])] = z
        return found

    def neighbours(self, z: int, other: int) -> bool:
        """Whether two zone lines are right below each other on one page; `other` may be beyond the zone."""
        at = self.zone
        return 0 <= other < len(at) and self.doc[z] == self.doc[other] and abs(int(at[z]) - int(at[other])) == 1

    @cached_property
    def zone_starts(self) -> Ints:
        """int64[documents + 1]: zone lines of each document."""
        return np.searchsorted(self.doc, np.arange(len(self.starts))).astype(np.int64)


def view_of(batch: Batch) -> HeadView:
    """The view of a batch whose lines have `text` and `score`."""
    text = flat(batch.lines["text"])
    length = byte_lengths(text)
    rows = np.flatnonzero(length > 0)
    doc = batch.doc[rows].astype(np.int64)
    documents = batch.docs.num_rows
    starts = np.searchsorted(doc, np.arange(documents + 1)).astype(np.int64)
    size = length[rows]
    score = column(batch.lines, "score")[rows]
    first, last = best_run(score, size, starts)
    chars = pc.utf8_length(text).to_numpy()[rows]
    prose = (score >= 0.5) & (chars >= np.where(size > DENSE * chars, PROSE_DENSE, PROSE))
    zone = zone_of(text, rows, doc, starts, size, prose, first, last)
    array = pc.take(text, pa.array(rows[zone]))
    story, stories = _stories(text, rows, doc, prose, zone)
    sites = batch.docs["site"].to_pylist()
    chrome = _chrome(batch)[rows[zone]]
    return HeadView(
        rows,
        starts,
        size,
        score,
        prose,
        first,
        last,
        zone,
        array,
        array.to_pylist(),
        doc[zone],
        story,
        stories,
        chrome,
        sites,
    )


def _stories(text: pa.Array, rows: Ints, doc: Ints, prose: Bools, zone: Ints) -> tuple[Ints, list[str]]:
    """For each zone line which prose follows it on its page, and the beginnings of all these lines of prose."""
    at = np.flatnonzero(prose)
    place = np.searchsorted(at, zone, side="right")
    below = np.append(at, 0)[place]
    there = (place < len(at)) & (doc[below] == doc[zone])
    first, story = np.unique(below[there], return_inverse=True)
    found = np.full(len(zone), -1, np.int64)
    found[there] = story
    return found, pc.utf8_slice_codeunits(pc.take(text, pa.array(rows[first])), 0, STORY_CHARS).to_pylist()


def _chrome(batch: Batch) -> Bools:
    """bool[lines]: lines that a rule of the lexicon claims as chrome."""
    return batch.voted(flags(pc.is_in(batch.votes["role"], value_set=pa.array(sorted(CHROME)))))


def step(away: int) -> str:
    """A signed distance in lines, in steps."""
    for low in (20, 10, 6, 4, 3, 2, 1, 0, -1, -2, -3, -5, -9, -20):
        if away >= low:
            return str(low)
    return "-99"
