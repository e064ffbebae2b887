"""What each line is: recognisers vote and capture; `decide` weighs what they say."""

from __future__ import annotations

from cleancopy.clean.batch import Batch
from cleancopy.clean.recipe import Recipe
from cleancopy.clean.recognise.comments import recognise_comments
from cleancopy.clean.recognise.head.stage import recognise_head
from cleancopy.clean.recognise.lexicon import recognise_lexicon
from cleancopy.clean.recognise.linemodel import score_lines
from cleancopy.clean.recognise.repeats import recognise_repetition

__all__ = ["RECOGNISERS", "recognise"]

RECOGNISERS = (recognise_lexicon, recognise_repetition, score_lines, recognise_comments, recognise_head)
"""In this order: the head of the page is read with the rules' votes and the model's score at hand."""


def recognise(batch: Batch, recipe: Recipe) -> Batch:
    """Runs every recogniser; adds `votes`, `captures` and the column `score`."""
    for recogniser in RECOGNISERS:
        batch = recogniser(batch, recipe)
    return batch
