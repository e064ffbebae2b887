"""What a body is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.clean.admit.shape import words


@given(st.text("ab1_. \n漢ไ-é", max_size=60), st.integers(0, 60))
def test_a_beginning_has_no_more_words_than_the_whole(text: str, size: int) -> None:
    assert words(text[:size]) <= words(text)
