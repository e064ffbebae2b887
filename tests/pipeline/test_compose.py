"""The fold to tables: what it counts and what it leaves out."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.columns import LINES
from cleancopy.pipeline.compose.compose import _words
from cleancopy.pipeline.compose.lines import _edits, _raw_where_it_differs

TEXTS = st.lists(st.text("ab \n’é", max_size=80), max_size=6)


@given(TEXTS)
def test_words_are_runs_between_blanks_and_do_not_run_on_into_the_next_text(texts: list[str]) -> None:
    strings = pa.array(["x", *texts, "x"]).slice(1, len(texts))
    assert _words(strings).tolist() == [len(text.split()) for text in texts]


@given(st.lists(st.tuples(st.text("aé\n", max_size=4), st.binary(max_size=4)), max_size=6))
def test_raw_bytes_are_left_out_only_where_the_text_gives_them(rows: list[tuple[str, bytes]]) -> None:
    rows = [pair for text, raw in rows for pair in ((text, raw), (text, text.encode() + b"\n"), (text, text.encode()))]
    table = pa.table({"text": [text for text, _ in rows], "raw": pa.array([raw for _, raw in rows], pa.binary())})
    expected = [None if raw == text.encode() + b"\n" else raw for text, raw in rows]
    assert _raw_where_it_differs(table).to_pylist() == expected


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 3), max_size=9))
def test_edits_are_listed_by_line_in_the_order_of_their_kinds(counts: list[tuple[int, int, int]]) -> None:
    kinds = ("spaces", "dashes", "quotes")
    given = {f"edit_{kind}": [row[at] for row in counts] for at, kind in enumerate(kinds)}
    names = [name for name in LINES if name.startswith("edit_")]
    table = pa.table({name: pa.array(given.get(name, [0] * len(counts)), pa.int32()) for name in names})
    expected = [
        [{"kind": kind, "count": count} for kind, count in sorted(zip(kinds, row, strict=True)) if count]
        for row in counts
    ]
    assert _edits(table).to_pylist() == expected
