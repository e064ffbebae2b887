"""Words: where they start and end, and a 64-bit number that is the same wherever the same word stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.sentences.characters import DIGIT, JOINER, NUMBER_JOINER, SINGLE, WORD, Text, read
from flows.clean.table import Bools, Ints

Hashes = npt.NDArray[np.uint64]

BASE = np.uint64(0x9E3779B97F4A7C15)
"""Odd, so that it has an inverse modulo 2**64."""
INVERSE = np.uint64(pow(int(BASE), -1, 1 << 64))
_ONE, _TWO = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Words:
    """All words of some texts, in reading order."""

    starts: Ints
    ends: Ints
    hashes: Hashes
    """Of the word in lower case."""
    bounds: Ints
    """int64[documents + 1]: words `bounds[d]:bounds[d + 1]` are document d's."""
    prefix: Hashes
    """Running sum of the characters' polynomial, for hashes of longer spans (`span_hashes`)."""

    @property
    def lengths(self) -> Ints:
        """Characters of each word."""
        return self.ends - self.starts


def words(text: Text) -> Words:
    """The words of a text: runs of letters, marks and digits.

    Apostrophes and hyphens between two of them belong to the word, full stops and commas between two digits too; a
    character of a script without spaces (Han, kana, Thai, ...) is a word by itself.
    """
    flags = text.flags
    inside = (flags & WORD) > 0
    joined = _joiners(flags, inside)
    inside[joined] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1  # every text ends outside a word
    if len(inside) and inside[0]:
        edges = np.concatenate([np.zeros(1, np.int64), edges])
    starts, ends = edges[::2], edges[1::2]
    single = (flags & SINGLE) > 0
    if single.any():
        cut = single.copy()  # a word of one letter begins here, or ended just before
        cut[1:] |= single[:-1]
        cut[1:] &= inside[:-1] & inside[1:]
        between = np.flatnonzero(cut[1:]) + 1
        starts, ends = (np.sort(np.concatenate([some, between]), kind="stable") for some in (starts, ends))
    prefix = prefix_sums(text.lower)
    return Words(starts, ends, span_hashes(prefix, starts, ends), np.searchsorted(starts, text.bounds), prefix)


def _joiners(flags: npt.NDArray[np.uint16], inside: Bools) -> Ints:
    """Where a mark inside a word or number stands."""
    at = np.flatnonzero((flags & (JOINER | NUMBER_JOINER)) > 0)
    at = at[(at > 0) & (at < len(flags) - 1)]
    before, after, here = flags[at - 1], flags[at + 1], flags[at]
    letters = ((here & JOINER) > 0) & inside[at - 1] & inside[at + 1]
    digits = ((here & NUMBER_JOINER) > 0) & ((before & after & DIGIT) > 0)
    return at[letters | digits]


def hash_of(strings: Iterable[str]) -> Hashes:
    """The hashes of single words, e.g. of a list of abbreviations."""
    return words(read(pa.array(list(strings), pa.string()))).hashes


def prefix_sums(codes: npt.NDArray[np.uint32]) -> Hashes:
    """uint64[n + 1]: sums of code * BASE**i modulo 2**64. Integers, hence exact whatever stands before."""
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers(len(codes))[0][: len(codes)], out=sums[1:], dtype=np.uint64)
    return sums


def span_hashes(prefix: Hashes, starts: Ints, ends: Ints) -> Hashes:
    """The hash of each span of characters `starts[i]:ends[i]`, independent of its place."""
    return mixed((prefix[ends] - prefix[starts]) * powers(len(prefix))[1][starts])


def mixed(values: Hashes) -> Hashes:
    """Each number spread over all 64 bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = values ^ (values >> np.uint64(30))
    values *= _ONE
    values ^= values >> np.uint64(27)
    values *= _TWO
    values ^= values >> np.uint64(31)
    return values


def powers(size: int) -> tuple[Hashes, Hashes]:
    """BASE**i and INVERSE**i modulo 2**64 for i below `size` at least."""
    return _powers(max(20, size.bit_length()))


@lru_cache(maxsize=2)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    base, inverse = np.full(1 << bits, BASE, np.uint64), np.full(1 << bits, INVERSE, np.uint64)
    base[0] = inverse[0] = 1
    return np.multiply.accumulate(base), np.multiply.accumulate(inverse)
