"""Small pages as batches, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from cleancopy.clean.batch import DOCS, LINES, Batch

STORY = (
    "The members of the rowing club met in the old boat house to talk about the summer, and after a long debate "
    "in which everyone spoke twice they agreed to buy a second eight out of the money they had put aside for a roof."
)


def batch_of(*pages: str, sites: tuple[str | None, ...] = ()) -> Batch:
    """A batch as the stages before `recognise` leave it: documents and their lines."""
    sites = sites or (None,) * len(pages)
    docs = [{"doc_id": f"{at:024x}", "source_path": f"{at}.txt", "site": site} for at, site in enumerate(sites)]
    rows = [
        {"doc": doc, "line_no": number, "part": 1, "raw": None, "text": text}
        for doc, page in enumerate(pages)
        for number, text in enumerate(page.split("\n"), 1)
    ]
    lines = pa.Table.from_pylist(rows, schema=LINES)
    return replace(Batch.of(pa.Table.from_pylist(docs, schema=DOCS)), lines=lines)


def votes_of(batch: Batch) -> list[tuple[str, str, bool]]:
    """(text, rule, hard) of every vote, in order."""
    texts = batch.lines.column("text").to_pylist()
    return [(texts[vote["line"]], vote["rule"], vote["hard"]) for vote in batch.votes.to_pylist()]


def captures_of(batch: Batch) -> list[tuple[str, str]]:
    """(field, raw) of every capture, in order."""
    return [(capture["field"], capture["raw"]) for capture in batch.captures.to_pylist()]
