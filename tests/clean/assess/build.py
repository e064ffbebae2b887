"""Batches as they reach `assess`, made from plain paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from cleancopy.clean.batch import DOCS, Batch
from cleancopy.clean.decode.cut import cut_utf8

Strings = Sequence[str | None]


def batch_of(texts: Strings, titles: Strings | None = None, languages: Strings | None = None) -> Batch:
    """One document a text: every line that is not empty is kept and is a paragraph of its own."""
    number = len(texts)
    bodies = [(text or "").encode() for text in texts]
    docs = pa.table({field.name: pa.nulls(number, field.type) for field in DOCS}, schema=DOCS)
    batch = Batch.of(docs).with_docs(
        text=pa.array(texts, pa.string()),
        title=pa.array(titles or [None] * number, pa.string()),
        language=pa.array(languages or ["en"] * number, pa.string()),
    )
    batch = replace(batch, lines=cut_utf8(bodies, range(number)))
    lines = batch.lines.column("text").to_pylist()
    kept = np.array([bool(line.strip()) for line in lines], np.bool_)
    starts = batch.starts
    before = np.concatenate([[0], np.cumsum(kept)])
    paragraph = before[1:] - before[starts[batch.doc]]
    return batch.with_lines(
        repaired=batch.lines.column("text"),
        role=pa.array(["body" if keep else "blank" for keep in kept], pa.string()),
        kept=pa.array(kept),
        paragraph=pa.array(np.where(kept, paragraph, 0).astype(np.int32), mask=~kept),
        glue=pa.array(["break"] * len(kept), pa.string(), mask=~kept),
    )
