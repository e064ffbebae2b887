"""Which lines hold which kinds of bytes: cheap passes over a batch that tell which lines a finer look could concern."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, places
from cleancopy.pipeline.scan.rank import BLOCK
from cleancopy.pipeline.scan.segments import rows_holding

TAB = 9
_RANGES = ((0xA0, 0x180), (0x2000, 0x2028), (0x202A, 0x2040), (0x2080, 0x20C0), (0x2100, 0x2140))
LONE = "".join(chr(c) for low, high in _RANGES for c in range(low, high) if chr(c) not in "ÂÃâØÙŒœ")
"""Letters of Latin, signs of typography and money: with ASCII on either side no pattern of this room matches on them.

Proven by a test that walks through the patterns. What is left out may stand alone in broken text.
"""


def _lone() -> npt.NDArray[np.bool_]:
    """bool[65536]: the first two bytes of lone characters and of a tab."""
    table = np.zeros(1 << 16, np.bool_)
    for char in LONE:
        first, second, *_ = char.encode()
        table[first << 8 | second] = True
    table[TAB << 8 : (TAB + 1) << 8] = True
    return table


_LONE = _lone()
_SEPARATORS = 0xE280
"""First two bytes of U+2028 and U+2029, which they share with dashes and quotation marks."""


def rows_with_byte(lines: pa.Array, byte: str) -> Ints:
    """The lines (ascending) that hold this ASCII character."""
    data, bounds = bytes_of(lines)
    return np.flatnonzero(rows_holding(places(data[: bounds[-1]], _is(ord(byte))), bounds))


def _is(byte: int) -> Callable[[npt.NDArray[np.uint8]], Bools]:
    return lambda data: data == byte


def rows_to_look_at(lines: pa.Array) -> Ints:
    """The lines (ascending) that hold an "&", a control character, two characters outside ASCII in a row, or one alone
    that is not in `LONE`.

    Necessary for all that this room does. One pass over the bytes in blocks that stay in the cache: RE2 needs seven
    times as long for the lines that are not ASCII, and these are mostly ones with a curly quotation mark or an accent.
    """
    data, bounds = bytes_of(lines)
    data = data[: bounds[-1]]
    found = [_strange(data[at : at + BLOCK + 3]) + at for at in range(0, len(data), BLOCK)]
    return np.flatnonzero(rows_holding(np.concatenate([np.zeros(0, np.int64), *found]), bounds))


def _strange(data: npt.NDArray[np.uint8]) -> Ints:
    """Where in a block a character begins that needs a look; the three bytes after it are there to look ahead.

    Shifted by 32 the control characters are above the first bytes of characters, so that one comparison finds both.
    Where nothing is left to look at, the last byte stands for it.
    """
    shifted = data[:BLOCK] - np.uint8(32)
    at = np.flatnonzero((shifted >= 0xC2 - 32) | (shifted == ord("&") - 32) | (shifted == 127 - 32))
    first, second, third, fourth = (data[np.minimum(at + k, len(data) - 1)] for k in range(4))
    key = first.astype(np.uint16) << 8 | second
    lone = _LONE[key] & (np.where(first < 0xE0, third, fourth) < 0x80)
    lone &= (key != _SEPARATORS) | (third & 0xFE != 0xA8)
    return at[~lone]
