"""Tables in order: the same rows give the same files, and a change writes only the ranges anew that it touches."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.errors import StoreError
from cleancopy.schemas import TABLES
from cleancopy.store import diff as diffs
from cleancopy.store.entries import Entry, Span, entry_of
from cleancopy.store.parquet import Writer
from cleancopy.store.ranges import cut, in_order, replaced, upserted
from tests.store.newsroom import doc_id, table

LEDGER = dataclasses.replace(TABLES["sources"], per_file=3)
COPIES = dataclasses.replace(TABLES["copies"], per_file=3)


def ledger(said: dict[str, int]) -> pa.Table:
    """Rows of `sources` by path, with a number of bytes."""
    rows = (
        {"source_path": path, "source_bytes": size, "outcome": "curated", "doc_id": doc_id(path)}
        for path, size in said.items()
    )
    return table("sources", rows)


def written(folder: Path, pieces, kind=LEDGER) -> list[tuple[Path, Entry]]:
    """The pieces as files."""
    files = []
    for piece in pieces:
        if isinstance(piece, pa.Table):
            with Writer(folder / "new", kind.arrow, {}) as writer:
                writer.write(piece)
            piece = entry_of(folder / "new", kind.arrow, kind.by)
            (folder / "new").rename(folder / piece.name)
        files.append((folder / piece.name, piece))
    return files


def names(files: list[tuple[Path, Entry]]) -> list[str]:
    return [entry.name for _, entry in files]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.text("abcd/", min_size=1, max_size=4), st.integers(0, 9), max_size=12), max_size=5))
def test_the_files_depend_on_the_rows_alone_whatever_commits_they_came_by(tmp_path, commits):
    files: list[tuple[Path, Entry]] = []
    rows: dict[str, int] = {}
    for said in commits:
        files = written(tmp_path, upserted(LEDGER, files, ledger(said)))
        rows |= said
    assert names(files) == names(written(tmp_path, cut(LEDGER, in_order(LEDGER, ledger(rows)))))
    read = [row for path, _ in files for row in pq.read_table(path)["source_path"].to_pylist()]
    assert read == sorted(rows)


def test_a_change_writes_the_range_that_it_is_in_and_no_other(tmp_path):
    paths = {f"site/{n:03d}.txt": n for n in range(100)}
    files = written(tmp_path, cut(LEDGER, in_order(LEDGER, ledger(paths))))
    assert len(files) > 10
    pieces = list(upserted(LEDGER, files, ledger({"site/050.txt": 7, "site/050b.txt": 1})))
    assert 1 <= sum(isinstance(piece, pa.Table) for piece in pieces) <= 2


def test_an_order_that_goes_over_files_without_a_span_is_kept(tmp_path):
    files = written(tmp_path, cut(LEDGER, in_order(LEDGER, ledger({f"{n:02d}": n for n in range(30)}))))
    unknown = [(path, dataclasses.replace(entry, first=None, last=None)) for path, entry in files]
    again = written(tmp_path, upserted(LEDGER, unknown, ledger({"15x": 1, "99": 1})))
    assert [path for file, _ in again for path in pq.read_table(file)["source_path"].to_pylist()] == sorted(
        [*(f"{n:02d}" for n in range(30)), "15x", "99"]
    )


def pair(one: int, other: int, score: float = 1.0) -> dict[str, object]:
    return {
        "doc_id": f"{one:024x}",
        "of": f"{other:024x}",
        "kind": "near",
        "score": score,
        "cluster_id": f"{other:024x}",
    }


def test_a_table_that_is_replaced_keeps_the_files_of_which_no_row_changed(tmp_path):
    rows = [pair(n, m) for n in range(60) for m in range(n % 3)]
    files = written(tmp_path, replaced(COPIES, [], table("copies", rows)), COPIES)
    assert all(isinstance(piece, Entry) for piece in replaced(COPIES, files, table("copies", rows[::-1])))
    changed = [row | {"score": 0.5} if row["doc_id"] == f"{31:024x}" else row for row in rows]
    pieces = list(replaced(COPIES, files, table("copies", changed)))
    assert sum(isinstance(piece, pa.Table) for piece in pieces) == 1
    fewer = [row for row in rows if row["doc_id"] != f"{31:024x}"]
    left = written(tmp_path, replaced(COPIES, files, table("copies", fewer)), COPIES)
    assert names(left) == names(written(tmp_path, replaced(COPIES, [], table("copies", fewer)), COPIES))


def test_two_rows_in_one_place_are_refused():
    with pytest.raises(StoreError, match="stands there twice"):
        in_order(LEDGER, pa.concat_tables([ledger({"a": 1}), ledger({"a": 2})]))


@pytest.mark.parametrize(
    ("span", "values", "inside"),
    [
        (Span("b", "d"), ["a", "b", "c", "d", "e"], ["b", "c", "d"]),
        (Span("b", "d"), ["a", "e"], []),
        (Span("b", "b"), ["b"], ["b"]),
        (Span(), ["a"], ["a"]),
        (Span(), [], []),
    ],
)
def test_a_span_says_what_can_be_in_it(span, values, inside):
    assert values[span.within(values)] == inside
    assert span.may_hold(values) == bool(inside)


def test_a_difference_is_the_same_in_parts_as_at_once(store, run, documents, monkeypatch):
    run(documents | {f"more/{n}.txt": f"More {n}\n".encode() for n in range(20)})
    run({path: data + b"And more.\n" for path, data in documents.items()} | {"site/9.txt": b"New\n"})
    whole = store.diff(1, 2, rows=True)
    ledgers = dict(store.tables) | {"sources": LEDGER}
    monkeypatch.setattr(diffs, "AT_ONCE", 3)
    monkeypatch.setattr(store, "tables", ledgers)
    run(documents)
    run({path: data + b"And more.\n" for path, data in documents.items()} | {"site/9.txt": b"New\n"})
    assert len(store.published().entries("sources")) > 2
    again = store.diff(1, 4, rows=True)
    assert (again.added, again.changed, again.removed) == (whole.added, whole.changed, whole.removed)
