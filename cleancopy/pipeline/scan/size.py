"""Which documents are too large to be cleaned: what a worker needs grows with their bytes, lines and longest line."""

from __future__ import annotations

import re
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recipe import Thresholds
from cleancopy.pipeline.scan.columns import bytes_of, true_at
from cleancopy.pipeline.scan.tags import why_costly

_LINE_END = re.compile(
    rb"\r\n|[\n\r\x0b\x0c\x1c-\x1e]|\xc2\x85|\xe2\x80[\xa8\xa9]|#(?:0*1[03]|x0*[ad]);|NewLine;", re.IGNORECASE
)
"""Whatever may end a line, now or once the text is repaired; in a wide encoding it finds rather too many."""


def texts_within(
    docs: pa.Table, unfolded: pa.Array | pa.ChunkedArray, limits: Thresholds
) -> tuple[pa.ChunkedArray, dict[int, str]]:
    """For each document the bytes that its lines are cut from: its own, or those to which its page is unfolded.

    Nothing for those that are `too_large`, by their texts or as pages by their tags: their rows, each with the limit.
    """
    texts = pc.coalesce(unfolded, docs.column("data"))
    not_unfolded = pc.and_(pc.equal(docs.column("format"), "html"), pc.is_null(unfolded))
    large = too_large(texts, limits) | too_tangled(docs, not_unfolded, limits)
    if large:
        texts = pc.if_else(pa.array(true_at(len(texts), large)), pa.scalar(b"", texts.type), texts)
    return texts, large


def too_large(texts: pa.ChunkedArray, limits: Thresholds) -> dict[int, str]:
    """Rows of the documents beyond a limit, with the limit in words; a null is within all of them."""
    data, bounds = bytes_of(texts)
    found = {}
    least = min(limits.max_document_bytes, limits.max_document_lines, limits.max_line_bytes)
    for row in np.flatnonzero(np.diff(bounds) > least).tolist():
        if why := _why(data[bounds[row] : bounds[row + 1]].tobytes(), limits):
            found[row] = why
    return found


def too_tangled(docs: pa.Table, pages: pa.ChunkedArray, limits: Thresholds) -> dict[int, str]:
    """Rows among the documents that are `pages` whose tags would cost too much, with the reason in words."""
    found = {}
    for row in pc.indices_nonzero(pages).to_pylist():
        data = docs.column("data")[row]
        if len(data.as_buffer()) <= limits.max_document_bytes and (why := why_costly(data.as_py())):
            found[row] = why
    return found


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
