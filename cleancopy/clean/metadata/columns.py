"""The columns `read_metadata` adds to docs, with their Arrow types."""

from __future__ import annotations

import pyarrow as pa

INSTANT = pa.timestamp("us", "UTC")
DATE = pa.struct(
    [
        ("role", pa.string()),
        ("raw", pa.string()),
        ("day", pa.date32()),
        ("utc", INSTANT),
        ("zone", pa.string()),
        ("zone_basis", pa.string()),
        ("precision", pa.string()),
        ("ambiguous", pa.bool_()),
    ]
)
COLUMNS: dict[str, pa.DataType] = {
    "title": pa.string(),
    "standfirst": pa.string(),
    "authors": pa.list_(pa.string()),
    "agency": pa.string(),
    "publisher": pa.string(),
    "place": pa.string(),
    "published_on": pa.date32(),
    "published_at": INSTANT,
    "updated_at": INSTANT,
    "created_at": INSTANT,
    "dates": pa.list_(DATE),
    "section": pa.string(),
    "tags": pa.list_(pa.string()),
    "countries": pa.list_(pa.string()),
    "reading_minutes_stated": pa.int32(),
    "disclaimer": pa.string(),
    "syndicated": pa.bool_(),
}
LISTS = ("authors", "dates", "tags", "countries")
"""Columns that are empty, not null, where the page says nothing."""
