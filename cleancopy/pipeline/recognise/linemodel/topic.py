"""How far a line speaks of what the page's prose and its title speak of: teasers of other stories and menus do not.

Words are weighed by their rarity (a table over buckets made in training: 12 * log2 of the pages without the word, as it
were). Whole numbers only, and a page is counted by itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.words import BUCKET_BITS, Buckets
from cleancopy.pipeline.scan.columns import Bools, Ints, true_at
from cleancopy.pipeline.scan.segments import each, segment_sum

_PAGES = 32
"""Pages counted in one go: their tables stay in the cache."""
FAR = 65535
"""The distance to a headline that is not there."""
_IN_TITLE, _OF_TITLE = 96, 48
"""A headline has at least so many 128ths of its words in the first line, and says so many 128ths of that line."""


class Topic(NamedTuple):
    """For each line numbers of 0..128; shares are of its words, weighed by their rarity."""

    topic: Ints
    """The share that is in other prose of the page."""
    rarity: Ints
    """The mean rarity of the words."""
    in_title: Ints
    """The share that is in the page's first line, which mostly is its title. That line itself has 0."""
    of_title: Ints
    """How much of the first line these words are."""


def topic(words: Buckets, first: Ints, starts: Ints, prose: Bools, rarity: Ints) -> Topic:
    """What each line speaks of.

    `words[first[i]:first[i + 1]]` are the buckets of line i, `starts` the first lines of the pages (and their end).
    """
    weights = rarity.astype(np.uint8)
    parts = []
    for a in range(0, len(starts) - 1, _PAGES):
        bounds = starts[a : a + _PAGES + 1]
        lines = slice(int(bounds[0]), int(bounds[-1]))
        inside = first[lines.start : lines.stop + 1]
        own = words[inside[0] : inside[-1]]
        parts.append(_of_pages(own, inside - inside[0], bounds - bounds[0], prose[lines], weights))
    return Topic(*(np.concatenate(kind) for kind in zip(*parts, strict=True)))


def _of_pages(words: Buckets, first: Ints, starts: Ints, prose: Bools, weights: npt.NDArray[np.uint8]) -> Topic:
    """As `topic`, for a few pages."""
    sizes, size = np.diff(first), (len(starts) - 1) << BUCKET_BITS
    key = words.astype(np.intp)
    weight = weights.take(key)
    key += np.repeat(np.arange(len(starts) - 1) << BUCKET_BITS, np.diff(first[starts]))
    own = np.repeat(prose, sizes)
    title = true_at(size, key[each(first[starts[:-1]], sizes[starts[:-1]])])
    times = _times(key.compress(own), size)
    shared, told = times.take(key) > own, title.take(key)
    whole, part, titled = (segment_sum(some, first) for some in (weight, weight * shared, weight * told))
    of_first = np.maximum(np.repeat(whole[starts[:-1]], np.diff(starts)), 1)
    titled[starts[:-1]] = 0
    return Topic(
        part * 128 // np.maximum(whole, 1),
        np.minimum(128, whole // np.maximum(sizes, 1)),
        titled * 128 // np.maximum(whole, 1),
        np.minimum(128, titled * 128 // of_first),
    )


def distances(in_title: Ints, of_title: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """For each line how many lines above it the nearest headline is, and how many below (0: itself; FAR: none).

    A headline is where the page says its own title again. Of a portal's runs of prose the one below it is the story.
    """
    headline: Bools = (in_title >= _IN_TITLE) & (of_title >= _OF_TITLE)
    at, sizes = np.arange(len(headline)), np.diff(starts)
    begin, end = np.repeat(starts[:-1], sizes), np.repeat(starts[1:], sizes)
    above = np.maximum.accumulate(np.where(headline, at, -1))
    below = np.minimum.accumulate(np.where(headline, at, len(at))[::-1])[::-1]
    return np.where(above >= begin, at - above, FAR), np.where(below < end, below - at, FAR)


def _times(keys: Ints, size: int) -> npt.NDArray[np.uint8]:
    """For each number below `size` whether it is among the keys not at all, once or several times: 0, 1 or 2.

    Of equal keys the last is remembered; the others are not where it is. Measured: a third of the time of counting
    them, whose table is eight times as wide.
    """
    times, last = np.zeros(size, np.uint8), np.empty(size, np.int32)
    order = np.arange(len(keys), dtype=np.int32)
    times[keys] = 1
    last[keys] = order
    times[keys.compress(last.take(keys) != order)] = 2
    return times


def rarity_of(documents: Ints, number: int) -> Ints:
    """The table: for each bucket 0..127 from the number of documents (of `number`) that hold one of its words."""
    return np.clip(np.rint(12 * np.log2((number + 1) / (documents + 1))), 0, 127).astype(np.int64)
