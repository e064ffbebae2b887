"""What keeps the lexicon fast must not change its mind: each screen is held against the question it saves."""

from __future__ import annotations

import re
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.recognise.lexicon import load_lexicon
from cleancopy.pipeline.recognise.lexicon.folding import folded, labels, may_be_uneven, may_have_signs
from cleancopy.pipeline.recognise.lexicon.screen.needs import may_hold, needs
from cleancopy.pipeline.recognise.lexicon.screen.openings import Openings, first_bytes, openings
from cleancopy.pipeline.recognise.lexicon.screen.suspects import Begins, _label, may_begin
from cleancopy.pipeline.scan.rank import BLOCK

OPENED = {
    "": None,
    ".*cookies": None,
    r"\p{L}+ cookies": None,
    "(?i)cookies": None,
    "(cookies|biscuits)": None,
    r"[^a]b": None,
    r"[a-c]d": None,
    "[]a]b": None,
    "a?": None,
    "(?:a(b)c|d)": None,
    "cookies": {b"cookies"},
    "we use our own cookies": {b"we use o"},
    "(?:a|bc)d?e": {b"ade", b"ae", b"bcde", b"bce"},
    "ab+c": {b"ab"},
    "ab*c": {b"ab", b"ac"},
    "ab{0,2}c": {b"ab", b"ac"},
    "ab{2}c": {b"ab"},
    "a(?:b.+|c)d": {b"ab", b"acd"},
    r"\(c\) \x27": {b"(c) '"},
    "[äb]c": {b"\xc3\xa4c", b"bc"},
    r"a\p{L}?b": {b"a"},
}


@pytest.mark.parametrize(("pattern", "expected"), OPENED.items(), ids=OPENED.keys())
def test_the_openings_of_a_pattern_are_read_off_it(pattern: str, expected: set[bytes] | None) -> None:
    assert openings((), [pattern]) == expected


def test_a_start_is_its_own_opening() -> None:
    assert openings(["read more about"], []) == {b"read mor"}


atoms = st.sampled_from(
    ["a", "b", "ä", r"\d", r"\D", r"\W", r"\x27", r"\.", "[ab]", r"[\d.]", "[^a]", ".", "ab", r"\p{L}", r"\s", "[]a]"]
)
patterns = st.recursive(
    st.builds(
        "".join, st.lists(st.builds("".join, st.tuples(atoms, st.sampled_from(["", "?", "*", "+", "{2}", "*?"]))))
    ),
    lambda inner: (
        st.builds(
            lambda one, other, times: f"(?:{one}|{other}){times}",
            inner,
            inner,
            st.sampled_from(["", "?", "*", "+", "{0,1}"]),
        )
        | st.builds("".join, st.lists(inner, max_size=3))
    ),
    max_leaves=5,
)


