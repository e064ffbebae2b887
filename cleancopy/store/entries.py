"""The files of a version as its manifest names them, with what their footers say of the rows in them."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleancopy.errors import StoreError


@dataclass(frozen=True, slots=True)
class Span:
    """The values of a column between a smallest and a largest one; when None is known of them, any may be there."""

    first: Any = None
    last: Any = None

    def within(self, ordered: Sequence[Any]) -> slice:
        """Which of some values, ascending, can be there."""
        if self.first is None:
            return slice(0, len(ordered))
        return slice(bisect_left(ordered, self.first), bisect_right(ordered, self.last))

    def may_hold(self, ordered: Sequence[Any]) -> bool:
        """Whether one of some values, ascending, can be there."""
        inside = self.within(ordered)
        return inside.start < inside.stop

    def meets(self, first: Any, last: Any) -> bool:
        """Whether a value from `first` to `last` can be there."""
        return self.first is None or not (last < self.first or self.last < first)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a table as the manifest names it."""

    name: str
    rows: int
    bytes: int
    sha256: str
    first: Any = None
    """Smallest value of the column by which rows are looked up (`Table.by`); None when the file does not say."""
    last: Any = None

    @property
    def span(self) -> Span:
        """What of that column can be in the file."""
        return Span(self.first, self.last)


def entry_of(path: Path, schema: pa.Schema, by: str) -> Entry:
    """Reopens a finished file: its footer must be readable and its columns those of the contract.

    `by` is the column that the table is looked up by.
    """
    try:
        with pq.ParquetFile(path) as file:
            rows, found = file.metadata.num_rows, file.schema_arrow
            span = span_of(file, by, range(file.num_row_groups))
    except pa.ArrowInvalid as error:
        raise StoreError(f"{path.name} is not a whole Parquet file ({error}); nothing was published.") from error
    if not found.equals(schema):
        raise StoreError(f"{path.name} does not have the columns of the contract; nothing was published.")
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    return Entry(f"part-{digest[:24]}.parquet", rows, path.stat().st_size, digest, span.first, span.last)


def span_of(file: pq.ParquetFile, column: str, groups: Sequence[int]) -> Span:
    """What of a column can be in some row groups, as the footer says; of endless names it says nothing."""
    leaf = next((at for at in range(len(file.schema)) if file.schema.column(at).path == column), None)
    said = [] if leaf is None else [file.metadata.row_group(group).column(leaf).statistics for group in groups]
    if not said or not all(one is not None and one.has_min_max for one in said):
        return Span()
    return Span(min(one.min for one in said), max(one.max for one in said))
