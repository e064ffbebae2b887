"""The form of a line: its text with slots for what differs from page to page: numbers, names of months and days."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.lore.dates.words import month_of, weekday_of
from cleancopy.pipeline.lore.marks import CLOSERS, STOPS, WIDE_STOPS, one_of
from cleancopy.pipeline.scan.columns import Bools, byte_lengths, flags, matching, put

NUMBER, NAME = "#", "@"
"""Slots: for a number with all that is within it (`1,204`, `12:30`, `3-4`), and for the name of a month or a day."""

DATE_BYTES = 100
"""Lines up to so long are asked for names of months and days, if there is a number beside them."""
_OTHER_BLANKS = "\t\n\f\r\u0085\u00a0" + "".join(map(chr, range(0x2000, 0x200C))) + "\u202f\u205f\u3000\ufeff"
_UNEVEN = f"[ {_OTHER_BLANKS}]{{2,}}|[{_OTHER_BLANKS}]"
"""Blanks in a row, or another one than the space."""
_NUMBER = r"\pN+(?:[.,:/ -]\pN+)*"
_OTHER = rf"[\pN{NUMBER}]|{_UNEVEN}"
"""What a line that is its own form has none of."""
LEAST_LETTERS = 3
"""Letters of a name that has a slot."""
_WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS},}}")
_PROSE = (
    rf"(?:\S+\s+){{7}}.*{one_of(STOPS)}{one_of(CLOSERS)}*$|[^\x00-\x7f]{{12}}.*{one_of(WIDE_STOPS)}{one_of(CLOSERS)}*$"
)
"""Eight words, or a dozen letters of another script, up to the end of a sentence."""


def forms(lines: pa.Array) -> pa.Array:
    """Lines of text as forms; empty for one that has no letter outside its slots."""
    trimmed = pc.utf8_trim(lines, f" {_OTHER_BLANKS}")
    other = np.flatnonzero(matching(trimmed, _OTHER))
    formed = put(trimmed, other, _slotted(trimmed.take(pa.array(other))))
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


def _slotted(lines: pa.Array) -> pa.Array:
    """Trimmed lines with slots, and one space where there are several blanks."""
    uneven = np.flatnonzero(matching(lines, _UNEVEN))
    even = put(lines, uneven, pc.replace_substring_regex(lines.take(pa.array(uneven)), _UNEVEN, " "))
    formed = pc.replace_substring_regex(even, _NUMBER, NUMBER)
    short = np.flatnonzero(byte_lengths(formed) <= DATE_BYTES)
    dated = short[flags(pc.match_substring(formed.take(pa.array(short)), NUMBER))]
    return put(formed, dated, _without_names(formed.take(pa.array(dated))))


def _without_names(lines: pa.Array) -> pa.Array:
    """Lines with slots for names of months and days; each distinct word is looked at once."""
    split = pc.split_pattern(lines, " ")
    words = split.flatten().dictionary_encode()
    slotted = pa.array([_without_name(word) for word in words.dictionary.to_pylist()], lines.type)
    return pc.binary_join(
        pa.ListArray.from_arrays(split.offsets, slotted.take(words.indices)), pa.scalar(" ", lines.type)
    )


def _without_name(word: str) -> str:
    if word.isalpha():  # nearly every word: its letters are all one run
        return NAME if word.lower() in _names() and len(word) >= LEAST_LETTERS else word
    return _WORD.sub(_slot, word)


def _slot(word: re.Match[str]) -> str:
    return NAME if word.group().lower() in _names() else word.group()


@cache
def _names() -> frozenset[str]:
    return frozenset((*month_of(), *weekday_of()))
