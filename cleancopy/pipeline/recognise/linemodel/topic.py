"""How far a line speaks of what the page's prose speaks of: teasers of other stories and menus do not.

Words are weighed by their rarity (a table over buckets made in training: 12 * log2 of the pages without the word, as it
were). Whole numbers only, and a page is counted by itself.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.words import BUCKET_BITS, Buckets
from cleancopy.pipeline.scan.columns import Bools, Ints
from cleancopy.pipeline.scan.segments import segment_sum

_PAGES = 32
"""Pages counted in one go: their tables stay in the cache."""


def topic(
    words: Buckets, first: Ints, starts: Ints, prose: Bools, rarity: Ints
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """For each line, 0..128: the share of its words, by rarity, that stand in other prose of the page; mean rarity.

    `words[first[i]:first[i + 1]]` are the buckets of line i, `starts` the first lines of the pages (and their end).
    """
    share, mean = np.zeros(len(first) - 1, np.int16), np.zeros(len(first) - 1, np.int16)
    weights = rarity.astype(np.uint8)
    for a in range(0, len(starts) - 1, _PAGES):
        bounds = starts[a : a + _PAGES + 1]
        lines = slice(int(bounds[0]), int(bounds[-1]))
        inside = first[lines.start : lines.stop + 1]
        own = words[inside[0] : inside[-1]]
        share[lines], mean[lines] = _of_pages(own, inside - inside[0], bounds - bounds[0], prose[lines], weights)
    return share, mean


def _of_pages(
    words: Buckets, first: Ints, starts: Ints, prose: Bools, weights: npt.NDArray[np.uint8]
) -> tuple[Ints, Ints]:
    """As `topic`, for a few pages."""
    sizes = np.diff(first)
    key = words.astype(np.intp)
    weight = weights.take(key)
    key += np.repeat(np.arange(len(starts) - 1) << BUCKET_BITS, np.diff(first[starts]))
    own = np.repeat(prose, sizes)
    times = _times(key.compress(own), (len(starts) - 1) << BUCKET_BITS)
    whole, part = (segment_sum(some, first) for some in (weight, weight * (times.take(key) > own)))
    return part * 128 // np.maximum(whole, 1), np.minimum(128, whole // np.maximum(sizes, 1))


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
