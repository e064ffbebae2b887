"""Cut documents into raw lines: at LF, CRLF and CR only, all documents of a batch at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.table import LINES, Ints

LF, CR = 10, 13


def cut_utf8(payloads: Sequence[bytes], docs: Sequence[int]) -> pa.Table:
    """Lines of documents that are valid UTF-8 without a byte order mark.

    In: the bytes of some documents and their rows in `docs` (ascending). Out: a table with the columns of `LINES`.
    `raw` slices partition each document; `text` is the slice without its terminator. An empty document has no line, and
    nothing follows a final terminator.
    """
    data = np.frombuffer(b"".join(payloads), np.uint8)
    ends_of_docs = np.cumsum([len(p) for p in payloads], dtype=np.int64)
    starts, ends, text_ends = line_bounds(data, ends_of_docs)
    owner = np.searchsorted(ends_of_docs, starts, side="right")
    first_line = np.searchsorted(starts, np.concatenate([[0], ends_of_docs[:-1]]))
    line_no = np.arange(len(starts)) - first_line[owner] + 1
    offsets = np.append(starts, ends[-1:] if len(ends) else [0])
    return pa.table(
        [
            pa.array(np.asarray(docs, np.int32)[owner]),
            pa.array(line_no.astype(np.int32)),
            pa.array(np.ones(len(starts), np.int32)),
            binary(data, offsets),
            binary(*without(data, starts, text_ends), kind=pa.string()),
        ],
        schema=LINES,
    )


def line_bounds(data: npt.NDArray[np.uint8], ends_of_docs: Ints) -> tuple[Ints, Ints, Ints]:
    """(start, end, end of the text) of every raw line in concatenated documents; a document's end also ends a line."""
    size = len(data)
    is_cr = data == CR
    cut_after = data == LF
    if is_cr.any():
        before_lf = np.zeros(size, np.bool_)
        before_lf[:-1] = cut_after[1:]
        before_lf[ends_of_docs[(ends_of_docs > 0)] - 1] = False  # a CR that ends one document, an LF that starts the next
        cut_after |= is_cr & ~before_lf
    cut_after[ends_of_docs[ends_of_docs > 0] - 1] = True
    ends = np.flatnonzero(cut_after) + 1
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int64) if len(ends) else ends
    last = data[ends - 1]
    text_ends = ends - ((last == LF) | (last == CR))
    crlf = (last == LF) & (text_ends > starts) & (data[np.maximum(text_ends - 1, 0)] == CR)
    return starts, ends, text_ends - crlf


def without(data: npt.NDArray[np.uint8], starts: Ints, text_ends: Ints) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The bytes of the lines without their terminators, and the offsets of the lines among them."""
    edges = np.zeros(len(data) + 1, np.int8)
    full = text_ends > starts
    edges[starts[full]] += 1
    edges[text_ends[full]] -= 1
    inside = np.cumsum(edges[:-1], dtype=np.int8).view(np.bool_)
    return data[inside], np.concatenate([[0], np.cumsum(text_ends - starts)])


def binary(data: npt.NDArray[np.uint8], offsets: Ints, kind: pa.DataType | None = None) -> pa.Array:
    """An Arrow binary (or string) array over bytes and offsets, without a copy of the bytes."""
    buffers = [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(data))]
    return pa.Array.from_buffers(kind or pa.binary(), len(offsets) - 1, buffers)
