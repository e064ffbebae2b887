"""The form of a line: its text with slots for what differs from page to page: numbers, names of months and days."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.lore.dates.words import month_of, weekday_of
from cleancopy.pipeline.lore.marks import CLOSERS, STOPS, WIDE_STOPS, one_of
from cleancopy.pipeline.scan.columns import Bools, matching, put

NUMBER, NAME = "#", "@"
"""Slots: for a number with all that is within it (`1,204`, `12:30`, `3-4`), and for the name of a month or a day."""

DATE_BYTES = 100
"""Lines up to so long are asked for names of months and days, if there is a number beside them."""
_OTHER_BLANKS = "\t\n\f\r\u0085\u00a0" + "".join(map(chr, range(0x2000, 0x200C))) + "\u202f\u205f\u3000\ufeff"
_BLANKS = f"[ {_OTHER_BLANKS}]+"
_UNEVEN = f"  |[{_OTHER_BLANKS}]"
"""Two blanks in a row, or another blank than the space."""
_NUMBER = r"\pN+(?:[.,:/ -]\pN+)*"
_WORD = re.compile(r"[^\W\d_]{3,}")
_PROSE = (
    rf"(?:\S+\s+){{7}}.*{one_of(STOPS)}{one_of(CLOSERS)}*$|[^\x00-\x7f]{{12}}.*{one_of(WIDE_STOPS)}{one_of(CLOSERS)}*$"
)
"""Eight words, or a dozen letters of another script, up to the end of a sentence."""


def forms(lines: pa.Array) -> pa.Array:
    """Lines of text as forms; empty for one that has no letter outside its slots."""
    trimmed = pc.utf8_trim(lines, f" {_OTHER_BLANKS}")
    uneven = np.flatnonzero(matching(trimmed, _UNEVEN))
    even = put(trimmed, uneven, pc.replace_substring_regex(trimmed.take(uneven), _BLANKS, " "))
    formed = pc.replace_substring_regex(even, _NUMBER, NUMBER)
    short = pc.less_equal(pc.binary_length(formed), DATE_BYTES)
    dated = np.flatnonzero(pc.and_(short, pc.match_substring(formed, NUMBER)).to_numpy(zero_copy_only=False))
    formed = put(formed, dated, _without_names(formed.take(pa.array(dated))))
    return pc.if_else(pa.array(matching(formed, r"\pL")), formed, "")


def form_of(line: str) -> str:
    """The form of one line, as a person writes it. Raises `ValueError` when there is no letter outside its slots."""
    form = str(forms(pa.array([line], pa.string()))[0].as_py())
    if not form:
        raise ValueError(f"the line {line!r} has no letter outside numbers and names of months and days")
    return form


def prose(formed: pa.Array) -> Bools:
    """Which forms read as a sentence of a text: a teaser, a standing note, a slogan, or the story."""
    return matching(formed, _PROSE)


def _without_names(lines: pa.Array) -> pa.Array:
    """Lines with slots for names of months and days; each word between blanks is looked at once."""
    split = pc.split_pattern(lines, " ")
    words = split.flatten().dictionary_encode()
    lettered = np.flatnonzero(matching(words.dictionary, r"\pL{3}"))
    named = [_WORD.sub(_slot, word) for word in words.dictionary.take(pa.array(lettered)).to_pylist()]
    slotted = put(words.dictionary, lettered, named)
    return pc.binary_join(
        pa.ListArray.from_arrays(split.offsets, slotted.take(words.indices)), pa.scalar(" ", lines.type)
    )


def _slot(word: re.Match[str]) -> str:
    return NAME if word.group().lower() in _names() else word.group()


@cache
def _names() -> frozenset[str]:
    return frozenset((*month_of(), *weekday_of()))
