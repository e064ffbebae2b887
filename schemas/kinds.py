"""What the models share: patterns and column kinds."""

from __future__ import annotations

from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

DOC_ID = "^[0-9a-f]{24}$"
SHA256 = "^[0-9a-f]{64}$"
UtcMicros = Annotated[pl.Datetime, "us", "UTC"]
LocalMicros = Annotated[pl.Datetime, "us", None]


def column(description: str, **constraints: Any) -> Any:
    """A column with its sentence; `str_length=n` means at least n characters."""
    if isinstance(least := constraints.pop("str_length", None), int):
        constraints["str_length"] = {"min_value": least}
    return pa.Field(description=description, **constraints)


def constant(description: str, value: int) -> Any:
    """A column that holds one value in every row."""
    return pa.Field(description=description, eq=value)
