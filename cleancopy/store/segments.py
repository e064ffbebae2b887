"""Documents inside a table of rows: where each begins, and its bytes in one run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]

_BINARY = pa.large_binary()
_NULL, _NOTHING, _END = (pa.scalar(value, _BINARY) for value in (b"\xfe", b"", b"\xff"))


def starts(rows: pa.Table) -> Ints:
    """int64[runs + 1]: row numbers where a run of one doc_id begins, and the number of rows."""
    ids = rows["doc_id"].combine_chunks()
    if len(ids) == 0:
        return np.zeros(1, np.int64)
    changes = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.flatnonzero(changes) + 1, [len(ids)]]).astype(np.int64)


def by_document(lines: pa.Table) -> pa.Table:
    """Rows of `lines` with each document in one piece, in order of line and part; mostly they already are so."""
    begins = starts(lines)
    if len(begins) - 1 == len(lines["doc_id"].unique()):
        rises = np.diff(places(lines)) > 0
        rises[begins[1:-1] - 1] = True
        if rises.all():
            return lines
    return lines.sort_by([(name, "ascending") for name in ("doc_id", "line_no", "part")])


def places(lines: pa.Table) -> Ints:
    """For each row one number that orders rows by line and part."""
    return lines["line_no"].to_numpy().astype(np.int64) << 32 | lines["part"].to_numpy().astype(np.int64)


def digests(values: pa.ChunkedArray, begins: Ints) -> Iterator[str]:
    """For each run of rows the sha256 of their (large_binary, not null) values, one after the other."""
    data, at = _flat(values)
    for start, end in zip(at[begins[:-1]], at[begins[1:]], strict=True):
        yield hashlib.sha256(data[start:end]).hexdigest()


def row_bytes(rows: pa.Table) -> pa.ChunkedArray:
    """For each row bytes that differ when a value does: every column written out, nested ones as Python writes them."""
    parts = []
    for column in rows.columns:
        if pa.types.is_nested(column.type):
            texts = pa.array(map(repr, column.to_pylist()), pa.large_string())
            parts.append(pa.chunked_array([texts.cast(_BINARY)]))
        else:
            plain = column
            if pa.types.is_binary(column.type):  # its bytes may look like the marks between the columns
                parts.append(pc.fill_null(pc.binary_length(column).cast(pa.large_string()).cast(_BINARY), _NULL))
            else:
                plain = column.cast(pa.large_string())
            parts.append(pc.fill_null(plain.cast(_BINARY), _NULL))
    return pc.binary_join_element_wise(*parts, pa.scalar(b"", _BINARY), _END)


def _flat(values: pa.ChunkedArray) -> tuple[memoryview, Ints]:
    """The bytes of all rows in one run, and where each row begins."""
    array = pa.concat_arrays([*values.chunks, pa.array([], values.type)])
    _, offsets, data = array.buffers()
    at = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return memoryview(data if data is not None else b""), at
