"""The conditions of a rule: how long the line is, how it begins and ends, where on the page it is."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.lore.marks import BULLETS, CLOSERS, DASHES, STOPS, one_of
from cleancopy.pipeline.recognise.lexicon.folding import escaped, folded
from cleancopy.pipeline.recognise.lexicon.rule import Where
from cleancopy.pipeline.recognise.lexicon.screen.openings import first_bytes
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, flat, matching

LONG_LINE = 200
"""Bytes from which a line counts as running text when the place of another line is judged."""
REACH = 12
"""How many lines below a hit a rule with `after` may look."""

_BULLET = rf"^\s*(?:{one_of(BULLETS, DASHES)}\s|{one_of(BULLETS.replace('*', ''))})"
_STOP = rf"{one_of(STOPS)}[\s{one_of(CLOSERS)[1:-1]}]*$"


class Page:
    """What the conditions look at. One for a batch; nothing is computed before a rule asks for it."""

    def __init__(self, batch: Batch, sizes: Ints) -> None:
        """`sizes` are the lengths of the lines in bytes."""
        self.texts: pa.Array = flat(batch.lines.column("text"))
        self.sizes = sizes
        self.doc = batch.doc
        self.starts = batch.starts

    @cached_property
    def long_lines(self) -> tuple[Ints, Ints]:
        """For each document the rows of its first and last long line (-1, -1 when it has none)."""
        long = np.flatnonzero(self.sizes >= LONG_LINE)
        first, after = (np.searchsorted(long, edge) for edge in (self.starts[:-1], self.starts[1:]))
        rows = np.append(long, -1)
        return np.where(after > first, rows[first], -1), np.where(after > first, rows[after - 1], -1)


class Forms:
    """Distinct texts of lines, and what the conditions and the rules look at in them."""

    def __init__(self, texts: pa.Array) -> None:
        """`texts` are the original characters."""
        self.texts = texts
        self.sizes = byte_lengths(texts)
        self.looks = folded(texts)
        self.begins = first_bytes(self.looks)
        self.chars = characters(texts)


def characters(texts: pa.Array) -> Ints:
    """int32[texts]: how many characters each has, without the blanks around it."""
    number: Ints = pc.utf8_length(pc.utf8_trim_whitespace(texts)).to_numpy(zero_copy_only=False)
    return number


def fitting(forms: Forms, rows: Ints, where: Where) -> Ints:
    """Those of the forms `rows` that fulfil the conditions on the text of a line, the cheapest first."""
    rows = rows[forms.chars[rows] <= max(where.max_chars, 0)]
    if where.contains:
        rows = rows[matching(forms.looks, "|".join(map(escaped, where.contains)), rows)]
    if where.max_words < 1000:
        many = forms.sizes[rows] >= 2 * where.max_words  # fewer bytes are not so many words
        if many.any():
            words = pc.count_substring_regex(forms.texts.take(pa.array(rows[many])), r"[^\s\p{Z}]+")
            many[many] = words.to_numpy(zero_copy_only=False) > where.max_words
            rows = rows[~many]
    if not where.stop:
        rows = rows[~matching(forms.texts, _STOP, rows)]
    if where.bullet:
        rows = rows[matching(forms.texts, _BULLET, rows)]
    if where.raw:
        rows = rows[matching(forms.texts, where.raw, rows)]
    return rows


def placed(page: Page, rows: Ints, place: str) -> Bools:
    """bool[rows]: whether a line is where a rule wants it on its page."""
    if place == "anywhere":
        return np.ones(len(rows), np.bool_)
    first, last = (bound[page.doc[rows]] for bound in page.long_lines)
    above = (rows < first) | (first < 0)
    below_all = (rows > last) | (first < 0)
    return {"above": above, "below": below_all, "outside": above | below_all}[place]


def below(page: Page, anchors: Ints) -> tuple[Ints, list[int]]:
    """The next non-blank lines under each anchor in its document, and each one's step (0 = directly below)."""
    rows: list[int] = []
    steps: list[int] = []
    for anchor in anchors:
        end = page.starts[page.doc[anchor] + 1]
        near = np.arange(anchor + 1, min(anchor + 1 + 2 * REACH, end))
        near = near[page.sizes[near] > 0][:REACH]
        rows += near.tolist()
        steps += range(len(near))
    return np.array(rows, dtype=np.int64), steps
