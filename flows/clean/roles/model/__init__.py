"""The line model: how much a line looks like the body of an article, by its looks, its words and its neighbours."""

from __future__ import annotations

import numpy as np

from flows.clean.recipe import Recipe
from flows.clean.roles.model.explain import COMBINED, strongest
from flows.clean.roles.model.lines import Lines
from flows.clean.roles.model.net import scores, shipped
from flows.clean.table import Batch, byte_lengths

__all__ = ["KEEP_FROM", "LOOKS", "score_lines", "version"]

KEEP_FROM = 0.55
"""Lines that score at least this are body, where nothing else speaks."""

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
    names = batch.lines.column_names
    blank = byte_lengths(batch.lines.column("text")) == 0
    net = shipped()
    lines = Lines.of(batch.lines.column("repaired" if "repaired" in names else "text"), blank, batch.doc, net.rarity)
    score = np.zeros(batch.lines.num_rows)
    looks = np.zeros(batch.lines.num_rows, np.int16)
    if len(lines.rows):
        own = scores(net.logits(lines))
        score[lines.rows] = own
        looks[lines.rows] = strongest(lines, own, own >= KEEP_FROM, net.stand_in)
    return batch.with_lines(score=score, looks=looks)
