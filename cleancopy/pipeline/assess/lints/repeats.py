"""Sentences that an article tells twice, to the letter or nearly.

Nearly: the Jaccard share of the two sets of words (in lower case, apostrophes and punctuation aside). Sentences are cut
at quotation marks too, so that a quotation is compared by itself, whoever is said to have said it. Only what ends like
a sentence counts: headings, rows of tables and names of links may repeat.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from cleancopy.pipeline.assess.lints.draft import MOST, Finding
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.assess.reading import Reading
from cleancopy.pipeline.scan.columns import Ints
from cleancopy.pipeline.scan.repeats import may_repeat, occurrences
from cleancopy.pipeline.scan.segments import each, row_of
from cleancopy.pipeline.words import Sentences, Text, Words
from cleancopy.pipeline.words.characters import CLOSER, DIGIT, END, QUOTE, SPACE
from cleancopy.pipeline.words.words import BASE, Hashes, mixed, run_hashes

FEWEST = 8
"""Words below which a repeated sentence is a phrase."""
WARN, INFORM = 80, 60
"""Jaccard shares in percent from which a pair is a warning, and from which it is told at all."""
WINDOW = 256
"""A sentence is compared with this many that follow it."""
MOST_COMPARED = 2000
"""Pairs of one document that are compared word by word: more are long enumerations, which would take minutes."""
_BIT = np.uint64(1)
_BLOCK = 1024
"""Sentences that are compared with their followers at once; bounds memory."""
_SHOWN = 100
"""Words of a sentence among which the evidence is sought."""
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
    pairs: dict[int, list[tuple[bool, int, int]]] = defaultdict(list)
    for doc, one, other in _alike(words, spans, _worth(reading, spans, quotes=True)):
        if len(pairs[doc]) < MOST:
            percent = _jaccard(words, spans, one, other)
            if percent >= INFORM:
                strong = percent >= WARN and not _numbers_differ(reading.text, words, spans, one, other)
                pairs[doc].append((strong, one, other))
    for doc, listed in pairs.items():
        template = sum(strong for strong, _, _ in listed) > TEMPLATE
        for strong, one, other in listed:
            severity = "warning" if strong and not template else "info"
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
    for _ in range(4):  # after the end mark there may be closing marks and a blank
        ends |= (flags[last] & END) > 0
        skip = ~ends & ((flags[last] & (CLOSER | SPACE)) > 0) & (last > spans.starts[long])
        last = last - skip
    if quotes:
        follows = np.minimum(spans.ends[long], len(flags) - 1)
        ends |= ((flags[follows] & QUOTE) > 0) & (reading.text.codes[np.maximum(spans.ends[long] - 1, 0)] == ord(","))
    return long[ends]


def _equal(words: Words, spans: Sentences, long: Ints) -> Iterator[tuple[int, int, int]]:
    """(document, first sentence, second one) of each sentence that occurs again in its document."""
    owner = row_of(long, spans.bounds)
    keys = run_hashes(words.hashes, spans.first[long], spans.last[long]) + mixed((owner + 1).astype(np.uint64) * BASE)
    again = np.flatnonzero(may_repeat(keys))
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

    Each word sets one bit of 64 (then, for the few pairs that pass, of 256). Two sets that share 60 percent differ in
    at most a quarter of the sum of their sizes (of the union they share .6, and the union is at most the sum / 1.6),
    and bits that differ count words that differ. So no pair is missed, and the few that pass are compared word by word.
    """
    owner = row_of(long, spans.bounds)
    size = np.minimum(spans.last[long] - spans.first[long], 2048)  # at most 256 bits differ
    rough = _signatures(words, spans, long)
    told: Counter[int] = Counter()
    for one, other in _neighbours(owner):
        if told[int(owner[one[0]])] >= MOST_COMPARED and owner[one[0]] == owner[one[-1]]:
            continue
        most = (size[one] + size[other]) >> 2
        close = np.bitwise_count(rough[one] ^ rough[other]) <= most
        one, other, most = one[close], other[close], most[close]
        met, at = np.unique(np.concatenate([one, other]), return_inverse=True)
        fine = _fine_signatures(words, spans, long[met])
        differ = np.bitwise_count(fine[:, at[: len(one)]] ^ fine[:, at[len(one) :]]).sum(axis=0)
        for a, b in zip(one[differ <= most].tolist(), other[differ <= most].tolist(), strict=True):
            doc = int(owner[a])
            told[doc] += 1
            if told[doc] <= MOST_COMPARED:
                yield doc, int(long[a]), int(long[b])


