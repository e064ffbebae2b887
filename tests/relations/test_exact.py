"""A copy is named after the first document by path; the articles themselves stay as they are."""

import pyarrow as pa
import pytest

from cleancopy.relations import exact_copies


def articles(*rows: tuple[str, str, str]) -> pa.Table:
    doc_ids, paths, bodies = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"doc_id": [d * 24 for d in doc_ids], "source_path": paths, "body_sha256": bodies}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], [], id="no articles"),
        pytest.param([("a", "x.txt", "1"), ("b", "y.txt", "2")], [], id="two different bodies"),
        pytest.param([("a", "y.txt", "1"), ("b", "x.txt", "1")], [("a", "b")], id="the first by path is the original"),
        pytest.param(
            [("a", "1.txt", "1"), ("b", "2.txt", "1"), ("c", "3.txt", "1"), ("d", "0.txt", "2")],
            [("b", "a"), ("c", "a")],
            id="all copies name the same original",
        ),
    ],
)
def test_copies_name_the_first_by_path(rows, expected):
    found = [(row["doc_id"][0], row["of"][0]) for row in exact_copies(articles(*rows)).to_pylist()]
    assert found == expected
