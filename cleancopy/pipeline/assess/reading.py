"""Bodies as words and sentences: read once, for signals and lints alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.assess.layout import Lines, lines
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.scan.columns import Ints, bytes_of, column, flat
from cleancopy.pipeline.scan.segments import ranges
from cleancopy.pipeline.words import Sentences, Text, Words, read, sentences_and_units, words
from cleancopy.pipeline.words.characters import CHUNK


@dataclass(frozen=True)
class Reading:
    """The bodies of some neighbouring documents of a batch."""

    first: int
    """The row of the first of these documents in docs."""
    titles: pa.Array
    languages: npt.NDArray[np.object_]
    """docs.language of these documents."""
    text: Text
    words: Words
    rows: Lines

    @cached_property
    def spans(self) -> tuple[Sentences, Sentences]:
        """The sentences, and the sentences cut at quotation marks."""
        return sentences_and_units(self.text, self.words)

    @cached_property
    def title(self) -> tuple[Text, Words]:
        """The titles of the same documents, and their words."""
        text = read(self.titles)
        return text, words(text)

    def paragraph(self, doc: int, place: int) -> int:
        """The paragraph, from 1, in which a character is."""
        return int(self.paragraphs(np.array([doc]), np.array([place]))[0])

    def paragraphs(self, docs: Ints, places: Ints) -> Ints:
        """The paragraph, from 1, in which each of some characters is."""
        openings, before = self._openings
        return openings.searchsorted(places, side="right") - before[docs]

    @cached_property
    def _openings(self) -> tuple[Ints, Ints]:
        """Where paragraphs begin, and how many do before each document."""
        openings = self.rows.starts[self.rows.opens]
        return openings, np.searchsorted(openings, self.text.bounds)


def readings(batch: Batch) -> Iterator[Reading]:
    """All bodies of a batch, some at a time, in order. Reads docs.text, title, language."""
    texts, titles = (flat(batch.docs.column(name)).cast(pa.string()) for name in ("text", "title"))
    languages = column(batch.docs, "language")
    for start, stop in ranges(bytes_of(texts)[1], CHUNK):
        text = read(texts[start:stop])
        yield Reading(start, titles[start:stop], languages[start:stop], text, words(text), lines(text))
