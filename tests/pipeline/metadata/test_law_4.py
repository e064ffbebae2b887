"""Law 4 on real pages: each value says from which line and which characters it was read. Skipped without the pages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from cleancopy.pipeline.batch import DOCS
from cleancopy.pipeline.clean import staged
from cleancopy.pipeline.columns import METADATA
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.stages import STAGES
from tests.kits import PAGES, needs_pages

CASES = PAGES / "cases" / "dev"
pytestmark = [
    needs_pages,
    pytest.mark.slow,
]
AT_ONCE = 300
ADMIT = next(stage for stage in STAGES if stage.name == "admit")


def pages() -> Iterator[dict[str, Any]]:
    for file in sorted(CASES.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def batches(variant: str) -> Iterator[pa.Table]:
    rows = [
        {
            "doc_id": page["id"],
            "source_path": f"{page['domain']}/{page['id']}.txt",
            "site": page["domain"],
            "data": page[f"raw_text_{variant}"].encode("utf-8", "surrogatepass"),
        }
        for page in pages()
    ]
    for at in range(0, len(rows), AT_ONCE):
        yield pa.Table.from_pylist(rows[at : at + AT_ONCE], schema=DOCS)


@pytest.mark.parametrize("variant", ["semi", "layout", "wet"])
def test_every_value_of_every_page_stands_in_the_line_it_is_said_to_stand_in(variant):
    for docs in batches(variant):
        batch = staged(docs, Recipe(), before=ADMIT)
        texts: dict[tuple[int, int], str] = {}
        lines = zip(*(batch.lines[name].to_pylist() for name in ("doc", "line_no", "text")), strict=True)
        for doc, line_no, text in lines:
            texts[doc, line_no] = texts.get((doc, line_no), "") + text
        said: set[tuple[int, str]] = set()
        for row in batch.provenance.to_pylist():
            assert row["raw"], row
            assert row["raw"] in texts[row["doc"], row["line"]], row
            said.add((row["doc"], row["field"]))
        for name in METADATA:
            for doc, value in enumerate(batch.docs[name].to_pylist()):
                assert (value is None or value == []) or (doc, name) in said, (docs["doc_id"][doc], name, value)
