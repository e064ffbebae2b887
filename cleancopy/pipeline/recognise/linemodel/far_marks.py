"""Full stops and commas of scripts that have their own, counted inside lines: a Chinese paragraph has sentences too."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.line_bytes import LEAD, Laid
from cleancopy.pipeline.scan.columns import Ints, true_at

STOPS = "。！？।॥؟۔։።"
COMMAS = "，、：；،؛፣"


_LEADS = true_at(256, [mark.encode()[0] for mark in STOPS + COMMAS])
"""The bytes with which a mark begins."""


def marks_in(laid: Laid) -> tuple[Ints, Ints, Ints]:
    """For each line: how many such full stops, how many such commas, and how many of the stops text follows."""
    kind = laid.kind[laid.within]
    foreign = np.flatnonzero(kind >= LEAD)
    at, line = laid.at[laid.within][foreign], laid.line[foreign]
    begins = _LEADS[laid.data[at]]
    at, line = at[begins], line[begins]
    stop, comma = (_any(laid, at, marks) for marks in (STOPS, COMMAS))
    size = np.where(laid.data[at] >= 0xE0, 3, 2)
    inner = stop & (laid.data[at + size] != ord("\n"))
    stops, commas, after = (np.bincount(line[some], minlength=len(laid)) for some in (stop, comma, inner))
    return stops, commas, after


def _any(laid: Laid, at: Ints, marks: str) -> npt.NDArray[np.bool_]:
    """Which of the characters that begin at `at` are among `marks`."""
    found = np.zeros(len(at), np.bool_)
    for mark in marks:
        same = np.ones(len(at), np.bool_)
        for k, byte in enumerate(mark.encode()):
            same &= laid.data[at + k] == byte
        found |= same
    return found
