"""What is said beside a text: in the sidecar `story.txt.json` of `story.txt`, or in the other fields of a record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

MAX_SIDECAR_BYTES = 1 << 20
"""A sidecar is a handful of fields; beyond 1 MiB it is something else."""

WORDS = ("url", "site", "encoding", "language")
STATED = ("title", "authors", "published")
"""Fields that are evidence, as a line of the page would be: what they say is weighed, and named as `source:title`."""
NAMES = (*WORDS, "fetched_at", *STATED)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is said; None where nothing is."""

    url: str | None = None
    fetched_at: datetime | None = None
    site: str | None = None
    encoding: str | None = None
    language: str | None = None
    stated: tuple[tuple[str, str], ...] = ()
    """Pairs of a field of `STATED` and its exact characters, an author each."""

    def digest(self) -> str:
        """64 hex digits that change with whatever is said."""
        return hashlib.sha256(json.dumps(asdict(self), default=str).encode()).hexdigest()


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
    return read_fields({name: said.get(name) for name in NAMES}, "sidecar_field")


def read_fields(said: Mapping[str, Any], code: str) -> tuple[Sidecar, list[str]]:
    """What the values say by our names of them, and a warning with `code` for each that cannot be used."""
    warnings: list[str] = []
    words = {name: _words(said, name, code, warnings) for name in WORDS}
    fetched_at = _instant(said.get("fetched_at"), code, warnings)
    return Sidecar(fetched_at=fetched_at, stated=_stated(said, code, warnings), **words), warnings


def _words(said: Mapping[str, Any], name: str, code: str, warnings: list[str]) -> str | None:
    value = said.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _is_plain(value):
        warnings.append(f"{code}: {name} is not plain text")
        return None
    return value


def _is_plain(value: str) -> bool:
    """Text that can be stored as UTF-8 and printed: no lone surrogates, no control characters."""
    return value.isprintable()


def _stated(said: Mapping[str, Any], code: str, warnings: list[str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name in STATED:
        value = said.get(name)
        if isinstance(value, datetime):
            value = value.isoformat()
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, str) and all(mark.isprintable() or mark.isspace() for mark in one):
                found += [(name, one)] if one.strip() else []
            elif one is not None:
                warnings.append(f"{code}: {name} is not plain text")
    return tuple(found)


def _instant(value: Any, code: str, warnings: list[str]) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    warnings.append(f"{code}: fetched_at is not an ISO 8601 time with a zone")
    return None