def _neighbours(owner: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each sentence beside the next ones of its document, up to `WINDOW`, in order; `_BLOCK` sentences at a time."""
    rows = np.arange(len(owner))
    followers = np.minimum(np.searchsorted(owner, owner, side="right") - rows - 1, WINDOW)
    for start in range(0, len(rows), _BLOCK):
        some, number = rows[start : start + _BLOCK], followers[start : start + _BLOCK]
        if number.any():
            yield np.repeat(some, number), each(some + 1, number)


def _signatures(words: Words, spans: Sentences, at: Ints) -> Hashes:
    """64 bits a sentence: which values six bits of its words' hashes take."""
    bits = np.append(_BIT << (words.hashes >> np.uint64(58)), np.uint64(0))
    edges = np.stack([spans.first[at], spans.last[at]], axis=1).ravel()
    return np.bitwise_or.reduceat(bits, edges)[::2] if len(at) else bits[:0]


def _fine_signatures(words: Words, spans: Sentences, at: Ints) -> Hashes:
    """uint64[4, sentences]: the signatures of the words of each of four parts of the vocabulary."""
    lengths = spans.last[at] - spans.first[at]
    hashes = words.hashes[each(spans.first[at], lengths)]
    bits, part = _BIT << (hashes >> np.uint64(58)), hashes >> np.uint64(50) & np.uint64(3)
    parts = [np.where(part == one, bits, np.uint64(0)) for one in range(4)]
    begins = np.cumsum(lengths) - lengths
    return np.stack([np.bitwise_or.reduceat(one, begins) if len(at) else one for one in parts])


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
    numbers = []
    for at in (one, other):
        span = slice(spans.first[at], spans.last[at])
        numbers.append(set(words.hashes[span][(text.flags[words.starts[span]] & DIGIT) > 0].tolist()))
    return numbers[0] != numbers[1]


def _common(text: Text, words: Words, spans: Sentences, one: int, other: int) -> str:
    """The longest run of words that two sentences have in common, as the first has it."""
    first, second = (_sequence(words, spans, at)[:_SHOWN] for at in (one, other))
    begin, size = _longest_run(first, second)
    start = int(spans.first[one]) + begin
    return text.cut(int(words.starts[start]), int(words.ends[start + size - 1]))


def _longest_run(first: list[int], second: list[int]) -> tuple[int, int]:
    """(where it begins in the first, length) of the longest run that two sequences share, of several the first.

    Plain Python: sentences have some twenty words, for which the overhead of arrays is five times the work.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for place, word in enumerate(second):
        places[word].append(place)
    begin = best = 0
    sizes: dict[int, int] = {}
    for at, word in enumerate(first):
        sizes = {place: sizes.get(place - 1, 0) + 1 for place in places.get(word, ())}  # of the runs that end here
        longest = max(sizes.values(), default=0)
        if longest > best:
            begin, best = at - longest + 1, longest
    return begin, best


REPEATED = Lint(
    "repeated_sentence",
    {"warning": ""},
    why="A sentence of eight words or more is there twice, capitals and punctuation aside. Reported at the paragraph "
    "where it is first; the evidence names both paragraphs (`1, 3: ...`).",
    example="`The new bridge will carry trams, buses and bicycles but no cars.` in the first and the third paragraph.",
    near_miss="a heading that is also in a table of contents; a short phrase that comes back.",
    checks=(repeated,),
)
NEAR = Lint(
    "near_duplicate_sentence",
    {
        "warning": "from a Jaccard share of 0.8 of the two sets of words",
        "info": "from 0.6, and also when the figures in the two differ or when a document has more than three such "
        "pairs (it was made from a template)",
    },
    why="Two sentences, or quotations inside them, tell the same in nearly the same words. Each is compared with the "
    "256 that follow it; both have eight different words or more. The evidence names both paragraphs and the words in "
    "common.",
    example="`“The company has broken, openly broken, the safety rules of the harbour.”` and later `that the company "
    "“has openly broken the safety rules of the harbour.`",
    near_miss="equal sentences (`repeated_sentence`), rows of a list, one subject of which two different things are "
    "said.",
    checks=(near,),
)
