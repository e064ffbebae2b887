"""Where the page says its own title again: a page begins with its title, and the story stands under its repetition.

A portal page has several runs of prose, and the one below the headline is the story.
"""

from __future__ import annotations

import numpy as np

from cleancopy.pipeline.scan.columns import Bools, Ints

FAR = 65535
"""The distance to a headline that is not there."""
_IN_TITLE, _OF_TITLE = 96, 48
"""A headline has at least so many 128ths of its words in the first line, and says so many 128ths of that line."""


def distances(in_title: Ints, of_title: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """For each line how many lines above it the nearest headline stands, and how many below (0: itself; FAR: none)."""
    headline: Bools = (in_title >= _IN_TITLE) & (of_title >= _OF_TITLE)
    at, sizes = np.arange(len(headline)), np.diff(starts)
    begin, end = np.repeat(starts[:-1], sizes), np.repeat(starts[1:], sizes)
    above = np.maximum.accumulate(np.where(headline, at, -1))
    below = np.minimum.accumulate(np.where(headline, at, len(at))[::-1])[::-1]
    return np.where(above >= begin, at - above, FAR), np.where(below < end, below - at, FAR)
