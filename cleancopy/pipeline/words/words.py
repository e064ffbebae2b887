"""Words: where they start and end, and a 64-bit number that is the same wherever the same word is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.scan.columns import Bools, Ints, true_at
from cleancopy.pipeline.scan.rank import Rank
from cleancopy.pipeline.scan.repeats import leading
from cleancopy.pipeline.scan.segments import each, ranges, row_of, running
from cleancopy.pipeline.scan.windows import eights, first_of
from cleancopy.pipeline.words.characters import DIGIT, JOINER, NUMBER_JOINER, SINGLE, WORD, Codes, Text, read

Hashes = npt.NDArray[np.uint64]

BASE = np.uint64(0x9E3779B97F4A7C15)
"""Odd, so that it has an inverse modulo 2**64."""
INVERSE = np.uint64(pow(int(BASE), -1, 1 << 64))
LONG = 64
"""Characters of a word from which it is hashed by `span_hashes`."""
_AT_ONCE = 1 << 18
"""Characters, or numbers, that are hashed together: each takes some 40 bytes meanwhile."""
LEADING = 16
"""Bits of a hash by which it is looked up."""
_ONE, _TWO = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True)
class Words:
    """All words of some texts, in reading order."""

    starts: Ints
    ends: Ints
    hashes: Hashes
    """Of the word in lower case."""
    bounds: Ints
    """int64[documents + 1]: words `bounds[d]:bounds[d + 1]` are document d's."""
    size: int
    """Characters of the texts."""

    @cached_property
    def lengths(self) -> Ints:
        """Characters of each word."""
        return self.ends - self.starts

    @cached_property
    def leading(self) -> Ints:
        """The first `LEADING` bits of each hash: where lists of words are looked up."""
        return leading(self.hashes, LEADING)

    def before(self, places: Ints) -> Ints:
        """How many words begin before each of some characters."""
        return self._begun.before(places)

    @cached_property
    def _begun(self) -> Rank:
        begun = true_at(self.size, self.starts)
        return Rank.of(begun)


def words(text: Text) -> Words:
    """The words of a text: runs of letters, marks and digits.

    Apostrophes and hyphens between two of them belong to the word, full stops and commas between two digits too; a
    character of a script without spaces (Han, kana, Thai, ...) is a word by itself.
    """
    kinds = text.kinds
    inside = (kinds & WORD) > 0
    joined = _joiners(text, inside)
    inside[joined] = True
    turns = inside.copy()
    turns[1:] ^= inside[:-1]
    edges = np.flatnonzero(turns)  # every text ends outside a word
    starts, ends = edges[::2].copy(), edges[1::2].copy()  # gathering by every second number is slow
    if np.bitwise_or.reduce(kinds) & SINGLE:
        single = (kinds & SINGLE) > 0
        cut = single.copy()  # a word of one letter begins here, or ended just before
        cut[1:] |= single[:-1]
        cut[1:] &= inside[:-1] & inside[1:]
        between = np.flatnonzero(cut[1:]) + 1
        starts, ends = (np.sort(np.concatenate([some, between]), kind="stable") for some in (starts, ends))
    hashes = word_hashes(text.lower, starts, ends)
    return Words(starts, ends, hashes, np.searchsorted(starts, text.bounds), len(kinds))


def _joiners(text: Text, inside: Bools) -> Ints:
    """Where a mark inside a word or number is."""
    flags, at = text.flags, text.places(JOINER | NUMBER_JOINER)
    at = at[(at > 0) & (at < len(flags) - 1)]
    before, after, here = flags[at - 1], flags[at + 1], flags[at]
    letters = ((here & JOINER) > 0) & inside[at - 1] & inside[at + 1]
    digits = ((here & NUMBER_JOINER) > 0) & ((before & after & DIGIT) > 0)
    return at[letters | digits]


def hash_of(strings: Iterable[str]) -> Hashes:
    """The hashes of single words, e.g. of a list of abbreviations."""
    return words(read(pa.array(list(strings), pa.string()))).hashes


def word_hashes(codes: Codes, starts: Ints, ends: Ints) -> Hashes:
    """The hash of each span of characters, meant for words: many and short. Depends on the characters alone.

    Eight characters of Latin-1 are taken at a time as 64 bits, four of words with other letters: five times as fast as
    a sum over all characters (`span_hashes`), by which only long words and letters beyond 16 bits are hashed. The spans
    are in ascending order, none over another.
    """
    hashes = np.empty(len(starts), np.uint64)
    for first, last in ranges(np.append(starts, ends[-1:]), _AT_ONCE):
        low, high = starts[first], ends[last - 1]
        hashes[first:last] = _word_hashes(codes[low:high], starts[first:last] - low, ends[first:last] - low)
    return hashes


