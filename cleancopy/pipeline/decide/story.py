"""The story as one stretch: what stands between a page's head and the first chrome below its text.

The line model judges short and odd lines by their looks: the questions of an interview, a signature, opening hours, a
first or a last sentence. Where the page itself draws the bounds, such lines belong to what is between them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decide.decisions import CODE, ROLES, Decisions
from cleancopy.pipeline.lore.marks import CLOSERS, STOPS, one_of
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, matching
from cleancopy.schemas.names import CHROME_ROLES

KEPT_SHARE = 0.45
"""Share of a stretch's bytes that must be body already. Below it the bounds hold something else."""
KNOWN_SHARE = 0.8
"""Share of the lines outside the stretch that rules or the head speak for: only then do their bounds mean something."""
SHORT = 24
"""In a stretch of so few lines every line between its first and its last sentence stays, in a longer one sentences."""
HEAD_REACH = 12
"""Lines from the head to where the story begins; share bars and the like may be between them."""
_END = rf"{one_of(STOPS)}{one_of(CLOSERS)}*\s*$"
_PROSE = rf"(?:\S+\s+){{7}}.*{_END}|[^\x00-\x7f]{{20}}.*{_END}"
"""A sentence of some length."""
_SENTENCE = rf"\pL.*{_END}|^\p{{Lu}}$"
"""A word and the end of a sentence, or the large letter with which the first one begins."""

_HEAD = np.isin(ROLES, ("title", "byline", "dateline", "standfirst"))
_ENDS = np.isin(ROLES, [role for role in CHROME_ROLES if role not in ("advertisement", "title_repeat")])
"""Roles of lines that bound a story, when a rule says so: the label of an advertisement may stand amid it."""


@dataclass(frozen=True)
class _Lines:
    """What `keep_story` asks of the lines of a batch, for all documents at once."""

    size: Ints
    alone: Bools
    """The model alone takes the line for chrome."""
    body: Bools
    prose: Bools
    sentence: Bools
    bound: Bools
    head: Bools


def keep_story(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Keep what the model alone takes away from the stretch that the head and the first chrome below bound.

    Amid the body every line stays; before and after it the sentences that touch it do.
    """
    lines = _lines(batch, made, blank)
    rows = np.flatnonzero(~blank)
    at = np.searchsorted(rows, batch.starts)
    doubted = np.unique(batch.doc[lines.alone])
    kept = [_kept(lines, rows[at[doc] : at[doc + 1]]) for doc in doubted.tolist()]
    found = np.concatenate([np.zeros(0, np.int64), *kept])
    if len(found):
        made.say(found, "body", "within_story", "between the head and the first chrome below, most of it body")
        made.confidence[found] = 0.6


def _lines(batch: Batch, made: Decisions, blank: Bools) -> _Lines:
    text = batch.lines.column("text")
    alone = (made.role == CODE["other_chrome"]) & (made.rule == 0) & ~blank
    rows = np.flatnonzero(alone)
    prose, sentence = np.zeros(len(blank), np.bool_), np.zeros(len(blank), np.bool_)
    sentence[rows] = matching(text, _SENTENCE, rows)
    some = np.flatnonzero(sentence)
    prose[some] = matching(text, _PROSE, some)
    head = _HEAD[made.role]
    bound = head | (_ENDS[made.role] & (made.rule != 0))
    return _Lines(byte_lengths(text), alone, made.role == CODE["body"], prose, sentence, bound, head)


def _kept(lines: _Lines, rows: Ints) -> Ints:
    """The doubted lines of one document (its rows that are not blank) that belong to its story."""
    bounds = np.flatnonzero(lines.bound[rows])
    edges = np.concatenate([[-1], bounds, [len(rows)]])
    mass = np.concatenate([[0], np.cumsum(lines.size[rows] * lines.body[rows])])
    held = mass[edges[1:]] - mass[edges[:-1] + 1]
    largest = int(np.argmax(held))
    first, last = int(edges[largest]) + 1, int(edges[largest + 1])
    stretch = rows[first:last]
    above = lines.head[rows[max(0, first - HEAD_REACH) : first]]
    outside = len(rows) - len(stretch)
    known = outside - int(lines.alone[rows].sum() - lines.alone[stretch].sum())
    if not held[largest] or not above.any() or held[largest] < KEPT_SHARE * lines.size[stretch].sum():
        return stretch[:0]
    if known < KNOWN_SHARE * outside:
        return stretch[:0]
    sure = np.flatnonzero(lines.body[stretch] | lines.prose[stretch])
    low, high = int(sure[0]), int(sure[-1])
    while low and lines.sentence[stretch[low - 1]]:
        low -= 1
    while high + 1 < len(stretch) and lines.sentence[stretch[high + 1]]:
        high += 1
    story = stretch[low : high + 1]
    wanted = lines.alone[story] & (lines.sentence[story] | (len(stretch) <= SHORT))
    return story[wanted]
