"""Sentences that an article tells twice, to the letter or nearly.

Nearly: the Jaccard share of the two sets of words (in lower case, apostrophes and punctuation aside). Sentences are cut
at quotation marks too, so that a quotation is compared by itself, whoever is said to have said it. Only what ends like
a sentence counts: headings, rows of tables and names of links may repeat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from flows.clean.quality.lints.draft import MOST, Finding
from flows.clean.quality.reading import Reading
from flows.clean.quality.repetition import occurrences, suspects
from flows.clean.sentences import Sentences, Text, Words
from flows.clean.sentences.characters import CLOSER, DIGIT, END, QUOTE, SPACE
from flows.clean.sentences.words import BASE, Hashes, mixed, powers
from flows.clean.table import Ints

FEWEST = 8
"""Words below which a repeated sentence is a phrase."""
WARN, INFORM = 80, 60
"""Jaccard shares in percent from which a pair is a warning, and from which it is told at all."""
WINDOW = 256
"""A sentence is compared with this many that follow it."""
_BLOCK = 256
"""Sentences that are compared with their followers at once; bounds memory."""
TEMPLATE = 3
"""More pairs than this that are nearly equal come from a template (a list of products, a league table): only infos."""


def repeated(reading: Reading) -> Iterator[Finding]:
    """`repeated_sentence`, one finding for each such sentence, at the paragraph where it stands first."""
    text, words = reading.text, reading.words
    spans = reading.spans[0]
    long = _worth(reading, spans, quotes=False)
    for doc, one, other in _equal(words, spans, long):
        shown = text.cut(int(words.starts[spans.first[one]]), int(spans.ends[one]))
        yield _finding(reading, doc, "repeated_sentence", "warning", spans, (one, other), shown)


def near(reading: Reading) -> Iterator[Finding]:
    """`near_duplicate_sentence`, one finding a pair, at the paragraph of the first."""
    words = reading.words
    spans = reading.spans[1]
    pairs: dict[int, list[tuple[int, bool, int, int]]] = defaultdict(list)
    for doc, one, other in _alike(words, spans, _worth(reading, spans, quotes=True)):
        if len(pairs[doc]) < MOST:
            percent = _jaccard(words, spans, one, other)
            if percent >= INFORM:
                pairs[doc].append((percent, _numbers_differ(reading.text, words, spans, one, other), one, other))
    for doc, listed in pairs.items():
        strong = [percent >= WARN and not numbers for percent, numbers, _, _ in listed]
        for (_, _, one, other), warn in zip(listed, strong, strict=True):
            severity = "warning" if warn and sum(strong) <= TEMPLATE else "info"
            shown = _common(reading.text, words, spans, one, other)
            yield _finding(reading, doc, "near_duplicate_sentence", severity, spans, (one, other), shown)


def _finding(
    reading: Reading, doc: int, code: str, severity: str, spans: Sentences, pair: tuple[int, int], shown: str
) -> Finding:
    one, other = (reading.paragraph(doc, int(reading.words.starts[spans.first[at]])) for at in pair)
    return Finding(reading.first + doc, code, severity, one, f"{one}, {other}: {shown.strip()}")


def _worth(reading: Reading, spans: Sentences, quotes: bool) -> Ints:
    """The sentences of the bodies that are long enough and end like one (`quotes`: or with a comma before a mark)."""
    flags = reading.text.flags
    long = np.flatnonzero(spans.last - spans.first >= FEWEST)
    last = spans.ends[long] - 1
    ends = np.zeros(len(long), np.bool_)
    for _ in range(4):  # behind the end mark there may be closing marks and a blank
        ends |= (flags[last] & END) > 0
        skip = ~ends & ((flags[last] & (CLOSER | SPACE)) > 0) & (last > spans.starts[long])
        last = last - skip
    if quotes:
        follows = np.minimum(spans.ends[long], len(flags) - 1)
        ends |= ((flags[follows] & QUOTE) > 0) & (reading.text.codes[np.maximum(spans.ends[long] - 1, 0)] == ord(","))
    return long[ends]


def _order_hashes(words: Words, spans: Sentences, at: Ints) -> Hashes:
    """One number for the sequence of words of each sentence."""
    base, inverse = powers(len(words.hashes) + 1)
    sums = np.zeros(len(words.hashes) + 1, np.uint64)
    np.cumsum(words.hashes * base[: len(words.hashes)], out=sums[1:], dtype=np.uint64)
    return mixed((sums[spans.last[at]] - sums[spans.first[at]]) * inverse[spans.first[at]])


def _equal(words: Words, spans: Sentences, long: Ints) -> Iterator[tuple[int, int, int]]:
    """(document, first sentence, second one) of each sentence that stands again in its document."""
    owner = np.searchsorted(spans.bounds, long, side="right") - 1
    keys = _order_hashes(words, spans, long) + mixed((owner + 1).astype(np.uint64) * BASE)
    again = np.flatnonzero(suspects(keys))
    count, _ = occurrences(keys[again])
    again = again[count > 1]
    seen: dict[int, int] = {}
    told: set[int] = set()
    for at, doc, key in zip(long[again].tolist(), owner[again].tolist(), keys[again].tolist(), strict=True):
        if key not in seen:
            seen[key] = at
        elif key not in told:
            told.add(key)
            yield doc, seen[key], at


def _alike(words: Words, spans: Sentences, long: Ints) -> Iterator[tuple[int, int, int]]:
    """(document, sentence, later sentence) of pairs whose sets of words may share `INFORM` percent, in reading order.

    Each word sets one bit of 64. Two sets that share 60 percent differ in at most a quarter of the sum of their sizes
    (of the union they share .6, and the union is at most the sum / 1.6), and bits that differ count words that differ.
    So no pair is missed, and the few that pass are compared word by word.
    """
    if len(long) < 2:
        return
    signature, second = (_signatures(words, spans, long, shift) for shift in (58, 52))
    size = np.minimum(spans.last[long] - spans.first[long], 255).astype(
        np.uint16
    )  # 64 bits differ at most: 255 is ample
    bounds = np.searchsorted(long, spans.bounds)
    for doc in np.flatnonzero(np.diff(bounds) > 1).tolist():
        low, high = int(bounds[doc]), int(bounds[doc + 1])
        for start in range(low, high, _BLOCK):
            rows, columns = slice(start, min(start + _BLOCK, high)), slice(start, min(start + _BLOCK + WINDOW, high))
            differ = np.bitwise_count(signature[rows, None] ^ signature[None, columns])
            one, other = np.nonzero(differ <= (size[rows, None] + size[None, columns]) >> 2)
            fits = (other > one) & (other <= one + WINDOW)
            one, other = one[fits], other[fits]
            differ = np.bitwise_count(second[start + one] ^ second[start + other])
            fits = differ <= (size[start + one] + size[start + other]) >> 2
            for a, b in zip(one[fits].tolist(), other[fits].tolist(), strict=True):
                yield doc, int(long[start + a]), int(long[start + b])


def _signatures(words: Words, spans: Sentences, at: Ints, shift: int) -> Hashes:
    """64 bits a sentence: which values the six bits of its words' hashes from `shift` on take."""
    bits = np.uint64(1) << ((words.hashes >> np.uint64(shift)) & np.uint64(63))
    edges = np.stack([spans.first[at], spans.last[at]], axis=1).ravel()
    return np.bitwise_or.reduceat(np.append(bits, np.uint64(0)), edges)[::2]


