"""What lines share with prose, against plain sets of words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.recognise.head.told import long_words, pairs, plain, told

WORDS = st.sampled_from(
    ["bridge", "river", "ship", "the", "über", "straßenbahn", "2024", "мост", "a-b", "x" * 80, "\n"]
)
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=8), max_size=6)


@st.composite
def lines_of_texts(draw):
    """Lines, texts, and for each line the number of its text."""
    lines, texts = draw(TEXTS), draw(TEXTS)
    return lines, texts, [draw(st.integers(-1, len(texts) - 1)) for _ in lines]


@given(lines_of_texts())
def test_a_line_shares_its_long_words_with_its_own_text_only(drawn):
    lines, texts, of = drawn
    both, long = told(long_words(plain(lines)), long_words(plain(texts)), np.array(of, np.int64))
    for at, line in enumerate(lines):
        own = {word for word in plain([line]).split() if len(word) > 3}
        others = set(plain([texts[of[at]]]).split()) if of[at] >= 0 else set()
        assert (both[at], long[at]) == (len(own & others), len(own))


@given(lines_of_texts())
def test_a_line_without_blanks_shares_pairs_of_characters(drawn):
    lines, texts, of = drawn
    lines, texts = ([text.replace("\n", "") for text in some] for some in (lines, texts))
    joined, prose = ("\n".join(some).encode("utf-8", "surrogatepass") for some in (lines, texts))
    both, count = told(pairs(joined), pairs(prose), np.array(of, np.int64))
    for at, line in enumerate(lines):
        own = {line[i : i + 2] for i in range(len(line) - 1)}
        there = {pair for pair in own if of[at] >= 0 and pair in texts[of[at]]}
        assert (both[at], count[at]) == (len(there), len(own))


def test_words_of_three_bytes_are_not_counted_and_those_of_four_are():
    both, long = told(long_words(b"the ship sails"), long_words(b"a ship for the sea"), np.array([0]))
    assert (both.tolist(), long.tolist()) == ([1], [2])
