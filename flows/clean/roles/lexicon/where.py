"""The conditions of a rule: how long the line is, how it begins and ends, where on the page it stands."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.roles.lexicon.fold import folded
from flows.clean.roles.lexicon.rule import Where
from flows.clean.table import Batch, Bools, Ints, flat, segment_first, segment_max

LONG_LINE = 200
"""Bytes from which a line counts as running text when the place of another line is judged."""
REACH = 12
"""How many lines below a hit a rule with `after` may look."""

_BULLET = r"^\s*(?:[•·●○◦▪■▸▶►‣*–-]\s|[•·●▪■▸▶►‣])"
_STOP = r"[.!?…。！？।؟][\s\"'”’»)]*$"


class Page:
    """What the conditions look at. One for a batch; nothing is computed before a rule asks for it."""

    def __init__(self, batch: Batch, sizes: Ints) -> None:
        """`sizes` are the lengths of the lines in bytes."""
        self.texts: pa.Array = flat(batch.lines.column("text"))
        self.sizes = sizes
        self.doc = batch.doc
        self.starts = batch.starts
        self._between: tuple[Ints, Ints] | None = None

    def long_lines(self) -> tuple[Ints, Ints]:
        """For each document the rows of its first and last long line (-1, -1 when it has none)."""
        if self._between is None:
            long = self.sizes >= LONG_LINE
            last = np.where(long, np.arange(len(long)), -1)
            self._between = segment_first(long, self.starts), segment_max(last, self.starts, empty=-1)
        return self._between


def allowed(page: Page, rows: Ints, where: Where) -> Bools:
    """bool[rows]: whether the line fulfils every condition but `after` and `sites`, which the caller looks at."""
    texts = page.texts.take(pa.array(rows))
    fits = pc.utf8_length(pc.utf8_trim_whitespace(texts)).to_numpy(zero_copy_only=False) <= max(where.max_chars, 0)
    if where.max_words < 1000:
        words = pc.count_substring_regex(texts, r"[^\s\p{Z}]+").to_numpy(zero_copy_only=False)
        fits &= words <= where.max_words
    if not where.stop:
        fits &= ~pc.match_substring_regex(texts, _STOP).to_numpy(zero_copy_only=False)
    if where.bullet:
        fits &= pc.match_substring_regex(texts, _BULLET).to_numpy(zero_copy_only=False)
    if where.raw:
        fits &= pc.match_substring_regex(texts, where.raw).to_numpy(zero_copy_only=False)
    if where.contains:
        fits &= _holds_one(texts, where.contains)
    if where.place != "anywhere":
        fits &= _placed(page, rows, where.place)
    return fits


def _holds_one(texts: pa.Array, words: tuple[str, ...]) -> Bools:
    looks = folded(texts)
    holds = np.zeros(len(texts), dtype=np.bool_)
    for word in words:
        holds |= pc.match_substring(looks, word).to_numpy(zero_copy_only=False)
    return holds


def _placed(page: Page, rows: Ints, place: str) -> Bools:
    first, last = (bound[page.doc[rows]] for bound in page.long_lines())
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
