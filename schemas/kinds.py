"""What the contracts share: versions, patterns, column kinds."""

from __future__ import annotations

from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

CONTRACT_VERSION = 1
"""Raised with every change of a table's columns; `tests/schemas/history.toml` holds what each version promised."""

DOC_ID = "^[0-9a-f]{24}$"
SHA256 = "^[0-9a-f]{64}$"
UtcMicros = Annotated[pl.Datetime, "us", "UTC"]

KEPT_ROLES = ("body", "heading", "list_item")
READ_ROLES = ("title", "standfirst", "byline", "dateline", "caption")
CHROME_ROLES = (
    "share",
    "comments",
    "feedback",
    "reading_time",
    "navigation",
    "subscription",
    "related",
    "advertisement",
    "cookie",
    "legal",
    "disclaimer",
    "publisher",
    "tag",
    "title_repeat",
    "other_chrome",
)
ROLES = (*KEPT_ROLES, *READ_ROLES, *CHROME_ROLES, "blank")


def column(description: str, **constraints: Any) -> Any:
    """A column with its sentence; `str_length=n` means at least n characters."""
    if isinstance(least := constraints.pop("str_length", None), int):
        constraints["str_length"] = {"min_value": least}
    return pa.Field(description=description, **constraints)


def constant(description: str, value: int) -> Any:
    """A column that holds one value in every row."""
    return pa.Field(description=description, eq=value)
