"""The line model: how much a line looks like the body of an article, by its looks, its words and its neighbours."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.linemodel.explain import COMBINED, strongest
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.recognise.linemodel.net import scores, shipped
from cleancopy.pipeline.scan.columns import Bools, byte_lengths, bytes_of, flags, flat, true_at
from cleancopy.pipeline.scan.segments import ranges

__all__ = ["KEEP_FROM", "LOOKS", "score_lines", "version"]

KEEP_FROM = 0.55
"""Lines that score at least this are body, where nothing else speaks."""

PARAGRAPH = 60
"""Characters from which a line beside an advertising slot is a paragraph."""

AT_ONCE = 1 << 20
"""Bytes of the pages that go through all steps together, so that a batch of any size needs no more memory."""

LOOKS = COMBINED
"""What the numbers in the column `looks` say, in words."""


def version() -> str:
    """The version of the shipped weights; a model decision names it in `rule`."""
    return shipped().version


def score_lines(batch: Batch, recipe: Recipe) -> Batch:
    """Adds to lines: `score` (float64, multiples of 1/1024, 0 for blank lines) and `looks` (int16, indices into LOOKS).

    Reads `repaired` (the text before typography, with its indent) where it is there, else `text`, and `votes`. A line's
    score depends on its own document only, to the last bit: all sums are whole numbers.
    """
    blank = byte_lengths(batch.lines.column("text")) == 0
    score, looks = np.zeros(len(blank)), np.zeros(len(blank), np.int16)
    shown = np.flatnonzero(~_slots_amid(batch, blank))
    seen = flat(batch.lines.column("repaired"))
    seen = seen.take(pa.array(shown)) if len(shown) < len(seen) else seen
    blank, doc = blank[shown], batch.doc[shown]
    starts = np.searchsorted(doc, np.arange(batch.docs.num_rows + 1))
    net = shipped()
    for a, b in ranges(bytes_of(seen)[1][starts], AT_ONCE):
        some = slice(int(starts[a]), int(starts[b]))
        lines = Lines.of(seen[some], blank[some], doc[some], net.rarity)
        if len(lines.rows):
            own = scores(net.logits(lines))
            rows = shown[lines.rows + some.start]
            score[rows], looks[rows] = own, strongest(lines, own, own >= KEEP_FROM, net.stand_in)
    return batch.with_lines(score=score, looks=looks)


def _slots_amid(batch: Batch, blank: Bools) -> Bools:
    """bool[lines]: labels of advertising slots between two paragraphs.

    The net is not shown them (their score is 0): between every two paragraphs of a story they make each of them stand
    alone, as teasers do.
    """
    votes, text = batch.votes, batch.lines.column("repaired")
    slots = batch.voted(flags(pc.and_(votes.column("hard"), pc.equal(votes.column("role"), "advertisement"))))
    solid, rows = np.flatnonzero(~blank & ~slots), np.flatnonzero(slots)
    place = np.searchsorted(solid, rows)
    inner = (place > 0) & (place < len(solid))
    rows, place = rows[inner], place[inner]
    above, below = solid[place - 1], solid[place]
    amid = (batch.doc[above] == batch.doc[rows]) & (batch.doc[below] == batch.doc[rows])
    for beside in (above, below):
        amid &= pc.utf8_length(text.take(pa.array(beside))).to_numpy() >= PARAGRAPH
    return true_at(len(blank), rows[amid])
