"""Readers' comments and reviews under a story: prose by all its looks, and not the article.

The lexicon knows the words over and around comments (`604 Comments`, `Reply`, `Leave a comment`). Such a line opens
the readers' corner when enough of the body is before it: what follows on the page, and reads like prose, is
theirs. A line of that kind right under the title (a counter that links down) has no body before it and opens nothing.
Where a text begins with such words about "this article", a first pass took the readers' corner for the page.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch, votes
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import Bools, Floats, Ints, byte_lengths, column, flags, flat
from cleancopy.pipeline.scan.segments import running, segment_first, segment_sum

COUNTER, SAYS, SEVERAL = "comments:counter", "comments:says", 3
"""The rules of the lexicon for a heading that counts what readers wrote about this very page, and for the head of a
comment, of which there must be so many. Neither is in a menu: a little body above them is enough."""
OVER = "comments:over"
"""The rule for a heading over what readers wrote about "this article": a text may begin with it."""
SURE = "readers_corner"
"""The rule for what is below one of these. It may be most of a page."""
BODY_BEFORE = 400
"""Bytes of body that must be before the corner."""
SHARE_BEFORE = 0.3
"""Share of all that the model takes for body that must be before it: comments may be longer than the story."""
RUN_BYTES = 60
"""Bytes of a line that counts as a paragraph of a run; what is shorter breaks the run."""
PROSE_FROM = 0.25
"""What follows is voted on from this score; the rest is chrome without our help."""


def recognise_comments(batch: Batch, recipe: Recipe) -> Batch:
    """Adds hard votes of the role `comments`. Reads `score` and the votes of the lexicon."""
    score = column(batch.lines, "score")
    opening = _said(batch, "role", "comments")
    if not opening.any():
        return batch
    size = byte_lengths(batch.lines.column("text"))
    starts = batch.starts
    mass = np.where(score >= 0.5, size, 0)
    before = running(mass)
    within = before[:-1] - before[starts[:-1]][batch.doc]
    whole = segment_sum(mass, starts)[batch.doc]
    enough = within >= BODY_BEFORE
    opens = opening & enough & (within >= SHARE_BEFORE * whole)
    opens &= _below_the_longest_run(score, size, starts, batch.doc)
    over, says = _said(batch, "rule", OVER), _said(batch, "rule", SAYS)
    says &= (segment_sum(says, starts) >= SEVERAL)[batch.doc]
    on_top = np.arange(len(size)) == segment_first(size > 0, starts)[batch.doc]
    sure = ((says | over | _said(batch, "rule", COUNTER)) & enough) | (over & on_top)
    return _theirs(_theirs(batch, opens, "comments_below"), sure, SURE)


def _theirs(batch: Batch, opens: Bools, rule: str) -> Batch:
    """Votes for what reads like prose below the first line of each page that opens the readers' corner."""
    score = column(batch.lines, "score")
    first = segment_first(opens, batch.starts)[batch.doc]
    theirs = np.flatnonzero((first >= 0) & (np.arange(len(score)) > first) & (score >= PROSE_FROM))
    if not len(theirs):
        return batch
    opens_it = flat(batch.lines.column("text")).take(pa.array(first[theirs]))
    evidence = pc.binary_join_element_wise("below the line “", pc.utf8_slice_codeunits(opens_it, 0, 60), "”", "")
    return batch.adding(votes=votes(theirs, "comments", rule, evidence, 0.95, hard=True))


def _below_the_longest_run(score: Floats, size: Ints, starts: Ints, doc: npt.NDArray[np.int32]) -> Bools:
    """bool[lines]: whether the longest run of prose of the page is above the line.

    On a portal a menu may say "Comments" and teasers read like prose, with the story still to come; its paragraphs
    follow each other, while teasers and comments have headlines, names and dates between them.
    """
    prose = (score >= 0.5) & (size >= RUN_BYTES)
    solid = np.flatnonzero(size > 0)
    rows = np.flatnonzero(prose[solid])
    if not len(rows):
        return np.ones(len(score), np.bool_)
    own = solid[rows]
    new = np.concatenate([[True], (np.diff(rows) > 1) | (doc[own][1:] != doc[own][:-1])])
    first = np.append(np.flatnonzero(new), len(rows))
    mass, home = segment_sum(size[own], first), doc[own[first[:-1]]]
    order = np.lexsort((-np.arange(len(mass)), mass, home))
    end = np.zeros(len(starts) - 1, np.int64)
    end[home[order]] = own[first[1:] - 1][order]
    return np.arange(len(score)) > end[doc]


def _said(batch: Batch, name: str, value: str) -> Bools:
    """bool[lines]: lines with a vote that has a value in one of its columns."""
    return batch.voted(flags(pc.equal(batch.votes.column(name), value)))
