"""Sentences: where one ends and the next begins, in any script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from cleancopy.pipeline.lore.data import data_of
from cleancopy.pipeline.scan.columns import Bools, Ints
from cleancopy.pipeline.words.characters import BREAK, CLOSER, END, FULL_END, LOWER, QUOTE, SPACE, WORD, Flags, Text
from cleancopy.pipeline.words.words import Listed, Words, hash_of

_DOT = ord(".")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Spans that hold at least one word, in reading order."""

    starts: Ints
    ends: Ints
    """Characters `starts[i]:ends[i]`, closing marks included; blanks may be at either end."""
    first: Ints
    last: Ints
    """Words `first[i]:last[i]`."""
    bounds: Ints
    """int64[documents + 1]."""


def sentences(text: Text, words: Words) -> Sentences:
    """The sentences of each document; a line end always ends one."""
    return _spans(text, words, _cuts(text, words))


def sentences_and_units(text: Text, words: Words) -> tuple[Sentences, Sentences]:
    """The sentences, and the same cut further at quotation marks, so that a quotation stands alone in its frame."""
    cuts = _cuts(text, words)
    return _spans(text, words, cuts), _spans(text, words, np.concatenate([cuts, text.places(QUOTE)]))


def _spans(text: Text, words: Words, cuts: Ints) -> Sentences:
    edges = np.sort(np.concatenate([cuts, text.bounds]), kind="stable")  # some ascending runs, which it merges
    at = words.before(edges)
    full = np.flatnonzero(at[1:] > at[:-1])
    starts = edges[full]
    return Sentences(starts, edges[full + 1], at[full], at[full + 1], np.searchsorted(starts, text.bounds))


def _cuts(text: Text, words: Words) -> Ints:
    """Character positions before which a sentence has ended."""
    flags = text.flags
    breaks, marks = text.places(BREAK), text.places(END)
    # Every document ends with two line feeds, so a look up to two characters after a mark stays inside.
    ends = _after_closers(flags, marks)
    spaced = ((flags[ends] & SPACE) > 0) | ((flags[marks] & FULL_END) > 0)
    follows = flags[ends + 1]
    last = len(flags) - 1
    follows = np.where((follows & (WORD | SPACE)) > 0, follows, flags[np.minimum(ends + 2, last)])
    good = spaced & ((follows & LOWER) == 0) & ~_abbreviated(text, words, marks)
    return np.concatenate([breaks, ends[good]])


def _after_closers(flags: Flags, marks: Ints) -> Ints:
    """For each end mark the position after it and after up to three closing quotes or brackets."""
    ends = marks + 1
    for _ in range(3):
        ends = ends + ((flags[ends] & CLOSER) > 0)
    return ends


def _abbreviated(text: Text, words: Words, marks: Ints) -> Bools:
    """Whether an end mark is the full stop of an abbreviation or an initial."""
    short = np.zeros(len(marks), np.bool_)
    stops = np.flatnonzero((text.codes[marks] == _DOT) & ((text.flags[np.maximum(marks - 1, 0)] & WORD) > 0))
    word = words.before(marks[stops]) - 1
    stops, word = stops[word >= 0], word[word >= 0]
    touches = words.ends[word] == marks[stops]
    stops, word = stops[touches], word[touches]
    initial = (words.lengths[word] == 1) & (text.lower[words.starts[word]] > ord("9"))
    short[stops] = initial | abbreviations().holds(words.hashes[word])
    return short


@cache
def abbreviations() -> Listed:
    """The words after which a full stop ends no sentence."""
    return Listed(np.unique(hash_of(sorted(abbreviated_words()))))


@cache
def abbreviated_words() -> frozenset[str]:
    """Abbreviations that never end a sentence, of all languages, without their full stop, in lower case."""
    return _listed("abbreviations")


@cache
def clipped_words() -> frozenset[str]:
    """All abbreviations, those included that often end a sentence ("etc.", "Inc.", "km.")."""
    return abbreviated_words() | _listed("sometimes")


def _listed(table: str) -> frozenset[str]:
    languages = data_of(__package__, "abbreviations.toml")[table]
    return frozenset(word for listed in languages.values() for word in listed.split())
