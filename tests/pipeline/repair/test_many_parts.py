"""A line that turns out to be very many lines needs memory for its bytes once, not for each of them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents, rebuilt

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("end", ["\x0b", "\u2028"])
def test_a_file_whose_lines_end_in_no_line_feed_is_cleaned(end):
    data = f"The bridge is closed.{end}".encode() * 150_000
    usual = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())  # as in a worker: it refuses what the others promise and never give
    try:
        cleaned = clean(documents({"site/story.txt": data}), Recipe())
    finally:
        pa.set_memory_pool(usual)
    codes = [reason["code"] for row in cleaned.quarantine.to_pylist() for reason in row["reasons"]]
    assert "internal_error" not in codes
    for row in cleaned.articles.to_pylist():
        assert rebuilt(cleaned.lines, row["doc_id"]) == data