def _sequence(words: Words, spans: Sentences, at: int) -> list[int]:
    return words.hashes[spans.first[at] : spans.last[at]].tolist()


def _jaccard(words: Words, spans: Sentences, one: int, other: int) -> int:
    """Words that two sentences share, in percent of all their words; 0 when equal or when one has few words."""
    sequences = [_sequence(words, spans, at) for at in (one, other)]
    first, second = map(set, sequences)
    if sequences[0] == sequences[1] or min(len(first), len(second)) < FEWEST:
        return 0
    return 100 * len(first & second) // len(first | second)


def _numbers_differ(text: Text, words: Words, spans: Sentences, one: int, other: int) -> bool:
    """Whether the words with digits differ: then two facts are told in one form."""
    numbers: list[set[int]] = []
    for at in (one, other):
        span: npt.NDArray[np.int64] = np.arange(spans.first[at], spans.last[at])
        numbers.append({int(words.hashes[word]) for word in span[(text.flags[words.starts[span]] & DIGIT) > 0]})
    return numbers[0] != numbers[1]


def _common(text: Text, words: Words, spans: Sentences, one: int, other: int) -> str:
    """The longest run of words that two sentences have in common, as the first has it."""
    first, second = (_sequence(words, spans, at) for at in (one, other))
    match = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    start = int(spans.first[one]) + match.a
    return text.cut(int(words.starts[start]), int(words.ends[start + match.size - 1]))
