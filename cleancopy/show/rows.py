"""Rows on a terminal: as many as fit, each value on one line."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

import pyarrow as pa
from rich.table import Table
from rich.text import Text

from cleancopy.show.terminal import console, safe, shortened

_WIDEST = 80
"""Characters of a value that are shown."""


def print_rows(batches: pa.RecordBatchReader, most: int) -> None:
    """The first rows as a table, and how many there are if there are more."""
    table = Table(box=None, pad_edge=False)
    for field in batches.schema:
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        table.add_column(Text(safe(field.name)), justify="right" if number else "left")
    rows = (row for batch in batches for row in zip(*batch.columns, strict=True))
    shown = 0
    for row in islice(rows, most):
        table.add_row(*(Text(_short(value.as_py())) for value in row))
        shown += 1
    out = console()
    out.print(table)
    if more := sum(1 for _ in rows):
        out.print(f"({shown:,} of {shown + more:,} rows; --rows shows more, --format writes all)")


def _short(value: Any) -> str:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, datetime):
        value = value.isoformat(sep=" ")
    return shortened("" if value is None else safe(value), _WIDEST)
