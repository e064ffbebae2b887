"""What is too large to be cleaned, and what is just within."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe, Thresholds
from cleancopy.pipeline.scan.size import too_large
from tests.documents import STORY, documents

LIMITS = Thresholds(max_document_bytes=100, max_line_bytes=40, max_document_lines=10)

CASES = [
    (b"", None),
    (b"x" * 40, None),
    (b"x" * 41, "a line of more than 40 bytes"),
    (b"x" * 40 + b"\n" + b"x" * 40, None),
    (b"x" * 40 + b"\r" + b"x" * 40 + b"\r\n", None),
    (b"x" * 41 + b"\n" + b"x" * 40, "a line of more than 40 bytes"),
    (b"\n" + b"x" * 41, "a line of more than 40 bytes"),
    ((b"x" * 19 + b"\n") * 5, None),
    ((b"x" * 19 + b"\n") * 5 + b"x", "101 bytes, the limit is 100"),
    (b"\n" * 10, None),
    (b"\r\n" * 10, None),
    (b"\n" * 11, "more than 10 lines"),
    (b"\r\n" * 11, "more than 10 lines"),
    # whatever a repair may cut at counts as well
    (b"\x0b" * 11, "more than 10 lines"),
    ("a\u2028".encode() * 10 + b"\n", "more than 10 lines"),
    (b"&#10;" * 8, None),
    (b"&amp;#x0A;\n" * 9, None),
    (b"#10;\n" * 6, "more than 10 lines"),
    (b"#11;\n" * 10, None),
]


@pytest.mark.parametrize(("data", "why"), CASES)
def test_a_document_is_too_large_by_its_bytes_its_lines_or_its_longest_line(data, why):
    texts = pa.chunked_array([[b"x", data, None]], pa.large_binary())
    limits = LIMITS if data != b"&amp;#x0A;\n" * 9 else Thresholds(max_document_lines=18)
    assert too_large(texts, limits) == ({} if why is None else {1: why})


def test_a_document_that_is_too_large_has_its_bytes_in_quarantine_and_its_neighbour_the_rows_it_has_alone():
    neighbour, large = {"site/story.txt": STORY.encode()}, {"site/large.txt": b"A line.\n" * 999}
    recipe = Recipe(thresholds=Thresholds(max_document_lines=500))
    both, alone = clean(documents(large | neighbour), recipe), clean(documents(neighbour), recipe)
    assert both.articles.equals(alone.articles) and both.lines.equals(alone.lines)
    (row,) = both.quarantine.to_pylist()
    assert row["data"] == large["site/large.txt"]
    assert row["reasons"] == [{"stage": "decode", "code": "too_large", "detail": "more than 500 lines"}]
