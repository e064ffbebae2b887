"""Signals: what Gopher, C4 and FineWeb measure of a text, as columns. Nothing is dropped for them.

Sources: Gopher, Rae et al. 2021 (arXiv:2112.11446, appendix A1.1); C4, Raffel et al. 2020 (arXiv:1910.10683, section
2.2); FineWeb, Penedo et al. 2024 (arXiv:2406.17557, section 3.6). Words are those of `cleancopy.pipeline.words`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.assess.layout import line_signals
from cleancopy.pipeline.assess.reading import Reading
from cleancopy.pipeline.assess.signals.repetition import repeated_runs
from cleancopy.pipeline.assess.signals.stopwords import stop_word_signals
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import SIGNALS_TYPE
from cleancopy.pipeline.scan.columns import Bools, Floats, Ints, byte_lengths, column, flat
from cleancopy.pipeline.scan.rank import Rank
from cleancopy.pipeline.scan.segments import segment_sum
from cleancopy.pipeline.words import Text, Words, hash_of
from cleancopy.pipeline.words.characters import BREAK, DIGIT, END, LETTER, SIGN, SPACE, UPPER, Kinds
from cleancopy.pipeline.words.words import Listed

POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")


def with_signals(batch: Batch, parts: Sequence[Mapping[str, Any]]) -> Batch:
    """The batch with docs.signals (a struct; null for a document without text), from what `measured` gives
    for its readings in order. Reads docs.text and lines.kept.
    """
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
        "unicode_word_count": number,
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
        counts[name] = Rank.where(text.kinds, partial(_are, flag)).between(text.bounds)
    solid = np.maximum(np.diff(text.bounds) - counts["space"], 1)
    first_kind = text.kinds[words.starts] & LETTER
    numeral = np.flatnonzero(first_kind == 0)  # words that begin with a digit; few of them hold a letter
    edges = np.stack([words.starts[numeral], words.ends[numeral]], axis=1).ravel()
    kinds = np.bitwise_or.reduceat(text.kinds, edges)[::2] if len(edges) else text.kinds[:0]
    first_kind[numeral] = kinds & LETTER
    with_letter = first_kind > 0
    signs = text.places(SIGN)
    is_hash = text.codes[signs] == ord("#")
    return {
        "alphabetic_share": counts["letter"] / solid,
        "digit_share": counts["digit"] / solid,
        "capital_share": counts["capital"] / np.maximum(counts["letter"], 1),
        "alphabetic_word_share": segment_sum(with_letter, words.bounds) / number,
        "hash_word_ratio": _count(signs[is_hash], text.bounds) / number,
        "ellipsis_word_ratio": _ellipses(text) / number,
        "curly_brackets": _count(signs[~is_hash], text.bounds),
        "line_break_word_ratio": (_count(text.places(BREAK), text.bounds) - 2) / number,
    }


def _are(flag: int, kinds: Kinds) -> Bools:
    return (kinds & flag) > 0


def _count(places: Ints, bounds: Ints) -> Ints:
    """How many of some places, in ascending order, are in each document."""
    return np.diff(np.searchsorted(places, bounds))


def _ellipses(text: Text) -> Ints:
    """Ellipses of each document; a run of three full stops or more is one."""
    ends = text.places(END)
    dots = ends[text.codes[ends] == ord(".")]
    begins = dots[:-2][dots[2:] == dots[:-2] + 2]
    begins = begins[(begins == 0) | (text.codes[begins - 1] != ord("."))]
    return _count(ends[text.codes[ends] == ord("…")], text.bounds) + _count(begins, text.bounds)


@cache
def _phrases() -> tuple[Listed, dict[str, tuple[np.uint64, ...]]]:
    """The first words of all phrases that C4 looks for, and the hashes of each phrase's words."""
    hashes = {phrase: tuple(hash_of([phrase])) for phrase in ("lorem ipsum", "javascript", *POLICIES)}
    return Listed(np.unique(np.array([words[0] for words in hashes.values()]))), hashes


def _phrase_signals(words: Words) -> dict[str, Ints]:
    """How often the phrases that C4 looks for occur in each document."""
    listed, phrases = _phrases()
    begins = listed.among(words)

    def occurrences(phrase: str) -> Ints:
        first, *others = phrases[phrase]
        at = begins[words.hashes[begins] == first]
        for step, other in enumerate(others, start=1):
            at = at[at + step < len(words.hashes)]
            at = at[words.hashes[at + step] == other]
        owner = np.searchsorted(words.bounds, at, side="right")
        at = at[at + len(others) < words.bounds[np.minimum(owner, len(words.bounds) - 1)]]
        return _count(at, words.bounds)

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
