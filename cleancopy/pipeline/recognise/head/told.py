"""How much of a line the prose that follows it tells: the words, or pairs of characters, that both have."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Ints
from cleancopy.pipeline.scan.numbers import distinct
from cleancopy.pipeline.words.words import word_hashes

PLAIN = bytes(byte if byte > 127 or chr(byte).isalnum() or byte == 10 else 32 for byte in range(256))
"""ASCII punctuation, and all white space of ASCII, as blanks; but line feeds stand between lines."""
SHORT = 3
"""Bytes of the longest word that is not counted."""
_BITS = 42
"""Bits of a token: two characters have so many."""
Tokens = tuple[Ints, Ints]
"""The numbers of the lines in which some tokens stand, ascending, and the tokens: whole numbers of `_BITS` bits."""


def plain(texts: list[str]) -> bytes:
    """Lower-case texts, a line each, with blanks for punctuation: their words."""
    return "\n".join(text.replace("\n", " ") for text in texts).encode("utf-8", "surrogatepass").translate(PLAIN)


def long_words(lines: bytes) -> Tokens:
    """The words of more than `SHORT` bytes in some `plain` lines, by their hashes."""
    data: npt.NDArray[Any] = np.frombuffer(lines, np.uint8)
    edges = np.flatnonzero(np.diff(data > 32, prepend=False, append=False))
    long = edges[1::2] - edges[::2] > SHORT
    starts, ends = edges[::2][long], edges[1::2][long]
    hashes = word_hashes(data, starts, ends) >> np.uint64(64 - _BITS)
    return np.searchsorted(np.flatnonzero(data == 10), starts), hashes.astype(np.int64)


def pairs(lines: bytes) -> Tokens:
    """The pairs of neighbouring characters in some lines: the words of scripts without blanks."""
    codes = np.frombuffer(lines.decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass"), "<u4")
    ends = np.flatnonzero(codes == 10)
    starts = np.flatnonzero((codes[:-1] != 10) & (codes[1:] != 10))
    return np.searchsorted(ends, starts), codes[starts].astype(np.int64) << _BITS // 2 | codes[starts + 1]


def told(own: Tokens, others: Tokens, of: Ints) -> tuple[Ints, Ints]:
    """For each line how many of its `own` tokens stand in the line `of[line]` of the others (-1: in none), and how many
    it has, each once.
    """
    keys = distinct(own[0] << _BITS | own[1])[0]
    line, token = keys >> _BITS, keys & ((1 << _BITS) - 1)
    asked, there = of[line] << _BITS | token, np.sort(others[0] << _BITS | others[1])
    held = np.append(there, np.iinfo(np.int64).min)[np.searchsorted(there, asked)] == asked
    return np.bincount(line[held], minlength=len(of)), np.bincount(line, minlength=len(of))
