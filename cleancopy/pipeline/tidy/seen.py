"""Which lines can change at all, found by their bytes: half of the bytes of a batch lie in lines that cannot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from unicodedata import is_normalized

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.recipe import Profile
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, matching, true_at
from cleancopy.pipeline.scan.segments import rows_holding
from cleancopy.pipeline.tidy.chars import table
from cleancopy.pipeline.tidy.compose import unstable
from cleancopy.pipeline.tidy.invisible import SCREEN, settles
from cleancopy.pipeline.tidy.substitute import SPACE, code_points, doubled, foreign, signs


@dataclass(frozen=True)
class Odd:
    """Characters without which no line matches `SCREEN` or `unstable`."""

    sure: npt.NDArray[np.bool_]
    """bool[256]: first bytes of scripts full of marks, and of all beyond the basic plane: odd without a closer look."""
    lead: npt.NDArray[np.bool_]
    """bool[256]: first bytes of odd characters."""
    code: npt.NDArray[np.bool_]
    """bool[65536]: odd characters of the basic plane."""


@cache
def odd() -> Odd:
    """RE2 itself is asked about every character of the basic plane, with the patterns' repetitions taken away.

    First by the row of 64: nine in ten rows hold none, and to ask each character alone takes 40 ms of every start.
    """
    one = re.sub(r"(?<=[\]}])\{\d\}", "", f"{SCREEN}|{unstable()}")
    rows = [range(c, c + 64) for c in range(0x80, 0x10000, 64) if not 0xD800 <= c < 0xE000]
    codes = [c for row in _holding(one, ["".join(map(chr, row)) for row in rows]) for c in rows[row]]
    codes = [codes[at] for at in _holding(one, list(map(chr, codes)))]
    code = true_at(0x10000, codes)
    sure = np.isin(np.arange(256), [0xE0, 0xE1, *range(0xF0, 0xF8)])
    lead = sure.copy()
    lead[[chr(c).encode()[0] for c in codes]] = True
    return Odd(sure, lead, code)


def _holding(pattern: str, texts: list[str]) -> list[int]:
    """Which of some texts match."""
    at: list[int] = np.flatnonzero(matching(pa.array(texts, pa.string()), pattern)).tolist()
    return at


def may_change(text: pa.Array, profile: Profile) -> tuple[Bools, Bools]:
    """Which lines `tidy` may change, and which of them hold an odd character (see `confirmed`).

    The others hold no character that is substituted, and no space too many. `preserve` trims other white space as well;
    there every line may change.
    """
    data, bounds = bytes_of(text)
    data = data[: bounds[-1]]
    swaps, strange = table(profile), odd()
    at = foreign(data, swaps.lead | strange.lead)
    codes = code_points(data, at)
    is_odd = strange.code[codes] | strange.sure[data[at]]
    odd_lines = rows_holding(at[is_odd], bounds)
    if profile == "preserve":
        return np.ones(len(text), np.bool_), odd_lines
    rows = rows_holding(at[is_odd | (swaps.rule[codes] > 0)], bounds) | rows_holding(doubled(data), bounds)
    full = np.flatnonzero(bounds[1:] > bounds[:-1])
    rows[full] |= (data[bounds[:-1][full]] == SPACE) | (data[bounds[1:][full] - 1] == SPACE)
    return rows, odd_lines


def odd_rows(text: pa.Array) -> Ints:
    """The lines (ascending) that hold an odd character."""
    data, bounds = bytes_of(text)
    data = data[: bounds[-1]]
    strange = odd()
    at = foreign(data, strange.lead)
    return np.flatnonzero(rows_holding(at[strange.code[code_points(data, at)] | strange.sure[data[at]]], bounds))


FEW = 256
"""Lines up to which a look at each costs less than the pattern, which takes two milliseconds to compile."""


def confirmed(text: pa.Array, rows: Ints) -> Ints:
    """Those of the lines `rows`, the ones with an odd character, that may change by it.

    Few lines are tried one by one, many are held against `SCREEN` and `unstable`. Both find all that change; a line
    that does not is left as it is by whatever follows, so that it does not matter in which company a line is.
    """
    if not len(rows):
        return rows
    some = text.take(pa.array(rows))
    if len(rows) <= FEW:
        return rows[[settles(line) or not is_normalized("NFC", line) for line in some.to_pylist()]]
    return rows[matching(some, f"{SCREEN}|{unstable()}")]


def rows_with(text: pa.Array, sign: bytes) -> Ints:
    """The lines (ascending) that hold these bytes."""
    data, bounds = bytes_of(text)
    return np.flatnonzero(rows_holding(signs(data[: bounds[-1]], sign), bounds))