@given(patterns, st.lists(st.text("abä1.' xб", max_size=6), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_no_line_that_a_pattern_matches_opens_otherwise(pattern: str, lines: list[str]) -> None:
    begins = openings((), [pattern])
    looks = pa.array(lines, pa.string())
    taken = np.flatnonzero(pc.match_substring_regex(looks, f"^(?:{pattern})$").to_numpy(zero_copy_only=False))
    if begins is not None:
        candidates, rules = Openings.of({7: begins}).candidates(first_bytes(looks))
        assert set(taken.tolist()) <= set(candidates.tolist())
        assert set(rules.tolist()) <= {7}


@given(patterns, st.lists(st.text("abä1.' xб", max_size=6), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_a_line_that_a_pattern_matches_holds_what_it_needs(pattern: str, lines: list[str]) -> None:
    taken = pc.match_substring_regex(pa.array(lines, pa.string()), f"^(?:{pattern})$").to_pylist()
    assert all(may_hold([line], needs(pattern)) for line, hit in zip(lines, taken, strict=True) if hit)


NEEDED = {
    "": (),
    "a|b": (),
    "(?i)cookies": (),
    r"\p{L}+ ?cookies\.?": ({"cookies"},),
    r"\pL[/|] [^a][a-c]x{0,2}y{2}": ({"/", "|"}, {" "}, {"y"}),
    r"(?:a|b)\.(?:c(?:d)e)?f*g": ({"."}, {"g"}),
    r"\Qa.b\E": (),
    r"\x{61}b": (),
}


@pytest.mark.parametrize(("pattern", "expected"), NEEDED.items(), ids=NEEDED.keys())
def test_what_a_pattern_needs_is_read_off_it(pattern: str, expected: tuple[set[str], ...]) -> None:
    assert needs(pattern) == expected


def test_every_example_of_a_shipped_rule_holds_what_its_pieces_need() -> None:
    lexicon = load_lexicon()
    looks = folded(pa.array([line for rule in lexicon.rules for line in rule.strips + rule.keeps], pa.string()))
    for piece, needed in zip(lexicon.pieces, lexicon.piece_needs, strict=True):
        taken = looks.filter(pc.match_substring_regex(looks, f"^(?:{piece})")) if needed else looks[:0]
        assert all(may_hold([look], needed) for look in taken.to_pylist()), piece


def test_no_example_of_a_shipped_rule_opens_otherwise_than_its_rule() -> None:
    lexicon = load_lexicon()
    looks = folded(pa.array([line for rule in lexicon.rules for line in rule.strips + rule.keeps], pa.string()))
    lines, pieces = lexicon.openings.candidates(first_bytes(looks))
    for at in set(range(len(lexicon.pieces))) - {at for own in lexicon.loose.values() for at in own}:
        taken = pc.match_substring_regex(looks, f"^(?:{lexicon.pieces[at]})").to_numpy(zero_copy_only=False)
        assert set(np.flatnonzero(taken).tolist()) <= set(lines[pieces == at].tolist()), lexicon.pieces[at]


def test_the_few_pieces_that_are_asked_say_the_same_as_the_whole_rule() -> None:
    lexicon = load_lexicon()
    looks = folded(pa.array([line for rule in lexicon.rules for line in rule.strips + rule.keeps], pa.string()))
    begins, every = Begins(lexicon, first_bytes(looks)), np.arange(len(looks))
    for row in set(lexicon.expressions) - set(lexicon.followers):
        whole = pc.match_substring_regex(looks, lexicon.expressions[row])
        asked = pc.match_substring_regex(looks, begins.expression(row, every, looks))
        assert asked.equals(whole), lexicon.rules[row].id
        some = begins.forms(row)[:3]
        asked = pc.match_substring_regex(looks.take(pa.array(some)), begins.expression(row, some, looks))
        assert asked.equals(whole.take(pa.array(some))), lexicon.rules[row].id


def test_nearly_every_shipped_rule_is_found_by_an_opening_or_a_word() -> None:
    assert len(load_lexicon().by_any) == 0


every = pa.array([chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000], pa.string())


def test_every_character_that_a_label_is_changed_at_is_seen_by_its_bytes() -> None:
    signs = pc.match_substring_regex(every, r"[/|·•:：]|\p{Nd}").to_numpy(zero_copy_only=False)
    assert not (signs & ~may_have_signs(every)).any()


def test_every_character_that_folding_makes_even_is_seen_by_its_bytes() -> None:
    blanks = "’|ı|[\t\x0b\x0c\r\u00a0\u2000-\u200a\u202f\u205f\u3000]"
    odd = pc.match_substring_regex(every, blanks).to_numpy(zero_copy_only=False)
    assert not (odd & ~may_be_uneven(every)).any()
    assert may_be_uneven(pa.array(["a  b", "a b"])).tolist() == [True, False]


@given(st.lists(st.text("aA ’ıİßé\u00a0\u3000\t3٣/|·:•,()", max_size=12), min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_a_line_folds_the_same_among_others_as_alone(lines: list[str]) -> None:
    texts = pa.array(lines, pa.string())
    looks = folded(texts)
    assert looks.to_pylist() == [folded(pa.array([line])).to_pylist()[0] for line in lines]
    assert labels(looks).to_pylist() == [labels(folded(pa.array([line]))).to_pylist()[0] for line in lines]
    for look in looks.to_pylist():
        assert re.search("[’ı\u00a0\u3000\t]|  ", look) is None


@given(
    st.lists(st.text("abcé '|/:3·([,.•： ж", max_size=16), min_size=1, max_size=12),
    st.lists(st.text("abcéж ',.", min_size=1)),
)
@settings(max_examples=150, deadline=None)
def test_no_row_of_known_labels_is_held_back_by_its_beginning(lines: list[str], phrases: list[str]) -> None:
    looks = folded(pa.array(lines + [f"{one} | 3 {two}:" for one in phrases for two in phrases[:3]], pa.string()))
    known = labels(folded(pa.array(phrases + lines[:3], pa.string())))
    long = known.filter(pc.greater_equal(pc.binary_length(known), 8))
    goes = may_begin(np.unique(first_bytes(long)), first_bytes(looks))
    for form, through in zip(labels(looks).to_pylist(), goes, strict=True):
        parts = {form, *form.split(" / ")[:1]}
        assert through or not parts & set(known.to_pylist())


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), max_size=5), st.lists(st.text("abcdehomnrt #/é", max_size=12), max_size=5))
def test_a_label_is_found_among_those_that_begin_like_it(known: list[int], unknown: list[str]) -> None:
    lexicon = load_lexicon()
    all_labels = lexicon.labels.to_pylist()
    row_of = {label: row for row, label in enumerate(all_labels)}
    forms = [all_labels[at % len(all_labels)] for at in known]
    forms += [*unknown, *(form[:8] for form in forms), *(f"{form}x" for form in forms)]
    found = _label(lexicon, pa.array(forms, pa.string()))
    assert found.tolist() == [row_of.get(form, -1) for form in forms]


def test_two_blanks_are_seen_across_the_blocks_that_are_looked_at() -> None:
    texts = pa.array(["x" * (BLOCK - 1) + "  y", "x y", "", "x  y"], pa.string())
    assert may_be_uneven(texts).tolist() == [True, False, False, True]
