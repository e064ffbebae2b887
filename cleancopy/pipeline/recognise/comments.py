"""Readers' comments and reviews under a story: prose by all its looks, and not the article.

The lexicon knows the words over and around comments (`604 Comments`, `Reply`, `Leave a comment`). Such a line opens
the readers' corner when enough of the body stands before it: what follows on the page, and reads like prose, is
theirs. A line of that kind right under the title (a counter that links down) has no body before it and opens nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import VOTES, Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, column, flat
from cleancopy.pipeline.scan.segments import segment_first, segment_sum

BODY_BEFORE = 400
"""Bytes of body that must stand before the corner."""
SHARE_BEFORE = 0.3
"""Share of all that the model takes for body that must stand before it: comments may be longer than the story."""
PROSE_FROM = 0.25
"""What follows is voted on from this score; the rest is chrome without our help."""


def recognise_comments(batch: Batch, recipe: Recipe) -> Batch:
    """Adds hard votes of the role `comments`. Reads `score` and the votes of the lexicon."""
    score = column(batch.lines, "score")
    opening = _openings(batch)
    if not opening.any():
        return batch
    size = byte_lengths(batch.lines.column("text"))
    starts = batch.starts
    mass = np.where(score >= 0.5, size, 0)
    before = np.concatenate([[0], np.cumsum(mass)])
    within = before[:-1] - before[starts[:-1]][batch.doc]
    whole = segment_sum(mass, starts)[batch.doc]
    opens = opening & (within >= BODY_BEFORE) & (within >= SHARE_BEFORE * whole)
    first = segment_first(opens, starts)[batch.doc]
    theirs = np.flatnonzero((first >= 0) & (np.arange(len(score)) > first) & (score >= PROSE_FROM))
    if not len(theirs):
        return batch
    return batch.adding(votes=_votes(batch, theirs, first[theirs]))


def _openings(batch: Batch) -> Bools:
    """Lines that the lexicon takes for comments."""
    opening = np.zeros(batch.lines.num_rows, np.bool_)
    if batch.votes.num_rows:
        said = pc.equal(flat(batch.votes.column("role")), "comments").to_numpy(zero_copy_only=False)
        opening[column(batch.votes, "line")[said]] = True
    return opening


def _votes(batch: Batch, lines: Ints, opening: Ints) -> pa.Table:
    """One hard vote a line; the evidence quotes the line that opens the corner."""
    quoted = pc.utf8_slice_codeunits(flat(batch.lines.column("text")).take(pa.array(opening)), 0, 60)
    n = len(lines)
    return pa.table(
        {
            "line": pa.array(lines, pa.int64()),
            "role": pa.array(["comments"] * n, pa.string()),
            "rule": pa.array(["comments_below"] * n, pa.string()),
            "evidence": pc.binary_join_element_wise("below the line “", quoted, "”", ""),
            "confidence": pa.array(np.full(n, 0.95)),
            "hard": pa.array(np.ones(n, np.bool_)),
        },
        schema=VOTES,
    )
