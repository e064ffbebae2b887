"""How far a line speaks of what the page's prose speaks of: teasers of other stories and menus do not.

Words are weighed by their rarity (a table over buckets made in training: 12 * log2 of the pages without the word, as it
were). Whole numbers only, and a page is counted by itself.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from flows.clean.roles.model.words import BUCKET_BITS
from flows.clean.table import Bools, Ints

_PAGES = 16
"""Pages counted in one go: their tables of counts stay in the cache."""


def topic(
    words: npt.NDArray[np.intp], first: Ints, starts: Ints, prose: Bools, rarity: Ints
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """For each line, 0..128: the share of its words, by rarity, that stand in other prose of the page; mean rarity.

    `words[first[i]:first[i + 1]]` are the buckets of line i, `starts` the first lines of the pages (and their end).
    """
    sizes = np.diff(first)
    weight = rarity[words]
    found = np.zeros(len(words), np.int64)
    for a in range(0, len(starts) - 1, _PAGES):
        bounds = starts[a : a + _PAGES + 1]
        lines = slice(int(bounds[0]), int(bounds[-1]))
        inside = slice(int(first[bounds[0]]), int(first[bounds[-1]]))
        page = np.repeat(np.arange(len(bounds) - 1), first[bounds[1:]] - first[bounds[:-1]])
        key = (page << BUCKET_BITS) + words[inside]
        own = np.repeat(prose[lines], sizes[lines])
        count = np.bincount(key[own], minlength=(len(bounds) - 1) << BUCKET_BITS)
        found[inside] = count[key] > own
    total = np.concatenate([[0], np.cumsum(weight)])
    shared = np.concatenate([[0], np.cumsum(weight * found)])
    whole = total[first[1:]] - total[first[:-1]]
    part = shared[first[1:]] - shared[first[:-1]]
    share = part * 128 // np.maximum(whole, 1)
    mean = np.minimum(128, whole // np.maximum(sizes, 1))
    return share.astype(np.int16), mean.astype(np.int16)


def rarity_of(documents: Ints, number: int) -> Ints:
    """The table: for each bucket 0..127 from the number of documents (of `number`) that hold one of its words."""
    return np.clip(np.rint(12 * np.log2((number + 1) / (documents + 1))), 0, 127).astype(np.int64)
