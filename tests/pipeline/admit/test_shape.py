"""What a body is made of."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.admit.shape import CLUSTER, _odd, words


@given(st.text("ab1_. \n漢ไ-é", max_size=60), st.integers(0, 60))
def test_a_beginning_has_no_more_words_than_the_whole(text: str, size: int) -> None:
    assert words(text[:size]) <= words(text)


@given(st.text("aeKkbcdfgY", min_size=1, max_size=9))
def test_a_word_is_odd_without_vowels_or_with_five_consonants_in_a_row(word: str) -> None:
    plain = not re.search("[aeiouy]", word, re.IGNORECASE) or bool(CLUSTER.search(word))
    assert _odd(word) == plain
