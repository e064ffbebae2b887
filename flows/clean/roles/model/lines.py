"""The lines of a batch as the net sees them: features and word buckets of every line that is not blank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.roles.model.features import LINE_BYTES, NAMES, Looks, Page, of_lines, of_pages
from flows.clean.roles.model.words import Words
from flows.clean.table import Bools, Ints, bytes_of, flat

LINE_WORDS = 240
"""Of a longer line the first so many words go into its bag (256 fill a field of the packed sums)."""
_CHUNK = 1 << 18
"""Bytes looked at in one go: what the passes write stays in the cache."""


@dataclass(frozen=True)
class Lines:
    """Lines that are not blank. `rows` are their rows in the batch, `starts` the first line of each page that has any."""

    rows: Ints
    starts: Ints
    features: npt.NDArray[np.int16]
    first: Ints
    """Words of line i: `words[first[i]:first[i + 1]]`."""
    words: npt.NDArray[np.intp]

    @classmethod
    def of(cls, text: pa.Array | pa.ChunkedArray, blank: Bools, doc: npt.NDArray[np.integer]) -> Lines:
        """`text` are all lines of the pages (string), `blank` those to leave out, `doc` the page of each (ascending)."""
        rows = np.flatnonzero(~blank).astype(np.int64)
        full = flat(text).take(pa.array(rows)) if len(rows) < len(blank) else flat(text)
        data, bounds = bytes_of(_limited(full))
        parts = [_chunk(data, bounds[a : b + 1]) for a, b in _chunks(bounds)]
        if not parts:
            none = np.zeros(0, np.int64)
            return cls(rows, np.zeros(1, np.int64), np.zeros((0, len(NAMES)), np.int16), np.zeros(1, np.int64), none)
        features = np.concatenate([p[0] for p in parts])
        counts = np.concatenate([p[1] for p in parts])
        sentence = np.concatenate([p[4] for p in parts])
        page = Page(doc[rows], rows, np.diff(bounds), sentence, np.concatenate([p[3] for p in parts]))
        of_pages(features, page)
        first = np.concatenate([[0], np.cumsum(counts)])
        return cls(rows, page.starts, features, first, np.concatenate([p[2] for p in parts]))


def _limited(text: pa.Array) -> pa.Array:
    """`text` as bytes, its long lines cut (a cut inside a letter does no harm: bytes are counted)."""
    _, bounds = bytes_of(text)
    if len(text) == 0 or int(np.diff(bounds).max()) <= LINE_BYTES:
        return text
    return pc.binary_slice(text.cast(pa.binary()), 0, LINE_BYTES)


def _chunks(bounds: Ints) -> list[tuple[int, int]]:
    """Ranges of lines of about `_CHUNK` bytes."""
    out, a, last = [], 0, len(bounds) - 1
    while a < last:
        b = max(a + 1, int(np.searchsorted(bounds, bounds[a] + _CHUNK, side="right")) - 1)
        out.append((a, b))
        a = b
    return out


def _chunk(
    data: npt.NDArray[np.uint8], bounds: Ints
) -> tuple[npt.NDArray[np.int16], Ints, npt.NDArray[np.intp], npt.NDArray[np.uint64], Bools]:
    """Features, word counts, words, hashes and sentence marks of some lines."""
    data, bounds = data[bounds[0] : bounds[-1]], bounds - bounds[0]
    words = Words(data, bounds)
    looks = Looks(data, bounds, words)
    counts = np.minimum(np.diff(words.first), LINE_WORDS)
    sentence = ((looks.end <= 1) | (looks.end == 3)) & (np.diff(words.first) >= 6)
    return of_lines(looks, words), counts, _first_words(words, counts), words.line_hashes, sentence


def _first_words(words: Words, counts: Ints) -> npt.NDArray[np.intp]:
    buckets = words.buckets()
    if len(buckets) == int(counts.sum()):
        return buckets
    sizes = np.diff(words.first)
    within = np.arange(len(buckets)) - np.repeat(words.first[:-1], sizes)
    return buckets[within < LINE_WORDS]
