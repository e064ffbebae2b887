"""Cheap tests in front of the recognisers of a head: what they hold back could not have mattered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.clean.roles.likeness import folded
from flows.clean.roles.page_titles import PARTED, SEPARATOR

LINES = st.lists(
    st.sampled_from([*"|｜•·»›‹—–«-:/<*", "--", "::", "//", "a", "É", "’", "“", " ", "  ", "\t", "\xa0", "\x1f"])
)


@given(LINES.map("".join) | st.text())
def test_a_title_is_parted_only_by_characters_that_are_looked_for(text):
    assert PARTED.search(text) or not SEPARATOR.search(text)


@given(LINES.map("".join) | st.text() | st.text("ab *·\t\x1f"))
def test_a_line_is_folded_by_the_short_way_as_by_the_long_one(text):
    small = text.lower().translate(str.maketrans("’‘“”„", '\'\'"""'))
    assert folded(text) == " ".join(small.split()).strip(" •*·")