def _word_hashes(codes: Codes, starts: Ints, ends: Ints) -> Hashes:
    lengths = ends - starts
    hashes = _packed(codes, starts, lengths, 1)
    far = np.flatnonzero(codes > 0xFF)
    foreign = _holding(far, starts, ends, len(codes))
    if len(foreign):
        hashes[foreign] = _packed(codes, starts[foreign], lengths[foreign], 2)
    odd = _holding(far[codes[far] > 0xFFFF], starts, ends, len(codes))
    for some in (odd, np.flatnonzero(lengths > LONG)):
        if len(some):
            hashes[some] = span_hashes(codes, starts[some], ends[some])
    return hashes


def _holding(places: Ints, starts: Ints, ends: Ints, size: int) -> Ints:
    """The spans, which do not overlap, that hold one of some places among `size` characters."""
    if not len(starts) or not len(places):
        return starts[:0]
    if 4 * len(places) > len(starts):  # most of them, in another script
        flags = true_at(size, places)
        rank = Rank.of(flags)
        return np.flatnonzero(rank.before(ends) > rank.before(starts))
    span = np.maximum(row_of(places, starts), 0)
    span = span[(places >= starts[span]) & (places < ends[span])]
    return span[np.diff(span, prepend=-1) != 0]


def _packed(codes: Codes, starts: Ints, lengths: Ints, width: int) -> Hashes:
    """The hash of each span of at most `LONG` characters, read eight bytes at a time; a character is `width` bytes."""
    eight = eights(codes.astype(f"<u{width}").view(np.uint8))
    begins, sizes = starts * width, lengths * width
    hashes = mixed(first_of(eight[begins], sizes))
    longer, done = np.flatnonzero((sizes > 8) & (lengths <= LONG)), 8
    while len(longer):
        left = sizes[longer] - done
        hashes[longer] = mixed(hashes[longer] + first_of(eight[begins[longer] + done], left))
        longer, done = longer[left > 8], done + 8
    return hashes


def span_hashes(codes: Codes, starts: Ints, ends: Ints) -> Hashes:
    """The hash of each span of characters `starts[i]:ends[i]`, whatever it holds and wherever it stands.

    A sum of code * BASE**i modulo 2**64: integers, hence exact whatever is before.
    """
    edges = running(ends - starts)
    hashes = np.empty(len(starts), np.uint64)
    for first, last in ranges(edges, _AT_ONCE):
        here = slice(first, last)
        within = edges[first : last + 1] - edges[first]
        hashes[here] = run_hashes(codes[each(starts[here], np.diff(within))], within[:-1], within[1:])
    return hashes


def run_hashes(values: Hashes | Codes, first: Ints, last: Ints) -> Hashes:
    """The hash of each run of numbers `values[first[i]:last[i]]`: the sum of value * BASE**i modulo 2**64, mixed.

    `first` is in ascending order.
    """
    hashes = np.empty(len(first), np.uint64)
    for start, stop in ranges(np.append(first, last[-1:]), _AT_ONCE):
        here = slice(start, stop)
        low, high = first[start], last[here].max()
        hashes[here] = _run_hashes(values[low:high], first[here] - low, last[here] - low)
    return hashes


def _run_hashes(values: Hashes | Codes, first: Ints, last: Ints) -> Hashes:
    power, inverse = _powers_to(len(values) + 1)
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values * power[: len(values)], out=sums[1:], dtype=np.uint64)
    return mixed((sums[last] - sums[first]) * inverse[first])


def mixed(values: Hashes) -> Hashes:
    """Each number spread over all 64 bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = values ^ (values >> np.uint64(30))
    values *= _ONE
    values ^= values >> np.uint64(27)
    values *= _TWO
    values ^= values >> np.uint64(31)
    return values


@dataclass(frozen=True)
class Listed:
    """A set of words to look for."""

    hashes: Hashes
    """Of the words, in ascending order."""

    @cached_property
    def _leading(self) -> Bools:
        return true_at(1 << LEADING, leading(self.hashes, LEADING))

    def holds(self, hashes: Hashes) -> Bools:
        """Whether each of some hashes is that of a listed word."""
        found = self._leading[leading(hashes, LEADING)]
        some = np.flatnonzero(found)
        found[some] = self._equal(hashes[some])
        return found

    def among(self, words: Words) -> Ints:
        """Which of all words are listed."""
        some = np.flatnonzero(self._leading[words.leading])
        return some[self._equal(words.hashes[some])]

    def _equal(self, hashes: Hashes) -> Bools:
        return self.hashes[np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)] == hashes


def _powers_to(size: int) -> tuple[Hashes, Hashes]:
    """BASE**i and INVERSE**i modulo 2**64 for i below `size` at least. Only those that common sizes need are kept."""
    bits = max(16, size.bit_length())
    return _powers(bits) if 1 << bits <= 2 * _AT_ONCE else _powers.__wrapped__(bits)


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    base, inverse = np.full(1 << bits, BASE, np.uint64), np.full(1 << bits, INVERSE, np.uint64)
    base[0] = inverse[0] = 1
    return np.multiply.accumulate(base), np.multiply.accumulate(inverse)
