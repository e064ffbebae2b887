"""Lines and paragraphs of texts: where they are, how they begin and end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleancopy.pipeline.assess.signals.repetition import duplicate_shares
from cleancopy.pipeline.lore.marks import BULLETS, DASHES
from cleancopy.pipeline.scan.columns import Bools, Floats, Ints
from cleancopy.pipeline.scan.segments import segment_sum
from cleancopy.pipeline.words import Text, Words
from cleancopy.pipeline.words.characters import BREAK, END, QUOTE

_LISTED = tuple(map(ord, BULLETS + DASHES))
"""What a bullet line begins with (Rae et al. 2021 name bullets; the list is ours)."""
SHORT_LINE = 30
"""Characters; FineWeb's limit of a short line (Penedo et al. 2024, arXiv:2406.17557)."""
FEW_WORDS = 5
"""Words; C4 drops a line with fewer (Raffel et al. 2020, arXiv:1910.10683, as released)."""
_DOT, _ELLIPSIS, _SPACE = ord("."), ord("…"), 32


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that are not empty, in reading order."""

    starts: Ints
    ends: Ints
    opens: Bools
    """Whether a line is its paragraph's first."""
    bounds: Ints
    """int64[documents + 1]."""


def lines(text: Text) -> Lines:
    """The lines of a text: what is between line feeds; a paragraph begins after a blank line."""
    ends = text.places(BREAK)
    starts = np.concatenate([np.zeros(1, np.int64), ends + 1])[:-1]
    full = ends > starts
    starts, after_blank = starts[full], np.concatenate([[True], ~full[:-1]])[full]
    bounds = np.searchsorted(starts, text.bounds)
    if len(starts):
        after_blank[bounds[:-1][bounds[:-1] < len(starts)]] = True
    return Lines(starts, ends[full], after_blank, bounds)


def line_signals(text: Text, words: Words, rows: Lines) -> dict[str, Floats]:
    """The shares of lines (and of their characters) that Gopher, C4 and FineWeb look at."""
    number = np.maximum(np.diff(rows.bounds), 1)

    def share(which: Bools) -> Floats:
        return segment_sum(which, rows.bounds) / number

    last = text.flags[rows.ends - 1]
    first = text.codes[rows.starts]
    lengths = rows.ends - rows.starts
    size = np.diff(words.before(rows.starts), append=len(words.starts))
    same = duplicate_shares(text.lower, rows.starts, rows.ends, rows.bounds)
    opens = np.flatnonzero(rows.opens)
    stops = np.append(opens[1:], len(rows.starts)) - 1
    para_bounds = np.searchsorted(opens, rows.bounds)
    para_start, para_end = rows.starts[opens], rows.ends[stops] if len(opens) else rows.ends[:0]
    para_words = np.diff(words.before(para_start), append=len(words.starts))
    one_line_each = len(opens) == len(rows.starts)
    again = same if one_line_each else duplicate_shares(text.lower, para_start, para_end, para_bounds)
    return {
        "paragraph_count": np.diff(para_bounds),
        "mean_paragraph_words": segment_sum(para_words, para_bounds) / np.maximum(np.diff(para_bounds), 1),
        "mean_line_words": segment_sum(size, rows.bounds) / number,
        "bullet_line_share": share(np.isin(first, _LISTED)),
        "ellipsis_line_share": share(_ends_in_ellipsis(text, rows)),
        "end_mark_line_share": share((last & END) > 0),
        "end_mark_or_quote_line_share": share((last & (END | QUOTE)) > 0),
        "short_line_share": share(lengths <= SHORT_LINE),
        "few_word_line_share": share(size < FEW_WORDS),
        "duplicate_line_share": same[0],
        "duplicate_line_char_share": same[1],
        "duplicate_paragraph_share": again[0],
        "duplicate_paragraph_char_share": again[1],
    }


def _ends_in_ellipsis(text: Text, rows: Lines) -> Bools:
    last = rows.ends - 1
    dots = text.codes[last] == _DOT
    for back in (1, 2):
        dots &= (last - back >= rows.starts) & (text.codes[np.maximum(last - back, 0)] == _DOT)
    return dots | (text.codes[last] == _ELLIPSIS)
