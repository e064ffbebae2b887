"""The fields of an article as the proof sheet shows them: the value, and where on the page it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FIELDS = (
    "title", "standfirst", "authors", "agency", "publisher", "place", "published_on", "published_local", "published_at",
    "updated_at", "created_at", "section", "tags", "countries", "reading_minutes_stated", "disclaimer", "syndicated",
    "language", "source_url", "fetched_at",
)  # fmt: skip
"""In the order in which an editor would ask for them; one that the contract does not have is passed over."""


@dataclass(frozen=True)
class Source:
    """Where a value was read. `line` is None for what did not stand on a line of the page."""

    line: int | None
    raw: str
    rule: str
    confidence: float


@dataclass(frozen=True)
class Field:
    """One column of `articles` with its value in words; `value` is empty where the page states none."""

    name: str
    value: str
    sources: tuple[Source, ...]


def fields(article: dict[str, Any]) -> list[Field]:
    """Every field of the head, those without a value as well: that nothing was found is worth seeing."""
    return [Field(name, _told(article[name]), tuple(_sources(article, name))) for name in FIELDS if name in article]


def _sources(article: dict[str, Any], name: str) -> Iterator[Source]:
    for row in article["provenance"] or ():
        if row["field"] == name:
            yield Source(row["line"], row["raw"] or "", row["rule"], row["confidence"])


def _told(value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return " · ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
