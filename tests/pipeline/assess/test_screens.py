"""Screens and short cuts find all that the plain way finds."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.assess.lints import endings, escapes, leftovers, names, stops
from cleancopy.pipeline.assess.lints.draft import MARKS, quotes
from cleancopy.pipeline.assess.lints.repeats import _longest_run
from cleancopy.pipeline.assess.signals import repetition
from cleancopy.pipeline.assess.signals.repetition import duplicate_shares
from cleancopy.pipeline.scan.columns import matching
from cleancopy.pipeline.scan.repeats import may_repeat, occurrences
from cleancopy.pipeline.words import read, words
from cleancopy.pipeline.words.characters import _FEW, _TABLED, MARK, table
from cleancopy.pipeline.words.words import Listed, hash_of, run_hashes, span_hashes, word_hashes

PIECES = ["a", "é", "Ж", "漢", "𝒜", "’", "-", "z", ". ", "... ", "\n", " ", *MARKS, "<b>", "{", "null", "NaN", "None"]
PIECES += ["(AFP) - ", ", Mai 3 — ", "AB", "x, y - ", "undefined", "Lorem ipsum", "[", "&", "%", "PARIS ", "ß."]
PIECES += ["ok. so", "1", "\x9c", "À"]
LINES = st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=9)


def column(lines: list[str]) -> pa.Array:
    """The lines as a slice of a longer column, as stages hand them on."""
    return pa.array(["null “x. y", *lines, "<None>. a”"]).slice(1, len(lines))


def taken(strings: pa.Array, pattern: str) -> set[int]:
    """The rows that match."""
    return set(np.flatnonzero(matching(strings, pattern)).tolist())


@given(LINES)
def test_every_double_quotation_mark_is_found(lines: list[str]) -> None:
    found = quotes(column(lines))
    expected = [(row, MARKS.index(char)) for row, line in enumerate(lines) for char in line if char in MARKS]
    assert list(zip(found.rows.tolist(), found.kinds.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("rows", "pattern"),
    [
        (stops.likely, stops._SCREEN),
        (endings._in_capitals, endings._DATELINE),
    ],
)
@given(lines=LINES)
def test_no_line_is_missed_that_the_pattern_of_a_lint_matches(rows, pattern, lines: list[str]) -> None:
    strings = column(lines)
    assert taken(strings, pattern) <= set(rows(strings).tolist())


LEFT = [
    "<",
    ">",
    "</",
    "<!--",
    "ſpan>",
    "p>",
    "&amp;",
    "&",
    "[",
    "/caption]",
    "{",
    "{x}}",
    "%",
    "$",
    "{a}",
    "%AB%%",
    " %}",
]
LEFT += [
    "LOREM IPSUM DOLOR",
    "lorem ipſum dolor",
    "Lorem ipsum",
    " dolor",
    "Your name]",
    "object Object]",
    "AB]]",
    "NaN",
]
LEFT += ["undefined", " ", "null", "None", "d", "e", "f", "é"]


@given(st.lists(st.lists(st.sampled_from(LEFT), max_size=5).map("".join), max_size=9))
def test_no_line_is_missed_in_which_something_was_left(lines: list[str]) -> None:
    strings = column(lines)
    left = set.union(*(taken(strings, pattern) for _, pattern in leftovers._KINDS))
    assert left & taken(strings, leftovers._SCREEN) <= set(leftovers.likely(strings).tolist())


CODE = ["\\u201c", "\\n", "\\", "=C3", "=A9", "a", '"', "'", "**", "__", "~~", "# ", "```", "|", "---", "[", "](/", "."]


@given(st.lists(st.lists(st.sampled_from(CODE), max_size=7).map("".join), max_size=9))
def test_no_line_is_missed_in_which_an_escape_or_a_mark_was_left(lines: list[str]) -> None:
    strings = column(lines)
    left = set.union(*(taken(strings, pattern) for _, pattern in escapes._KINDS))
    assert left <= set(escapes.likely(strings).tolist())


@given(st.lists(st.text('.…!:"1)] x’', max_size=5), min_size=1, max_size=9))
def test_the_last_lines_without_a_mark_are_found(lines: list[str]) -> None:
    draft: Any = SimpleNamespace(text=column(lines), starts=np.arange(len(lines) + 1))
    marked = taken(draft.text, endings._MARKED) - taken(draft.text, endings._TRAILING)
    assert endings._unmarked(draft).tolist() == sorted(set(range(len(lines))) - marked)


@given(LINES)
def test_datelines_are_those_of_the_pattern(lines: list[str]) -> None:
    expected = []
    for row in sorted(taken(column(lines), endings._DATELINE)):
        place = re.split(r"--?\s|[–—]\s", lines[row], maxsplit=1)[0]
        if len(place) <= endings._LONGEST_DATELINE:
            expected.append((row, place))
    assert endings._places(column(lines)) == expected


@given(st.lists(st.text("aeijykhwvzsßıİéễ’-Жß1", min_size=1, max_size=6).map("Z{}".format), min_size=1, max_size=9))
def test_two_spellings_of_a_name_share_their_letters(spelled: list[str]) -> None:
    text = read(pa.array([" ".join(spelled)]))
    reading: Any = SimpleNamespace(text=text, words=words(text))
    at = np.arange(len(reading.words.starts))
    found = [text.cut(start, end) for start, end in zip(reading.words.starts, reading.words.ends, strict=True)]
    letters, skeletons = names._letters(reading, at).tolist(), names._skeletons(reading, at).tolist()
    for one in at[list(map(str.isalpha, found))].tolist():
        assert letters[one] < names._NO_NAME
        for other in range(one):
            if skeletons[one] == skeletons[other] and names._plain(found[one]) == names._plain(found[other]):
                assert letters[one] == letters[other] or not found[other].isalpha()


@given(LINES)
def test_words_have_the_same_hash_when_and_only_when_they_are_the_same(lines: list[str]) -> None:
    text = read(pa.array([*lines, "".join(lines) * 3]))
    found = words(text)
    spans = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    spelled = [text.lower[start:end].tobytes() for start, end in spans]
    assert len(set(spelled)) == len(set(found.hashes.tolist()))
    assert len(set(zip(spelled, found.hashes.tolist(), strict=True))) == len(set(spelled))


def test_a_word_has_the_hash_of_all_its_characters_whatever_its_length() -> None:
    spelled = [letter * size + end for letter in "aéЖ𠮷" for size in range(1, 140) for end in "xyЖ"]
    assert len(set(hash_of([f" {word} " for word in spelled]).tolist())) >= len(spelled) - 3 * 139  # Han: one by one
    assert hash_of(spelled).tolist() == [key for word in spelled for key in hash_of([word]).tolist()]


@pytest.mark.parametrize("at_once", [1, 7, 64, 5000])
def test_spans_have_the_same_hash_however_many_are_looked_at_together(monkeypatch, at_once) -> None:
    codes = (np.arange(3000, dtype=np.uint32) * 37) % 991
    starts = np.arange(0, 2900, 7)
    ends = starts + 1 + starts % 90
    apart = np.minimum(ends, starts + 7)
    for hashed, last in ((span_hashes, ends), (run_hashes, ends), (word_hashes, apart)):
        monkeypatch.setitem(hashed.__globals__, "_AT_ONCE", 1 << 18)
        together = hashed(codes, starts, last)
        monkeypatch.setitem(hashed.__globals__, "_AT_ONCE", at_once)
        assert hashed(codes, starts, last).tolist() == together.tolist()
        assert hashed(codes, starts[:0], last[:0]).tolist() == []


@given(LINES)
def test_marks_are_looked_for_once_and_all_are_found(lines: list[str]) -> None:
    text = read(pa.array(lines))
    assert text.marks.tolist() == [at for at, flags in enumerate(text.flags.tolist()) if flags & MARK]


@given(LINES)
def test_words_before_a_place_are_counted(lines: list[str]) -> None:
    found = words(read(pa.array(lines)))
    places = np.arange(found.size + 1)
    assert found.before(places).tolist() == np.searchsorted(found.starts, places).tolist()


def test_listed_words_are_found_among_all_and_no_others() -> None:
    found = words(read(pa.array(["the harbour of the old town"])))
    listed = Listed(np.unique(hash_of(["the", "town", "sea"])))
    assert listed.among(found).tolist() == [0, 3, 5]
    assert listed.holds(found.hashes).tolist() == [True, False, False, True, False, True]


@given(st.lists(st.integers(0, 40).map(lambda value: value * 0x9E3779B97F4A7C15 % 2**64), max_size=60))
def test_every_key_that_occurs_twice_is_a_suspect(listed: list[int]) -> None:
    keys = np.array(listed, np.uint64)
    twice = {at for at, key in enumerate(listed) if listed.count(key) > 1}
    assert twice <= set(np.flatnonzero(may_repeat(keys)).tolist())
    assert set(np.flatnonzero(occurrences(keys)[0] > 1).tolist()) == twice


@given(st.lists(st.text("ab", min_size=1, max_size=4), max_size=12))
def test_spans_repeat_when_all_their_characters_do(spans: list[str]) -> None:
    codes = np.frombuffer("".join(spans).encode("utf-32-le"), "<u4")
    ends = np.cumsum([len(span) for span in spans], dtype=np.int64)
    starts = ends - np.array([len(span) for span in spans], np.int64)
    share, _ = duplicate_shares(codes, starts, ends, np.array([0, len(spans)]))
    again = sum(span in spans[:at] for at, span in enumerate(spans))
    assert share.tolist() == [again / max(len(spans), 1)]


@given(*[st.lists(st.integers(0, 4), max_size=12)] * 2)
def test_the_longest_run_is_the_first_of_the_longest(first: list[int], second: list[int]) -> None:
    match = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    assert _longest_run(first, second) == (match.a, match.size)


def test_the_small_table_of_characters_is_the_beginning_of_the_large_one() -> None:
    (few_lower, few), (lower, flags) = table(_FEW), table(_TABLED)
    assert few_lower.tolist() == lower[:_FEW].tolist()
    assert few[:-1].tolist() == flags[:_FEW].tolist()


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=6))
def test_every_pair_of_words_that_occurs_twice_in_its_document_is_found(documents: list[list[str]]) -> None:
    found = words(read(pa.array([" ".join(listed) for listed in documents], pa.string())))
    goes_on = np.ones(len(found.hashes) + 1, np.bool_)
    goes_on[found.bounds] = False
    at, _ = repetition._pairs(found, goes_on, np.arange(len(documents), dtype=np.uint64))
    starts = found.bounds.tolist()
    pairs = [(doc, *two) for doc, listed in enumerate(documents) for two in pairwise(listed)]
    rows = [starts[doc] + here for doc, listed in enumerate(documents) for here in range(len(listed) - 1)]
    assert (
        {row for row, pair in zip(rows, pairs, strict=True) if pairs.count(pair) > 1} <= set(at.tolist()) <= set(rows)
    )
