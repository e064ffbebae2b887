"""Which lines differ between two sets of files."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancopy.schemas import TABLES
from cleancopy.store.changed_lines import changed_lines

SCHEMA = TABLES["lines"].arrow


def line(doc, number, part=1, **said):
    row = {"doc_id": doc, "source_path": doc, "line_no": number, "part": part, "role": "body", "fate": "kept"}
    return row | {"kept": True, "text": "A line.", "edits": []} | said


def changes(tmp_path, before, after, documents):
    """What differs, as (line, part, text) by document; each row in a file of its own, in any order."""
    files = ([], [])
    for side, rows in zip(files, (before, after), strict=True):
        for row in reversed(rows):
            side.append(tmp_path / f"{len(files[0])}-{len(files[1])}.parquet")
            pq.write_table(pa.Table.from_pylist([row], SCHEMA), side[-1])
    found = changed_lines(*files, SCHEMA, documents)
    return {
        doc: tuple([(row["line_no"], row["part"], row["text"]) for row in side] for side in sides)
        for doc, sides in found.items()
    }


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        ({}, False),
        ({"text": "Another."}, True),
        ({"role": "heading"}, True),
        ({"rule": "model:2"}, True),
        ({"raw": b"A line.\r\n"}, True),
        ({"edits": [{"kind": "quotes", "count": 1}]}, True),
        ({"confidence": 0.5}, True),
    ],
)
def test_a_line_differs_when_any_of_its_columns_does(tmp_path, said, differs):
    found = changes(tmp_path, [line("a", 1)], [line("a", 1) | said], {"a"})
    assert bool(found["a"][0]) is bool(found["a"][1]) is differs


def test_lines_of_several_documents_come_in_order_and_those_of_others_not_at_all(tmp_path):
    before = [
        line("a", 1),
        line("a", 2, text="old"),
        line("a", 2, 2, text="part"),
        line("b", 1),
        line("c", 1, text="x"),
    ]
    after = [line("a", 1), line("a", 2, text="new"), line("a", 3), line("b", 1), line("b", 2), line("c", 1, text="y")]
    assert changes(tmp_path, before, after, {"a", "b"}) == {
        "a": ([(2, 1, "old"), (2, 2, "part")], [(2, 1, "new"), (3, 1, "A line.")]),
        "b": ([], [(2, 1, "A line.")]),
    }


def test_equal_lines_of_two_documents_do_not_stand_for_each_other(tmp_path):
    assert changes(tmp_path, [line("a", 1)], [line("b", 1)], {"a", "b"}) == {
        "a": ([(1, 1, "A line.")], []),
        "b": ([], [(1, 1, "A line.")]),
    }


def test_a_column_that_is_newer_than_a_file_is_null_there(tmp_path):
    old = pa.Table.from_pylist([line("a", 1)], SCHEMA).drop_columns(["site", "fate"])
    pq.write_table(old, tmp_path / "old.parquet")
    pq.write_table(pa.Table.from_pylist([line("a", 1)], SCHEMA), tmp_path / "new.parquet")
    before, after = changed_lines([tmp_path / "old.parquet"], [tmp_path / "new.parquet"], SCHEMA, {"a"})["a"]
    assert (before[0]["fate"], after[0]["fate"]) == (None, "kept")
