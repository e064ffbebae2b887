"""Sentences that an article tells twice, to the letter or nearly.

Nearly: the Jaccard share of the two sets of words (in lower case, apostrophes and punctuation aside). Sentences are cut
at quotation marks too, so that a quotation is compared by itself, whoever is said to have said it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from flows.clean.quality.layout import lines
from flows.clean.quality.lints.draft import Draft, Finding
from flows.clean.quality.repetition import occurrences, suspects
from flows.clean.sentences import Sentences, Text, Words, read, sentences, slices, units, words
from flows.clean.sentences.words import BASE, Hashes, mixed, powers
from flows.clean.table import Ints

FEWEST = 8
"""Words below which a repeated sentence is a phrase."""
WARN, INFORM = 80, 60
"""Jaccard shares in percent from which a pair is a warning, and from which it is told at all."""
WINDOW = 256
"""A sentence is compared with this many that follow it."""
_SHOWN = 400


def repeats(draft: Draft) -> Iterator[Finding]:
    """`repeated_sentence` and `near_duplicate_sentence`, one finding a pair, at the paragraph of the first."""
    for start, stop in slices(draft.texts):
        text = read(draft.texts[start:stop])
        tokens = words(text)
        opens = lines(text)
        paragraphs = opens.starts[opens.opens]
        first = np.searchsorted(paragraphs, text.bounds)
        for code, severity, doc, one, other, evidence in _pairs(text, tokens):
            at = [int(np.searchsorted(paragraphs, place, side="right") - first[doc]) for place in (one, other)]
            yield Finding(start + doc, code, severity, at[0], f"{at[0]}, {at[1]}: {evidence}")


def _pairs(text: Text, tokens: Words) -> Iterator[tuple[str, str, int, int, int, str]]:
    """(code, severity, document, character of the one, of the other, evidence)."""
    whole = sentences(text, tokens)
    keys = _order_hashes(tokens, whole)
    for doc, one, other in _equal(whole, keys):
        shown = text.cut(*_span(tokens, whole, one)).strip()
        yield "repeated_sentence", "warning", doc, *_places(tokens, whole, one, other), shown
    parts = units(text, tokens)
    for doc, one, other in _alike(tokens, parts):
        shares = _compared(text, tokens, parts, one, other)
        if shares is not None:
            percent, digits, shown = shares
            severity = "warning" if percent >= WARN and not digits else "info"
            yield "near_duplicate_sentence", severity, doc, *_places(tokens, parts, one, other), shown


def _places(tokens: Words, spans: Sentences, one: int, other: int) -> tuple[int, int]:
    return int(tokens.starts[spans.first[one]]), int(tokens.starts[spans.first[other]])


def _span(tokens: Words, spans: Sentences, at: int) -> tuple[int, int]:
    """The characters of a sentence, from its first word to its end."""
    return int(tokens.starts[spans.first[at]]), int(spans.ends[at])


def _order_hashes(tokens: Words, spans: Sentences) -> Hashes:
    """One number for the sequence of words of each sentence."""
    base, inverse = powers(len(tokens.hashes) + 1)
    sums = np.zeros(len(tokens.hashes) + 1, np.uint64)
    np.cumsum(tokens.hashes * base[: len(tokens.hashes)], out=sums[1:], dtype=np.uint64)
    return mixed((sums[spans.last] - sums[spans.first]) * inverse[spans.first])


def _equal(spans: Sentences, keys: Hashes) -> Iterator[tuple[int, int, int]]:
    """(document, first sentence, second one) of each sentence that stands again in its document."""
    owner = np.repeat(np.arange(len(spans.bounds) - 1), np.diff(spans.bounds))
    long = np.flatnonzero(spans.last - spans.first >= FEWEST)
    keyed = keys[long] + mixed((owner[long] + 1).astype(np.uint64) * BASE)
    long = long[suspects(keyed)]
    keyed = keys[long] + mixed((owner[long] + 1).astype(np.uint64) * BASE)
    count, _ = occurrences(keyed)
    seen: dict[int, int] = {}
    told: set[int] = set()
    for at, key in zip(long[count > 1].tolist(), keyed[count > 1].tolist(), strict=True):
        if key not in seen:
            seen[key] = at
        elif key not in told:
            told.add(key)
            yield int(owner[at]), seen[key], at


def _alike(tokens: Words, spans: Sentences) -> Iterator[tuple[int, int, int]]:
    """(document, sentence, later sentence) of pairs whose sets of words may share `INFORM` percent.

    Each word sets one bit of 64; bits that only one of the two has count words that only it has, which bounds the
    Jaccard share from above: no pair that reaches the limit is missed.
    """
    size = spans.last - spans.first
    long = np.flatnonzero(size >= FEWEST)
    if len(long) < 2:
        return
    size = size[long]
    owner = np.searchsorted(spans.bounds, long, side="right") - 1
    bits = np.uint64(1) << (tokens.hashes >> np.uint64(58))
    edges = np.stack([spans.first[long], np.minimum(spans.last[long], len(bits) - 1)], axis=1).ravel()
    signature = np.bitwise_or.reduceat(bits, edges)[::2]
    signature |= np.where(spans.last[long] == len(bits), bits[-1], np.uint64(0))
    for step in range(1, min(WINDOW, int(np.bincount(owner).max()) - 1) + 1):
        near = np.flatnonzero(owner[step:] == owner[:-step])
        if not len(near):
            break
        hits = near[_may_reach(signature[near], signature[near + step], size[near], size[near + step])]
        for at in hits.tolist():
            yield int(owner[at]), int(long[at]), int(long[at + step])


def _may_reach(one: Hashes, other: Hashes, words_one: Ints, words_other: Ints) -> npt.NDArray[np.bool_]:
    only_one = np.bitwise_count(one & ~other).astype(np.int64)
    only_other = np.bitwise_count(other & ~one).astype(np.int64)
    shared = np.minimum(words_one - only_one, words_other - only_other)
    return 100 * shared >= INFORM * (shared + only_one + only_other)


def _compared(text: Text, tokens: Words, spans: Sentences, one: int, other: int) -> tuple[int, bool, str] | None:
    """(Jaccard percent, whether numbers differ, the longest words in common), None below the limit or when equal."""
    sequences = [tokens.hashes[spans.first[at] : spans.last[at]].tolist() for at in (one, other)]
    first, second = map(set, sequences)
    union = len(first | second)
    percent = 100 * len(first & second) // union
    if percent < INFORM or min(len(first), len(second)) < FEWEST or sequences[0] == sequences[1]:
        return None
    strings = [text.cut(*_span(tokens, spans, at))[:_SHOWN] for at in (one, other)]
    numbers = [{word for word in string.split() if any(map(str.isdigit, word))} for string in strings]
    match = SequenceMatcher(None, strings[0], strings[1], autojunk=False).find_longest_match()
    return percent, numbers[0] != numbers[1], _whole_words(strings[0], match.a, match.a + match.size)


def _whole_words(string: str, start: int, end: int) -> str:
    """`string[start:end]` without the halves of words at its ends (unless nothing is left)."""
    if start and not string[start - 1].isspace() and " " in string[start:end]:
        start = string.index(" ", start, end)
    if end < len(string) and not string[end].isspace() and " " in string[start:end].strip():
        end = string.rindex(" ", start, end)
    return string[start:end].strip()
