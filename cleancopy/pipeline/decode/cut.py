"""Cut documents into raw lines: at LF, CRLF and CR only, all documents of a batch at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.batch import LINES
from cleancopy.pipeline.scan.columns import Ints, places
from cleancopy.pipeline.scan.segments import each, running

LF, CR = 10, 13
Bytes = npt.NDArray[np.uint8]
Units = npt.NDArray[np.unsignedinteger]


def cut_joined(data: Bytes, sizes: Ints, docs: Sequence[int], control: Ints | None = None) -> pa.Table:
    """Lines of documents that are valid UTF-8 without a byte order mark.

    In: their bytes, one after the other, and their lengths; their rows in `docs` (ascending); `control` are the places
    of their controls, where these are known. Out: a table with the columns of `LINES`. `raw` slices partition each
    document; `text` is the slice without its terminator. An empty document has no line, and nothing follows a final
    terminator.
    """
    ends_of_docs = np.cumsum(sizes, dtype=np.int64)
    control = controls(data) if control is None else control
    starts, ends, text_ends = line_bounds(data, control, ends_of_docs)
    # Every LF and every CR belongs to a terminator, so the text is the bytes without them.
    text = data.tobytes().replace(b"\n", b"").replace(b"\r", b"")
    first = np.searchsorted(starts, np.concatenate([[0], ends_of_docs]))  # lines first[d]:first[d + 1] are document d's
    counts = np.diff(first)
    return pa.table(
        [
            pa.array(np.repeat(np.asarray(docs, np.int32), counts)),
            pa.array(each(np.ones_like(counts), counts).astype(np.int32)),
            pa.array(np.ones(len(starts), np.int32)),
            binary(data, np.concatenate([[0], ends])),
            binary(text, running(text_ends - starts), pa.string()),
        ],
        schema=LINES,
    )


def controls(data: Units) -> Ints:
    """Where LF, CR and few others are."""
    return places(data, lambda units: units < 32)


def line_bounds(data: Units, control: Ints, ends_of_docs: Ints) -> tuple[Ints, Ints, Ints]:
    """(start, end, end of the text) of every raw line in concatenated documents; a document's end also ends a line.

    `data` holds code units (bytes, or 2- and 4-byte units), and all positions count code units; `control` are those of
    its controls, the only places that are looked at.
    """
    kind = data[control]
    final = ends_of_docs[np.diff(ends_of_docs, prepend=0) > 0] - 1
    is_end = kind == LF
    is_cr = kind == CR
    has_cr = bool(is_cr.any())
    if has_cr:
        # A CR before an LF is half a terminator, unless a document ends between the two.
        half = data[np.minimum(control + 1, len(data) - 1)] == LF
        half[np.isin(control, final)] = False
        is_end |= is_cr & ~half
    ends = control[is_end]
    bare = final[(data[final] != LF) & (data[final] != CR)]  # documents without a final terminator
    if len(bare):
        ends = np.insert(ends, np.searchsorted(ends, bare), bare)
    ends = ends.astype(np.int64) + 1
    starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    last = data[ends - 1]
    text_ends = ends - ((last == LF) | (last == CR))
    if has_cr:
        text_ends -= (last == LF) & (text_ends > starts) & (data[np.maximum(text_ends - 1, 0)] == CR)
    return starts, ends, text_ends


def raw_offsets(data: bytes, unit: int, big_endian: bool) -> Ints:
    """Offsets (int64[lines + 1], in bytes) of the raw lines of one document with code units of `unit` bytes.

    Bytes after the last whole code unit belong to the last line if that has no terminator, else they are a line.
    """
    whole = len(data) // unit
    units = np.frombuffer(data, np.dtype(f"{'>' if big_endian else '<'}u{unit}"), whole)
    _, ends, _ = line_bounds(units, controls(units), np.asarray([whole], np.int64))
    offsets = np.concatenate([[0], ends * unit]).astype(np.int64)
    if whole * unit < len(data):
        if len(ends) and units[-1] not in (LF, CR):
            offsets[-1] = len(data)
        else:
            offsets = np.append(offsets, len(data))
    return offsets


def binary(data: bytes | Bytes, offsets: Ints, kind: pa.DataType | None = None) -> pa.Array:
    """An Arrow binary (or string) array over bytes and offsets, without a copy of the bytes."""
    buffers = [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(kind or pa.binary(), len(offsets) - 1, buffers)
