"""The sidecar of an input: `story.txt.json` beside `story.txt` may say where and when the page was fetched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MAX_SIDECAR_BYTES = 1 << 20
"""A sidecar is a handful of fields; beyond 1 MiB it is something else."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar states; None where it says nothing."""

    url: str | None = None
    fetched_at: datetime | None = None
    site: str | None = None
    encoding: str | None = None
    language: str | None = None


def parse_sidecar(data: bytes) -> tuple[Sidecar, list[str]]:
    """The fields of a sidecar and a warning, `code: what`, for each thing in it that cannot be used."""
    if len(data) > MAX_SIDECAR_BYTES:
        return Sidecar(), [f"sidecar_too_large: more than {MAX_SIDECAR_BYTES} bytes"]
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Sidecar(), ["sidecar_invalid: not JSON in UTF-8"]
    if not isinstance(said, dict):
        return Sidecar(), ["sidecar_invalid: not a JSON object"]
    warnings: list[str] = []
    words = {name: _words(said, name, warnings) for name in ("url", "site", "encoding", "language")}
    return Sidecar(fetched_at=_instant(said, warnings), **words), warnings


def _words(said: dict[str, Any], name: str, warnings: list[str]) -> str | None:
    value = said.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _is_plain(value):
        warnings.append(f"sidecar_field: {name} is not plain text")
        return None
    return value


def _is_plain(value: str) -> bool:
    """Text that can be stored as UTF-8 and printed: no lone surrogates, no control characters."""
    return value.isprintable()


def _instant(said: dict[str, Any], warnings: list[str]) -> datetime | None:
    value = said.get("fetched_at")
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    warnings.append("sidecar_field: fetched_at is not an ISO 8601 time with a zone")
    return None
