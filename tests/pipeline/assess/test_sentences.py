"""Where sentences and words begin and end."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cleancopy.pipeline.scan.columns import bytes_of
from cleancopy.pipeline.scan.segments import ranges
from cleancopy.pipeline.words import hash_of, read, sentences, sentences_and_units, words
from cleancopy.pipeline.words.characters import CHUNK
from cleancopy.pipeline.words.sentences import clipped_words

CASES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_text_falls_into_its_sentences(case: dict[str, Any]) -> None:
    text = read(pa.array([case["text"]]))
    spans = sentences(text, words(text))
    found = [text.cut(start, end).strip() for start, end in zip(spans.starts, spans.ends, strict=True)]
    assert found == case["sentences"]


def test_units_are_sentences_cut_at_quotation_marks() -> None:
    text = read(pa.array(["The mayor said “the bridge is open. Trams cross it” and left."]))
    _, spans = sentences_and_units(text, words(text))
    found = [text.cut(start, end).strip(' “”"') for start, end in zip(spans.starts, spans.ends, strict=True)]
    assert found == ["The mayor said", "the bridge is open.", "Trams cross it", "and left."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's a co-op.", ["It's", "a", "co-op"]),
        ("1,000.5 and 14:30", ["1,000.5", "and", "14:30"]),
        ("l’été dernier", ["l’été", "dernier"]),
        ("他来 Bob", ["他", "来", "Bob"]),
        ("-minus- 'quoted'", ["minus", "quoted"]),
        ("𝒜 𠀀𠀁", ["𝒜", "𠀀", "𠀁"]),
        ("", []),
    ],
)
def test_a_text_falls_into_its_words(text: str, expected: list[str]) -> None:
    seen = read(pa.array([text]))
    found = words(seen)
    assert [seen.cut(start, end) for start, end in zip(found.starts, found.ends, strict=True)] == expected


def test_a_word_has_the_same_hash_wherever_it_stands() -> None:
    seen = words(read(pa.array(["Bridge of bridges", None, "the BRIDGE"])))
    (bridge,) = hash_of(["bridge"])
    assert (seen.hashes == bridge).tolist() == [True, False, False, False, True]
    assert seen.bounds.tolist() == [0, 3, 3, 5]


def test_documents_do_not_run_into_each_other() -> None:
    text = read(pa.array(["one", "two."]))
    assert np.diff(words(text).bounds).tolist() == [1, 1]
    assert np.diff(sentences(text, words(text)).bounds).tolist() == [1, 1]


def test_slices_cover_every_row_once() -> None:
    texts = pa.array(["a" * size for size in (10, CHUNK, 1, 1, 3 * CHUNK, 0, 5)])
    cuts = list(ranges(bytes_of(texts)[1], CHUNK))
    assert [row for start, stop in cuts for row in range(start, stop)] == list(range(len(texts)))
    assert list(ranges(bytes_of(texts[:0])[1], CHUNK)) == []


def test_abbreviations_are_in_lower_case_and_without_their_stop() -> None:
    assert [word for word in clipped_words() if word != word.lower() or not word.isalpha()] == []
