"""Signals: what Gopher, C4 and FineWeb measure of a text, as columns. Nothing is dropped for them.

Sources: Gopher, Rae et al. 2021 (arXiv:2112.11446, appendix A1.1); C4, Raffel et al. 2020 (arXiv:1910.10683, section
2.2); FineWeb, Penedo et al. 2024 (arXiv:2406.17557, section 3.6). Words are those of `flows.clean.sentences`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.quality.layout import line_signals
from flows.clean.quality.reading import Reading, readings
from flows.clean.quality.repetition import repeated_runs
from flows.clean.quality.stopwords import stop_word_signals
from flows.clean.recipe import Recipe
from flows.clean.sentences import Text, Words, hash_of
from flows.clean.sentences.characters import DIGIT, LETTER, SPACE, UPPER
from flows.clean.table import Batch, Bools, Floats, Ints, byte_lengths, column, flat, segment_sum

SIGNALS = (
    "word_count",
    "sentence_count",
    "paragraph_count",
    "mean_word_length",
    "mean_sentence_words",
    "mean_paragraph_words",
    "mean_line_words",
    "hash_word_ratio",
    "ellipsis_word_ratio",
    "bullet_line_share",
    "ellipsis_line_share",
    "alphabetic_word_share",
    "alphabetic_share",
    "digit_share",
    "capital_share",
    "english_stop_words",
    "stop_word_share",
    "duplicate_line_share",
    "duplicate_line_char_share",
    "duplicate_paragraph_share",
    "duplicate_paragraph_char_share",
    "top_2gram_char_share",
    "top_3gram_char_share",
    "top_4gram_char_share",
    "duplicate_5gram_char_share",
    "duplicate_6gram_char_share",
    "duplicate_7gram_char_share",
    "duplicate_8gram_char_share",
    "duplicate_9gram_char_share",
    "duplicate_10gram_char_share",
    "end_mark_line_share",
    "end_mark_or_quote_line_share",
    "short_line_share",
    "few_word_line_share",
    "line_break_word_ratio",
    "curly_brackets",
    "lorem_ipsum",
    "javascript_mentions",
    "policy_mentions",
    "taken_line_share",
)
"""Their names, in the order of the contract, which holds a sentence on each (`schemas/signals.py`)."""

COUNTS = frozenset(
    {
        "word_count",
        "sentence_count",
        "paragraph_count",
        "english_stop_words",
        "curly_brackets",
        "lorem_ipsum",
        "javascript_mentions",
        "policy_mentions",
    }
)
"""Those that are whole numbers; the others are shares and means."""

SIGNALS_TYPE = pa.struct([(name, pa.int32() if name in COUNTS else pa.float64()) for name in SIGNALS])

POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")


def measure(batch: Batch, recipe: Recipe) -> Batch:
    """Adds docs.signals (a struct of `SIGNALS`; null for a document without text).

    Reads docs.text, docs.title, docs.language and lines.kept.
    """
    return with_signals(batch, [measured(some) for some in readings(batch)])


def with_signals(batch: Batch, parts: Sequence[Mapping[str, Any]]) -> Batch:
    """The batch with docs.signals, from what was measured of its readings in order."""
    taken = _taken(batch)
    arrays = []
    for name, kind in ((field.name, field.type) for field in SIGNALS_TYPE):
        own = taken if name == "taken_line_share" else np.concatenate([taken[:0], *(part[name] for part in parts)])
        unknown = np.isnan(own) if name == "stop_word_share" else None
        arrays.append(pa.array(own, mask=unknown).cast(kind, safe=False))
    missing = pc.is_null(flat(batch.docs.column("text")))
    return batch.with_docs(signals=pa.StructArray.from_arrays(arrays, fields=list(SIGNALS_TYPE), mask=missing))


def measured(some: Reading) -> dict[str, Any]:
    """All signals of some texts but those of the line table."""
    text, words, spans = some.text, some.words, some.spans[0]
    number = np.diff(words.bounds)
    return {
        "word_count": number,
        "sentence_count": np.diff(spans.bounds),
        "mean_sentence_words": number / np.maximum(np.diff(spans.bounds), 1),
        "mean_word_length": segment_sum(words.lengths, words.bounds) / np.maximum(number, 1),
        **_character_signals(text, words),
        **line_signals(text, words, some.rows),
        **repeated_runs(words),
        **stop_word_signals(words, some.languages),
        **_phrase_signals(words),
    }


def _character_signals(text: Text, words: Words) -> dict[str, Floats | Ints]:
    """Shares and counts of kinds of characters. The two line feeds that end each document are not counted."""
    number = np.maximum(np.diff(words.bounds), 1)
    counts: dict[str, Ints] = {}
    for name, flag in (("letter", LETTER), ("digit", DIGIT), ("capital", UPPER), ("space", SPACE)):
        counts[name] = _count((text.flags & flag) > 0, text.bounds)
    solid = np.maximum(np.diff(text.bounds) - counts["space"], 1)
    first_kind = text.flags[words.starts] & LETTER
    numeral = np.flatnonzero(first_kind == 0)  # words that begin with a digit; few of them hold a letter
    edges = np.stack([words.starts[numeral], words.ends[numeral]], axis=1).ravel()
    kinds = np.bitwise_or.reduceat(text.flags, edges)[::2] if len(edges) else text.flags[:0]
    first_kind[numeral] = kinds & LETTER
    with_letter = first_kind > 0
    return {
        "alphabetic_share": counts["letter"] / solid,
        "digit_share": counts["digit"] / solid,
        "capital_share": counts["capital"] / np.maximum(counts["letter"], 1),
        "alphabetic_word_share": segment_sum(with_letter, words.bounds) / number,
        "hash_word_ratio": _count(text.codes == ord("#"), text.bounds) / number,
        "ellipsis_word_ratio": _ellipses(text) / number,
        "curly_brackets": _count((text.codes == ord("{")) | (text.codes == ord("}")), text.bounds),
        "line_break_word_ratio": (_count(text.codes == ord("\n"), text.bounds) - 2) / number,
    }


def _count(which: Bools, bounds: Ints) -> Ints:
    """How many of the flags of each document are set."""
    spans = zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    return np.array([np.count_nonzero(which[start:end]) for start, end in spans], np.int64)


def _ellipses(text: Text) -> Ints:
    dots = text.codes == ord(".")
    three = dots[2:] & dots[1:-1] & dots[:-2]
    three[1:] &= ~dots[:-3]  # a run of dots counts once
    return _count(text.codes == ord("…"), text.bounds) + _count(three, text.bounds)


@cache
def _phrase(words: str) -> tuple[np.uint64, ...]:
    return tuple(hash_of([words]))


def _phrase_signals(words: Words) -> dict[str, Ints]:
    """How often the phrases that C4 looks for occur in each document."""

    def occurrences(phrase: str) -> Ints:
        first, *others = _phrase(phrase)
        at = np.flatnonzero(words.hashes == first)
        for step, other in enumerate(others, start=1):
            at = at[at + step < len(words.hashes)]
            at = at[words.hashes[at + step] == other]
        end = at + len(others)
        owner = np.searchsorted(words.bounds, at, side="right")
        at = at[end < words.bounds[np.minimum(owner, len(words.bounds) - 1)]]
        return np.diff(np.searchsorted(at, words.bounds))

    return {
        "lorem_ipsum": occurrences("lorem ipsum"),
        "javascript_mentions": occurrences("javascript"),
        "policy_mentions": np.sum([occurrences(phrase) for phrase in POLICIES], axis=0),
    }


def _taken(batch: Batch) -> Floats:
    """Share of each document's lines with text that are not kept in the body."""
    solid = byte_lengths(batch.lines.column("text")) > 0
    gone = solid & ~column(batch.lines, "kept").astype(np.bool_)
    starts = batch.starts
    return segment_sum(gone, starts) / np.maximum(segment_sum(solid, starts), 1)
