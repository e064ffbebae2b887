"""Cheap tests in front of the recognisers of a head: what they hold back could not have mattered."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.recognise.head.byline_labels import signed
from cleancopy.pipeline.recognise.head.likeness import folded
from cleancopy.pipeline.recognise.head.page_title import PARTED, SEPARATOR
from cleancopy.pipeline.recognise.head.screens import narrowed, with_by
from cleancopy.pipeline.recognise.head.zone import FAR_BYLINE, FAR_LABEL

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


BEGINS = st.sampled_from(
    [
        "By",
        "von ",
        "b",
        "y",
        "V",
        "on",
        "posted BY",
        "Text: ",
        "Written by",
        "Автор",
        "author ",
        "文/",
        "«",
        "• ",
        "\u00a0",
        "–",
        "(",
    ]
)
PEOPLE = st.sampled_from(
    ["Anna", "Éva", "Ольга", "anna", " ", "  ", " de ", "2020", "ß", "ǅ", "中", ":", "|", "ſ", "K"]
)


@given(st.lists(st.lists(BEGINS | PEOPLE, max_size=5).map("".join) | st.text(max_size=12), min_size=1, max_size=30))
def test_the_first_screen_of_labels_lets_pass_all_that_the_second_does(lines):
    text, every = pa.array(lines, pa.string()), np.arange(len(lines))
    for first, second in (*signed(), (FAR_LABEL, FAR_BYLINE)):
        assert narrowed(text, every, first, second).tolist() == narrowed(text, every, second).tolist()
    inside = np.zeros(len(lines), np.bool_)
    inside[narrowed(text, every, signed()[1][1])] = True
    assert not (inside & ~with_by(text)).any()
