"""How much of a text repeats itself: lines, paragraphs and runs of 2 to 10 words.

The measures are those of Rae et al. 2021 (Gopher, arXiv:2112.11446, appendix A1.1), with words as
`pipeline/words` cuts them and characters counted inside words only. Everything is integer arithmetic on 64-bit hashes,
 so a document has the same measures in any batch.
"""

from __future__ import annotations

import numpy as np

from cleancopy.pipeline.scan.columns import Bools, Floats, Ints
from cleancopy.pipeline.scan.repeats import may_repeat, occurrences
from cleancopy.pipeline.scan.segments import running, segment_max, segment_sum
from cleancopy.pipeline.words.characters import Codes
from cleancopy.pipeline.words.words import BASE, Hashes, Words, mixed, span_hashes

TOP = (2, 3, 4)
COVERED = (5, 6, 7, 8, 9, 10)


def repeated_runs(words: Words) -> dict[str, Floats]:
    """For each document the shares of its word characters that are in repeated runs of words.

    `top_2gram_char_share` (to 4): in all occurrences of the most frequent run of n words (of several the longest), 0
    when none occurs twice; `duplicate_5gram_char_share` (to 10): in occurrences of runs of n words that occurred before
    in the document, overlapping ones counted once.
    """
    lengths = words.lengths
    before = running(lengths)
    total = before[words.bounds[1:]] - before[words.bounds[:-1]]
    goes_on = np.ones(len(words.hashes) + 1, np.bool_)
    goes_on[words.bounds] = False  # False where a document begins
    salt = mixed(np.arange(1, len(total) + 1).astype(np.uint64) * BASE)
    at, grams = _pairs(words, goes_on, salt)
    found: dict[str, Floats] = {}
    for size in (*TOP, *COVERED):
        if not len(at):  # nor does any longer run
            found[_name(size)] = np.zeros(len(total))
            continue
        if size > TOP[0]:
            at, grams = _lengthened(at, grams, words, goes_on, size - 1)
        count, again = occurrences(grams)
        repeated = np.flatnonzero(count > 1)
        at, grams, count = at[repeated], grams[repeated], count[repeated]
        if size in TOP:
            found[_name(size)] = _top(at, count, size, words, before, total)
        else:
            covered = _covered(at[again[repeated]], size, words, before)
            found[_name(size)] = covered / np.maximum(total, 1)
    return found


def _name(size: int) -> str:
    return f"top_{size}gram_char_share" if size in TOP else f"duplicate_{size}gram_char_share"


def _pairs(words: Words, goes_on: Bools, salt: Hashes) -> tuple[Ints, Hashes]:
    """Where pairs of words are that may occur twice in their document, and the hashes of these pairs."""
    grams = words.hashes[1:] * BASE
    grams += words.hashes[:-1]
    grams += np.repeat(salt, np.diff(words.bounds))[:-1]
    at = np.flatnonzero(may_repeat(grams) & goes_on[1 : len(grams) + 1])
    return at, grams[at]


def _lengthened(at: Ints, grams: Hashes, words: Words, goes_on: Bools, n: int) -> tuple[Ints, Hashes]:
    """Runs of n + 1 words whose first n and last n words both repeat (no others can), and their hashes."""
    fits = goes_on[at + n]
    fits[:-1] &= at[1:] == at[:-1] + 1
    fits[-1:] = False
    some = np.flatnonzero(fits)
    at, grams = at[some], grams[some]
    factor = np.uint64(pow(int(BASE), n, 1 << 64))
    return at, grams + words.hashes[at + n] * factor


def _top(at: Ints, count: Ints, size: int, words: Words, before: Ints, total: Ints) -> Floats:
    characters = before[at + size] - before[at]
    rank = count << 31 | np.minimum(characters, (1 << 31) - 1)
    best = segment_max(rank, np.searchsorted(at, words.bounds))
    return np.minimum((best >> 31) * (best & ((1 << 31) - 1)) / np.maximum(total, 1), 1.0)


def _covered(at: Ints, size: int, words: Words, before: Ints) -> Ints:
    """Characters of each document's words in the union of the runs `at[i]:at[i] + size`."""
    starts = at.copy()
    starts[1:] = np.maximum(starts[1:], at[:-1] + size)
    return segment_sum(before[at + size] - before[starts], np.searchsorted(at, words.bounds))


def duplicate_shares(codes: Codes, starts: Ints, ends: Ints, bounds: Ints) -> tuple[Floats, Floats]:
    """(share of spans, share of their characters) that repeat an earlier span of the same document.

    Spans of characters `starts[i]:ends[i]`, none empty; `bounds[d]:bounds[d + 1]` are document d's lines or paragraphs.
    Only those are read that share their length and four of their characters with another one of their document.
    """
    lengths = ends - starts
    owner = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    salt = mixed((owner + 1).astype(np.uint64) * BASE)
    looks = lengths.astype(np.uint64)
    for place in (starts, starts + (lengths >> 2), starts + (lengths >> 1), ends - 1):
        looks = looks * BASE + codes[place]
    looks = mixed(looks + salt)
    some = np.flatnonzero(may_repeat(looks))
    some = some[occurrences(looks[some])[0] > 1]
    again = np.zeros(len(starts), np.bool_)
    if len(some):
        again[some] = occurrences(span_hashes(codes, starts[some], ends[some]) + salt[some])[1]
    number, characters = np.diff(bounds), segment_sum(lengths, bounds)
    return (
        segment_sum(again, bounds) / np.maximum(number, 1),
        segment_sum(lengths * again, bounds) / np.maximum(characters, 1),
    )
