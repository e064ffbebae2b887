"""Boxes of other stories amid and below the text: a heading or pointer that a rule knows, and what it lists.

A rule knows "Recommended stories" by its words, but the headlines under it are any words, and amid prose the line model
takes them for headings or lists of the story. They are told by their shape: headlines have no full stop, teasers are
headlines with a sentence each, while the paragraphs of a story follow one another.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decide.decisions import CODE, Decisions
from cleancopy.pipeline.lore.marks import BULLETS, CLOSERS, FULL_STOPS, one_of
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, flat, matching
from cleancopy.pipeline.scan.segments import running

ABOVE_BYTES = 80
"""Bytes of body that must be above a box: above the story the same words head a menu or the day's list."""
REACH = 12
"""Lines below a heading, or beside a pointer, that are looked at."""
TEASERS = 2
"""Headlines with a sentence each that make a list; a single one may be a heading of the story and its paragraph."""
HEADING_FROM = 2
"""Of two headlines above a paragraph the second is its heading, if the model takes it for body: a box of one story."""
HEADLINE_BYTES = 200
HEADINGS = ("related:heading",)
"""Rules of the lexicon whose lines head other stories,"""
POINTERS = ("related:pointer", "related:capitals", "related:labelled")
"""and those whose lines point to one by its headline."""
MOST_ALIKE = 2
"""Words that occur on a page more often are the button under each entry of a list ("Read more"), no heading."""

_PROSE = (
    rf"[^.]{one_of(FULL_STOPS)}{one_of(CLOSERS)}*\s*$"
    r"|^[\x{0e00}-\x{0eff}\x{1000}-\x{109f}\x{1780}-\x{17ff}]{40}"
)
"""Ends as a sentence does, or is long in a script that writes no full stops."""
_BULLET = rf"^\s*(?:{one_of(BULLETS)}|[-–]\s)"


def drop_boxes(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Take away what a heading of other stories lists, and bullets beside a pointer to another story.

    Only lines that the model alone decided about: what a rule or the head of the page spoke for stays as it is.
    """
    rows = np.flatnonzero(~blank)
    anchors = _anchors(batch, made, rows)
    if not len(anchors):
        return
    page = _Lines.of(batch, made, rows, anchors)
    listed = {at for anchor in anchors.tolist() for at in page.listed(anchor)}
    taken = rows[sorted(at for at in listed if page.free[at])]
    if len(taken):
        made.say(taken, "related", "related_box", "listed under a heading of other stories", 0.7)


def _anchors(batch: Batch, made: Decisions, rows: Ints) -> Ints:
    """Which of the lines `rows` a rule takes for a heading of, or a pointer to, other stories, below enough body."""
    by_rule = [at for at, rule in enumerate(made.rules) if rule in (*HEADINGS, *POINTERS)]
    size = byte_lengths(batch.lines.column("text"))
    mass = running(size * (made.role == CODE["body"]))
    above = mass[rows] - mass[batch.starts[batch.doc[rows]]]
    found = np.flatnonzero(np.isin(made.rule[rows], by_rule) & (above >= ABOVE_BYTES))
    return found[_alike(batch, rows[found]) <= MOST_ALIKE]


def _alike(batch: Batch, rows: Ints) -> Ints:
    """How many of these lines of the same document say the same, for each."""
    words = flat(batch.lines.column("text").take(pa.array(rows))).dictionary_encode()
    key = batch.doc[rows].astype(np.int64) * (len(words.dictionary) + 1) + words.indices.to_numpy()
    _, which, count = np.unique(key, return_inverse=True, return_counts=True)
    return count[which]


@dataclass(frozen=True)
class _Lines:
    """What is asked of lines around headings and pointers, by their position among all that are not blank."""

    doc: npt.NDArray[np.int32]
    pointer: Bools
    free: Bools
    """The model alone decided about the line."""
    body: Bools
    related: Bools
    prose: Bools
    bullet: Bools

    @classmethod
    def of(cls, batch: Batch, made: Decisions, rows: Ints, anchors: Ints) -> _Lines:
        near = np.unique(np.clip(anchors[:, None] + np.arange(-REACH, REACH + 1), 0, len(rows) - 1))
        text = batch.lines.column("text")
        prose, bullet = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
        prose[near] = matching(text, _PROSE, rows[near]) | (byte_lengths(text)[rows[near]] > HEADLINE_BYTES)
        bullet[near] = matching(batch.lines.column("repaired"), _BULLET, rows[near])
        pointers = [at for at, rule in enumerate(made.rules) if rule in POINTERS]
        body, related = (made.role[rows] == CODE[role] for role in ("body", "related"))
        pointer, free = np.isin(made.rule[rows], pointers), made.rule[rows] == 0
        return cls(batch.doc[rows], pointer, free, body, related, prose, bullet)

    def listed(self, anchor: int) -> list[int]:
        """The lines that belong to a heading or pointer."""
        if self.pointer[anchor]:
            return [at for step in (-1, 1) for at in self._bullets(anchor, step)]
        below = list(self._free_below(anchor))
        if below and self.bullet[below[0]]:
            below = below[: max(n for n, at in enumerate(below) if self.bullet[at]) + 1]
        own = next((n for n, at in enumerate(below) if self.prose[at]), len(below))
        if own == len(below):
            return below
        teasers = [n for n in range(1, len(below)) if self.prose[below[n]] and not self.prose[below[n - 1]]]
        paragraphs = any(self.prose[a] and self.prose[b] for a, b in itertools.pairwise(below))
        if not paragraphs and len(teasers) >= TEASERS:
            return below
        last = below[own - 1]
        return below[: own - (own == HEADING_FROM and self.body[last] and not self.bullet[last])]

    def _bullets(self, anchor: int, step: int) -> Iterator[int]:
        """Bullets of headline's shape next to a pointer."""
        at = anchor + step
        while 0 <= at < len(self.doc) and abs(at - anchor) <= REACH and self.doc[at] == self.doc[anchor]:
            if not self.free[at] or not self.bullet[at] or self.prose[at]:
                return
            yield at
            at += step

    def _free_below(self, anchor: int) -> Iterator[int]:
        """Lines below a heading up to one that a rule took for something else, or the head of the page for its own."""
        for at in range(anchor + 1, min(anchor + 1 + REACH, len(self.doc))):
            if self.doc[at] != self.doc[anchor] or not (self.free[at] or self.related[at]):
                return
            if self.free[at]:
                yield at
