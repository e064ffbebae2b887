"""The lines of a batch as the net sees them: features and word buckets of every line that is not blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.linemodel.features import NAMES, Page, of_lines, of_pages, of_topic
from cleancopy.pipeline.recognise.linemodel.line_bytes import ROOM, Laid
from cleancopy.pipeline.recognise.linemodel.looks import LINE_BYTES, Looks
from cleancopy.pipeline.recognise.linemodel.topic import topic
from cleancopy.pipeline.recognise.linemodel.words import Buckets, Hashes, Words
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, flat, put
from cleancopy.pipeline.scan.segments import ranges, running

LINE_WORDS = 200
"""Of a longer line the first so many words go into its bag (256 entries fill a field of the packed sums)."""
_CHUNK = (1 << 18) - 2 * ROOM
"""Bytes looked at in one go: what the passes write stays in the cache, and the tables of powers are no longer."""


class _Part(NamedTuple):
    features: npt.NDArray[np.int16]
    words: Buckets
    sizes: Ints
    pairs: Buckets
    pair_sizes: Ints
    hashes: Hashes
    sentence: Bools


@dataclass(frozen=True)
class Lines:
    """Lines that are not blank. `rows`: their rows in the batch; `starts`: the first line of each page that has any."""

    rows: Ints
    starts: Ints
    features: npt.NDArray[np.int16]
    first: Ints
    """Words of line i: `words[first[i]:first[i + 1]]`."""
    words: Buckets
    pair_first: Ints
    pairs: Buckets

    @classmethod
    def of(
        cls, text: pa.Array | pa.ChunkedArray, blank: Bools, doc: npt.NDArray[np.integer], rarity: Ints | None
    ) -> Lines:
        """The lines of some pages.

        `text` are all lines (string), `blank` those to leave out, `doc` the page of each (ascending), `rarity` the
        table of the words' rarity (without it the features that weigh words stay 0).
        """
        rows = np.flatnonzero(~blank).astype(np.int64)
        if not len(rows):
            return _none()
        full = flat(text).take(pa.array(rows)) if len(rows) < len(blank) else flat(text)
        full = _limited(full)
        length = byte_lengths(full)
        parts = [_part(full.slice(a, b - a)) for a, b in ranges(running(length + 1), _CHUNK)]
        whole = _Part(*(np.concatenate(kind) for kind in zip(*parts, strict=True)))
        page = Page(doc[rows], rows, length, whole.sentence, whole.hashes)
        of_pages(whole.features, page)
        first, pair_first = running(whole.sizes), running(whole.pair_sizes)
        if rarity is not None:
            prose = whole.sentence & (length > 80)
            of_topic(whole.features, topic(whole.words, first, page.starts, prose, rarity), page.starts)
        return cls(rows, page.starts, whole.features, first, whole.words, pair_first, whole.pairs)


def _none() -> Lines:
    zero, empty = np.zeros(1, np.int64), np.zeros(0, np.uint16)
    return Lines(np.zeros(0, np.int64), zero, np.zeros((0, len(NAMES)), np.int16), zero, empty, zero, empty)


def _limited(text: pa.Array) -> pa.Array:
    """`text` with its long lines cut to LINE_BYTES or less."""
    long = np.flatnonzero(byte_lengths(text) > LINE_BYTES)
    return (
        put(text, long, pc.utf8_slice_codeunits(text.take(pa.array(long)), 0, LINE_BYTES // 4)) if len(long) else text
    )


def _part(texts: pa.Array) -> _Part:
    """What is known of some lines by themselves."""
    laid = Laid(texts)
    words = Words(laid)
    looks = Looks(laid, words)
    sizes = np.minimum(np.diff(words.first), LINE_WORDS)
    sentence = ((looks.end <= 1) | (looks.end == 3)) & (looks.words >= 6)
    pairs, pair_sizes = words.pairs()
    return _Part(
        of_lines(looks, words), _first_words(words), sizes, pairs, pair_sizes, words.line_hashes, sentence
    )  # fmt: skip


def _first_words(words: Words) -> Buckets:
    """The buckets of each line's first LINE_WORDS words."""
    buckets = words.buckets()
    long = np.flatnonzero(np.diff(words.first) > LINE_WORDS)
    if not len(long):
        return buckets
    here = np.ones(len(buckets), np.bool_)
    for begin, end in zip(words.first[long].tolist(), words.first[long + 1].tolist(), strict=True):
        here[begin + LINE_WORDS : end] = False
    return buckets.compress(here)
