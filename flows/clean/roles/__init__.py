"""What each line is: recognisers vote and capture, one room decides and writes down the evidence."""

from __future__ import annotations

from flows.clean.recipe import Recipe
from flows.clean.roles.comments import recognise_comments
from flows.clean.roles.decide import decide
from flows.clean.roles.lexicon import recognise_lexicon
from flows.clean.roles.model import score_lines
from flows.clean.roles.recognise_head import recognise_head
from flows.clean.roles.repetition import recognise_repetition
from flows.clean.table import Batch

__all__ = ["RECOGNISERS", "decide", "recognise"]

RECOGNISERS = (recognise_lexicon, recognise_repetition, score_lines, recognise_comments, recognise_head)
"""In this order: the head of the page is read with the rules' votes and the model's score at hand."""


def recognise(batch: Batch, recipe: Recipe) -> Batch:
    """Runs every recogniser; adds `votes`, `captures` and the column `score`."""
    for recogniser in RECOGNISERS:
        batch = recogniser(batch, recipe)
    return batch
