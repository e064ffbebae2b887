"""The line table and the small tables that travel with it.

A document is cut into raw lines once. From then on every stage takes a `Batch` and returns a `Batch` with more columns;
no stage deletes a row. A single document is a batch of one, so there is no second implementation that could drift.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.rank import BLOCK, Rank

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DOCS = pa.schema(
    [
        ("doc_id", pa.string()),
        ("source_path", pa.string()),
        ("site", pa.string()),
        ("data", pa.large_binary()),
        ("source_sha256", pa.string()),
        ("source_url", pa.string()),
        ("fetched_at", pa.timestamp("us", "UTC")),
        ("encoding_hint", pa.string()),
        ("language_hint", pa.string()),
        ("notes", pa.list_(pa.string())),
    ]
)
"""What `clean` is given: one row a document. The stages append their own columns behind these.

`notes` are doubts raised while the file was read (`code: evidence`); they become warnings of the document.
"""

LINES = pa.schema(
    [("doc", pa.int32()), ("line_no", pa.int32()), ("part", pa.int32()), ("raw", pa.binary()), ("text", pa.string())]
)
"""The columns `decode` cuts: `doc` is the row in `docs`; rows are sorted by (doc, line_no, part)."""

CAPTURES = pa.schema(
    [
        ("line", pa.int64()),
        ("field", pa.string()),
        ("raw", pa.string()),
        ("rule", pa.string()),
        ("confidence", pa.float64()),
    ]
)
"""Named captures: `line` is a row of `lines`, `raw` the exact characters of that row's text the field was read from."""

VOTES = pa.schema(
    [
        ("line", pa.int64()),
        ("role", pa.string()),
        ("rule", pa.string()),
        ("evidence", pa.string()),
        ("confidence", pa.float64()),
        ("hard", pa.bool_()),
    ]
)
"""What recognisers say of a line; `roles/decide.py` is the one room that weighs them."""

PROVENANCE = pa.schema(
    [
        ("doc", pa.int32()),
        ("field", pa.string()),
        ("line", pa.int32()),
        ("raw", pa.string()),
        ("rule", pa.string()),
        ("confidence", pa.float64()),
    ]
)
"""Where a published value came from; here `line` is the document's own line number (`line_no`)."""

WARNINGS = pa.schema(
    [
        ("doc", pa.int32()),
        ("code", pa.string()),
        ("severity", pa.string()),
        ("paragraph", pa.int32()),
        ("evidence", pa.string()),
    ]
)
"""Lints and doubts about an admitted document; `paragraph` counts from 1 and is null for the whole document."""

REASONS = pa.schema([("doc", pa.int32()), ("stage", pa.string()), ("code", pa.string()), ("detail", pa.string())])
"""Why a document is turned away. A document with a row here is quarantined with all its reasons."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents on their way through the stages. All tables refer to `docs` and `lines` by row number."""

    docs: pa.Table
    lines: pa.Table
    captures: pa.Table
    votes: pa.Table
    provenance: pa.Table
    warnings: pa.Table
    reasons: pa.Table

    @classmethod
    def of(cls, docs: pa.Table) -> Batch:
        """A batch before its first stage: documents, and every other table empty."""
        return cls(
            docs=docs,
            lines=LINES.empty_table(),
            captures=CAPTURES.empty_table(),
            votes=VOTES.empty_table(),
            provenance=PROVENANCE.empty_table(),
            warnings=WARNINGS.empty_table(),
            reasons=REASONS.empty_table(),
        )

    def with_docs(self, **columns: Any) -> Batch:
        """This batch with columns set (added or replaced) on `docs`."""
        return replace(self, docs=with_columns(self.docs, columns))

    def with_lines(self, **columns: Any) -> Batch:
        """This batch with columns set (added or replaced) on `lines`."""
        return replace(self, lines=with_columns(self.lines, columns))

    def adding(self, **rows: Sequence[Mapping[str, Any]] | pa.Table) -> Batch:
        """This batch with rows appended to its side tables, e.g. `adding(warnings=[{...}])`. Missing keys are null."""
        grown = {}
        for name, new in rows.items():
            table: pa.Table = getattr(self, name)
            if not isinstance(new, pa.Table):
                new = pa.Table.from_pylist(list(new), schema=table.schema)
            if new.num_rows:
                grown[name] = pa.concat_tables([table, new.select(table.column_names).cast(table.schema)])
        return replace(self, **grown) if grown else self

    @property
    def doc(self) -> npt.NDArray[np.int32]:
        """For each line the row of its document in `docs`."""
        return column(self.lines, "doc")

    @property
    def starts(self) -> Ints:
        """int64[documents + 1]: lines `starts[d]:starts[d + 1]` belong to document d (possibly none)."""
        return np.searchsorted(self.doc, np.arange(self.docs.num_rows + 1)).astype(np.int64)

    @property
    def turned_away(self) -> Bools:
        """bool[documents]: which documents have a reason to be quarantined."""
        away = np.zeros(self.docs.num_rows, dtype=np.bool_)
        away[column(self.reasons, "doc")] = True
        return away


