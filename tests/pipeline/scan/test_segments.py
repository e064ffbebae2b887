"""Reductions over segments: the short cuts give what counting one by one gives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.scan.rank import Rank
from cleancopy.pipeline.scan.segments import each, row_of, rows_holding, segment_sum


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


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=9))
def test_each_span_is_counted_out(spans: list[tuple[int, int]]) -> None:
    first, counts = (np.array([span[at] for span in spans], np.int64) for at in (0, 1))
    assert each(first, counts).tolist() == [start + step for start, count in spans for step in range(count)]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40), st.lists(st.integers(0, 60), max_size=30))
def test_places_are_found_in_their_segments(edges: list[int], listed: list[int]) -> None:
    bounds = np.array(sorted(edges), np.int64)
    places = np.array(sorted(place for place in listed if place < bounds[-1]), np.int64)
    inside = places[places >= bounds[0]]
    rows = row_of(inside, bounds)
    assert ((bounds[rows] <= inside) & (inside < bounds[rows + 1])).all()
    assert np.flatnonzero(rows_holding(places, bounds)).tolist() == sorted(set(rows.tolist()))
