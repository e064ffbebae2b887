"""Where a value was read."""

from __future__ import annotations

from typing import NamedTuple

VISIBLE = "line"
"""What the lines of the page are called in the orders in which statements are believed."""


class Source(NamedTuple):
    """What a value was read from, as rows of `PROVENANCE` say it."""

    line: int | None
    """Row of `lines`; None for what a tag, a record or a sidecar states."""
    raw: str
    """The exact characters."""
    rule: str
    confidence: float
