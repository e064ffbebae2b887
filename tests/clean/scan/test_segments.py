"""Reductions over segments: the short cuts give what counting one by one gives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.clean.scan.rank import Rank
from cleancopy.clean.scan.segments import segment_any, segment_sum


@given(st.lists(st.booleans(), max_size=300), st.data())
def test_flags_before_a_place_are_counted(listed: list[bool], data: st.DataObject) -> None:
    flags = np.array(listed, np.bool_)
    places = np.array(data.draw(st.lists(st.integers(0, len(flags)), max_size=9)), np.int64)
    assert Rank.of(flags).before(places).tolist() == [sum(listed[:place]) for place in places]


@given(st.lists(st.booleans(), max_size=300), st.data())
def test_flags_of_a_segment_are_counted_and_empty_segments_have_none(listed: list[bool], data: st.DataObject) -> None:
    flags = np.array(listed, np.bool_)
    starts = np.array(sorted(data.draw(st.lists(st.integers(0, len(flags)), min_size=1, max_size=9))), np.int64)
    spans = list(pairwise(starts))
    assert segment_sum(flags, starts).tolist() == [sum(listed[start:end]) for start, end in spans]
    assert segment_any(flags, starts).tolist() == [any(listed[start:end]) for start, end in spans]
