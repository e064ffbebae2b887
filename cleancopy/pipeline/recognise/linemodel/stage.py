"""The line model: how much a line looks like the body of an article, by its looks, its words and its neighbours."""

from __future__ import annotations

import numpy as np

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.linemodel.explain import COMBINED, strongest
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.recognise.linemodel.net import scores, shipped
from cleancopy.pipeline.scan.columns import byte_lengths, bytes_of, flat
from cleancopy.pipeline.scan.segments import ranges

__all__ = ["KEEP_FROM", "LOOKS", "score_lines", "version"]

KEEP_FROM = 0.55
"""Lines that score at least this are body, where nothing else speaks."""

AT_ONCE = 1 << 20
"""Bytes of the pages that go through all steps together, so that a batch of any size needs no more memory."""

LOOKS = COMBINED
"""What the numbers in the column `looks` say, in words."""


def version() -> str:
    """The version of the shipped weights; a model decision names it in `rule`."""
    return shipped().version


def score_lines(batch: Batch, recipe: Recipe) -> Batch:
    """Adds to lines: `score` (float64, multiples of 1/1024, 0 for blank lines) and `looks` (int16, indices into LOOKS).

    Reads `repaired` (the text before typography, with its indent) where it is there, else `text`. A line's score
    depends on its own document only, to the last bit: all sums are whole numbers.
    """
    text = flat(batch.lines.column("text"))
    seen = flat(batch.lines.column("repaired"))
    blank, doc, starts = byte_lengths(text) == 0, batch.doc, batch.starts
    net = shipped()
    score, looks = np.zeros(len(text)), np.zeros(len(text), np.int16)
    for a, b in ranges(bytes_of(seen)[1][starts], AT_ONCE):
        some = slice(int(starts[a]), int(starts[b]))
        lines = Lines.of(seen[some], blank[some], doc[some], net.rarity)
        if len(lines.rows):
            own = scores(net.logits(lines))
            rows = lines.rows + some.start
            score[rows], looks[rows] = own, strongest(lines, own, own >= KEEP_FROM, net.stand_in)
    return batch.with_lines(score=score, looks=looks)