def with_columns(table: pa.Table, columns: Mapping[str, Any]) -> pa.Table:
    """`table` with each of `columns` (numpy or Arrow) set, in place when it exists, else appended."""
    for name, values in columns.items():
        values = values if isinstance(values, pa.ChunkedArray | pa.Array) else pa.array(values)
        at = table.schema.get_field_index(name)
        table = table.append_column(name, values) if at < 0 else table.set_column(at, name, values)
    return table


def flat(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    """One contiguous Arrow array."""
    if isinstance(values, pa.ChunkedArray):
        one = values.num_chunks == 1
        return values.chunk(0) if one else pa.concat_arrays(values.chunks or [pa.array([], values.type)])
    return values


def column(table: pa.Table, name: str) -> Any:
    """A column without nulls as a numpy array (zero copy where Arrow allows)."""
    return flat(table.column(name)).to_numpy(zero_copy_only=False)


def bytes_of(strings: pa.ChunkedArray | pa.Array) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The UTF-8 bytes of a string or binary column (uint8[total]) and their offsets (int64[rows + 1]), zero copy.

    The offsets need not start at 0 when the column is a slice.
    """
    array = flat(strings)
    wide = pa.types.is_large_string(array.type) or pa.types.is_large_binary(array.type)
    _, offsets, data = array.buffers()
    kind = np.int64 if wide else np.int32
    first = np.zeros(1, np.int64)
    if offsets is None or offsets.size == 0:
        return np.zeros(0, np.uint8), first.repeat(len(array) + 1)
    bounds = np.frombuffer(offsets, kind)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    return (np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)), bounds


def places(data: npt.NDArray[Any], test: Callable[[npt.NDArray[Any]], Bools], ahead: int = 0) -> Ints:
    """Positions (ascending) of the bytes (or code units) that `test` says True for; it is shown `BLOCK` at a time.

    A test that looks at `ahead` bytes behind a byte is shown so many more. Blocks that stay in the processor's cache
    are scanned three times as fast as a whole batch, where each step of the test writes to fresh pages.
    """
    found = [np.flatnonzero(test(data[at : at + BLOCK + ahead])[:BLOCK]) + at for at in range(0, len(data), BLOCK)]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def byte_lengths(strings: pa.ChunkedArray | pa.Array) -> Ints:
    """int64[rows]: the length of each string in UTF-8 bytes."""
    return np.diff(bytes_of(strings)[1])


def matching(texts: pa.Array | pa.ChunkedArray, pattern: str) -> Bools:
    """bool[texts]: which match a RE2 pattern. Where there are none it is not compiled, which takes up to 4 ms."""
    if not len(texts):
        return np.zeros(0, np.bool_)
    found: Bools = flat(pc.match_substring_regex(texts, pattern)).to_numpy(zero_copy_only=False)
    return found


def segment_sum(values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
    """Sum of `values[starts[i]:starts[i + 1]]` for each i, 0 for an empty segment.

    Integers and booleans are summed exactly; floats by `np.add.reduceat`, whose order within a segment is fixed, so a
    document gets the same bits alone and in any batch.
    """
    if values.dtype == np.bool_:
        return Rank.of(values).between(starts)
    if values.dtype.kind in "ui":
        total = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
        return total[starts[1:]] - total[starts[:-1]]
    return _reduce(np.add, values, starts, 0)


def segment_max(values: npt.NDArray[Any], starts: Ints, empty: Any = 0) -> npt.NDArray[Any]:
    """Largest value of each segment, `empty` where it has none."""
    return _reduce(np.maximum, values, starts, empty)


def segment_or(values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
    """The bits set in any value of each segment."""
    return _reduce(np.bitwise_or, values, starts, 0)


def segment_any(values: Bools, starts: Ints) -> Bools:
    """Whether a segment holds a True."""
    return segment_sum(values, starts) > 0


def segment_first(flags: Bools, starts: Ints) -> Ints:
    """For each segment the row of its first True, -1 where it has none."""
    rows = np.flatnonzero(flags)
    at = np.searchsorted(rows, starts[:-1])
    found = np.append(rows, np.iinfo(np.int64).max)[at]
    return np.where(found < starts[1:], found, -1)


def _reduce(how: np.ufunc, values: npt.NDArray[Any], starts: Ints, empty: Any) -> npt.NDArray[Any]:
    out = np.full(len(starts) - 1, empty, dtype=values.dtype)
    full = np.flatnonzero(starts[1:] > starts[:-1])
    if len(full):
        out[full] = how.reduceat(values, starts[:-1][full])
    return out


def put(
    strings: pa.ChunkedArray | pa.Array, rows: npt.NDArray[Any], values: Iterable[str | None] | pa.Array
) -> pa.Array:
    """`strings` with `values` at `rows` (ascending, distinct); the other rows as they were."""
    array = flat(strings)
    if len(rows) == 0:
        return array
    mask = np.zeros(len(array), dtype=np.bool_)
    mask[rows] = True
    new = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(list(values), array.type)
    return flat(pc.replace_with_mask(array, pa.array(mask), flat(new)))
