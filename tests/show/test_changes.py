"""A diff as a table: what stands in each row."""

import pyarrow as pa
import pytest

from cleancopy.show.changes import SCHEMA, changes
from cleancopy.store import Diff, Difference

LINE = {"line_no": 3, "part": 1, "text": "Share", "role": "body", "rule": None, "confidence": 0.5}
TAKEN = LINE | {"role": "share", "rule": "share:button"}


def rows(**values):
    one = Difference("1" * 24, "site/story.txt", tuple(values), values)
    return pa.concat_tables(changes([Diff(1, 2, [], [one], [])])).to_pylist()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("Old", "New", ("Old", "New"), id="text"),
        pytest.param(None, "New", (None, "New"), id="a value that was not there"),
        pytest.param(3, 4, ("3", "4"), id="a number"),
        pytest.param(["A"], [], ('["A"]', "[]"), id="a list"),
        pytest.param({"a": None}, {"a": b"x"}, ('{"a":null}', '{"a":"b\'x\'"}'), id="bytes in a struct"),
    ],
)
def test_a_field_is_told_before_and_after(before, after, told):
    (row,) = rows(title=(before, after))
    assert (row["change"], row["what"], row["fields"]) == ("changed", "field", "title")
    assert (row["before"], row["after"]) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param([LINE], [TAKEN], ("changed", "role,rule", "body", "share", "Share", "Share"), id="role and rule"),
        pytest.param([LINE], [], ("removed", None, "body", None, "Share", None), id="a line that went"),
        pytest.param([], [TAKEN], ("added", None, None, "share", None, "Share"), id="a line that came"),
        pytest.param(
            [LINE],
            [LINE | {"confidence": 0.6}],
            ("changed", "confidence", "body", "body", "Share", "Share"),
            id="how sure",
        ),
    ],
)
def test_a_line_is_told_with_its_role_and_rule(before, after, told):
    (row,) = rows(lines=(before, after))
    assert row["what"] == "line"
    assert tuple(row[name] for name in ("change", "fields", "role_before", "role_after", "before", "after")) == told


def test_without_a_difference_the_table_is_empty_and_has_its_columns():
    (empty,) = changes([Diff(1, 2, [], [], [])])
    assert (empty.num_rows, empty.schema.equals(SCHEMA)) == (0, True)
    assert all(field.metadata[b"description"].endswith(b".") for field in SCHEMA)
