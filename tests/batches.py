"""Batches as they reach a stage, made from a few texts: the one builder for all tests.

`batch_of` gives what `decode` hands on. The others add what later stages would: `tidied`, `scored`, `voted`, `folded`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from cleancopy.pipeline import columns
from cleancopy.pipeline.batch import DOCS, LINES, VOTES, Batch
from cleancopy.pipeline.decode.cut import cut_joined
from cleancopy.pipeline.pages import unfold
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import with_columns
from tests.pipeline.language.samples import sample

Page = str | Sequence[str] | None
"""A text, which is cut where `decode` would cut it; or its lines, whatever characters they hold."""

Strings = Sequence[str | None]
PROSE_BYTES = 120
"""Longer lines are prose to `scored`."""


def batch_of(pages: Sequence[Page], **docs: Any) -> Batch:
    """Documents with their lines, a page a document; `docs` are columns: one value for all, or a list of values."""
    data = [_bytes(page) for page in pages]
    given = {
        "doc_id": [hashlib.sha256(b"%d" % at).hexdigest()[:24] for at in range(len(pages))],
        "source_path": [f"{at}.txt" for at in range(len(pages))],
        "data": data,
        **{name: _each(value, len(pages)) for name, value in docs.items() if name in DOCS.names},
    }
    arrays = [pa.array(given.get(field.name, [None] * len(pages)), field.type) for field in DOCS]
    lines = _lines(pages, data)
    unchanged = pa.array(np.zeros(lines.num_rows, np.int32))
    lines = with_columns(lines, dict.fromkeys(columns.edits("decode"), unchanged))
    batch = replace(unfold(Batch.of(pa.table(arrays, schema=DOCS)), Recipe()), lines=lines)
    added = {name: _each(value, len(pages)) for name, value in docs.items() if name not in DOCS.names}
    return batch.with_docs(**{name: pa.array(values, columns.DOCS[name].type) for name, values in added.items()})


def batch_of_lines(lines: Sequence[str]) -> Batch:
    """Each line a document of its own."""
    return batch_of([[line] for line in lines])


def tidied(batch: Batch) -> Batch:
    """The lines as `tidy` leaves those in which nothing is to be changed but blanks around them."""
    return batch.with_lines(repaired=batch.lines["text"], text=_array([text.strip() for text in texts(batch)]))


def scored(batch: Batch, scores: Sequence[float] | None = None) -> Batch:
    """The lines with what the line model might say: `scores`, or else long lines surely body and all others not."""
    if scores is None:
        scores = [0.0 if not text else 0.95 if len(text.encode()) > PROSE_BYTES else 0.05 for text in texts(batch)]
    return batch.with_lines(score=np.array(scores, np.float64), looks=np.zeros(len(scores), np.int16))


def speaking(batch: Batch, language: str | None) -> Batch:
    """The documents with a sentence of a language, as `sample_language` takes one; None: nothing to guess from."""
    return batch.with_docs(language_sample=pa.array([sample(language)] * batch.docs.num_rows, pa.binary()))


def voted(batch: Batch, *votes: tuple[int, str, str, str, float, bool]) -> Batch:
    """The batch with votes (line, role, rule, evidence, confidence, hard) added."""
    return batch.adding(votes=[dict(zip(VOTES.names, vote, strict=True)) for vote in votes])


def folded(bodies: Strings, titles: Strings | None = None, languages: Strings | None = None) -> Batch:
    """Documents as they reach `assess`: every line that is not blank is kept, and is a paragraph of its own."""
    docs = {"text": bodies, "title": titles, "language": languages or "en", "reading_minutes_stated": None}
    batch = batch_of(bodies, **docs)
    kept = np.array([bool(line.strip()) for line in texts(batch)], np.bool_)
    before = np.concatenate([[0], np.cumsum(kept)])
    paragraph = before[1:] - before[batch.starts[batch.doc]]
    return batch.with_lines(
        repaired=batch.lines["text"],
        role=_array(["body" if keep else "blank" for keep in kept]),
        kept=pa.array(kept),
        paragraph=pa.array(np.where(kept, paragraph, 0).astype(np.int32), mask=~kept),
        glue=pa.array(["break"] * len(kept), pa.string(), mask=~kept),
    )


def texts(batch: Batch) -> list[str]:
    """The text of each line."""
    return batch.lines.column("text").to_pylist()


def votes_of(batch: Batch) -> list[tuple[str, str, bool]]:
    """(text, rule, hard) of every vote, in order."""
    said = texts(batch)
    return [(said[vote["line"]], vote["rule"], vote["hard"]) for vote in batch.votes.to_pylist()]


def captures_of(batch: Batch) -> list[tuple[str, str]]:
    """(field, raw) of every capture, in order."""
    return [(capture["field"], capture["raw"]) for capture in batch.captures.to_pylist()]


def cut(data: Sequence[bytes]) -> pa.Table:
    """Lines of documents that are valid UTF-8, as the pipeline cuts them."""
    sizes = np.asarray([len(one) for one in data], np.int64)
    return cut_joined(np.frombuffer(b"".join(data), np.uint8), sizes, range(len(data)))


def _bytes(page: Page) -> bytes:
    text = page or "" if page is None or isinstance(page, str) else "\n".join(page)
    return text.encode("utf-8", "replace")


def _lines(pages: Sequence[Page], data: Sequence[bytes]) -> pa.Table:
    if all(page is None or isinstance(page, str) for page in pages):
        return cut(data)
    split = [page if not isinstance(page, str) else page.split("\n") for page in pages]
    rows = [
        {"doc": doc, "line_no": number, "part": 1, "raw": line.encode(), "text": line}
        for doc, lines in enumerate(split)
        for number, line in enumerate(lines or (), 1)
    ]
    return pa.Table.from_pylist(rows, schema=LINES)


def _each(value: Any, number: int) -> list[Any]:
    return value if isinstance(value, list | tuple) else [value] * number


def _array(values: Strings) -> pa.Array:
    return pa.array(values, pa.string())
