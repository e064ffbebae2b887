"""Which documents are too large to be cleaned: what a worker needs grows with their bytes, lines and longest line."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recipe import Thresholds
from cleancopy.pipeline.scan.columns import bytes_of, true_at

MOST_TAGS = 100_000
"""A page of more is `too_large`: an element takes some 300 bytes, and a parser looks for the one that a tag closes."""
_LINE_END = re.compile(
    rb"\r\n|[\n\r\x0b\x0c\x1c-\x1e]|\xc2\x85|\xe2\x80[\xa8\xa9]|#(?:0*1[03]|x0*[ad]);|NewLine;", re.IGNORECASE
)
"""Whatever may end a line, now or once the text is repaired; in a wide encoding it finds rather too many."""


def beyond(docs: pa.Table, texts: pa.ChunkedArray, limits: Thresholds) -> dict[int, str]:
    """Rows of the documents that are `too_large`, by their texts or as pages by their tags, with the limit in words."""
    return too_large(texts, limits) | too_many_tags(docs)


def too_large(texts: pa.ChunkedArray, limits: Thresholds) -> dict[int, str]:
    """Rows of the documents beyond a limit, with the limit in words; a null is within all of them."""
    data, bounds = bytes_of(texts)
    found = {}
    least = min(limits.max_document_bytes, limits.max_document_lines, limits.max_line_bytes)
    for row in np.flatnonzero(np.diff(bounds) > least).tolist():
        if why := _why(data[bounds[row] : bounds[row + 1]].tobytes(), limits):
            found[row] = why
    return found


def too_many_tags(docs: pa.Table) -> dict[int, str]:
    """Rows of the pages among some documents that have more tags than a page may, with that in words."""
    found = {}
    pages = pc.indices_nonzero(pc.equal(docs.column("format"), "html")).to_pylist()
    for row in pages:
        data = docs.column("data")[row]
        if len(data.as_buffer()) > MOST_TAGS and data.as_py().count(b"<") > MOST_TAGS:
            found[row] = f"more than {MOST_TAGS} tags"
    return found


def without(texts: pa.ChunkedArray, rows: Collection[int]) -> pa.ChunkedArray:
    """The texts with nothing in the place of some."""
    if not rows:
        return texts
    mask = true_at(len(texts), rows)
    return pc.if_else(pa.array(mask), pa.scalar(b"", texts.type), texts)


def _why(data: bytes, limits: Thresholds) -> str | None:
    """Why a document is too large, if it is."""
    if len(data) > limits.max_document_bytes:
        return f"{len(data)} bytes, the limit is {limits.max_document_bytes}"
    if len(data) > limits.max_line_bytes and has_long_line(data, limits.max_line_bytes):
        return f"a line of more than {limits.max_line_bytes} bytes"
    most = limits.max_document_lines
    if len(data) > most and next(islice(_LINE_END.finditer(data), most, None), None):
        return f"more than {most} lines"
    return None


def has_long_line(data: bytes, limit: int) -> bool:
    """Whether more than `limit` bytes are between two line ends (LF or CR); looks only where one can be."""
    start = 0
    while len(data) - start > limit:
        window = (start, start + limit + 1)
        end = max(data.rfind(b"\n", *window), data.rfind(b"\r", *window))
        if end < 0:
            return True
        start = end + 1
    return False
