"""Kinds of values in the settings, each checked with a sentence that says what to write."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ByteSize, ConfigDict, Field

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_A_DURATION = 'write a duration as a number and a unit, like "90s", "30m", "1h" or "7d"'


def _duration(value: Any) -> Any:
    """`"90s"`, `"30m"`, `"1h"`, `"7d"` or `"2w"` as a timedelta."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*", value)
        if not found:
            raise ValueError(_A_DURATION)
        return timedelta(seconds=float(found[1]) * _UNITS[found[2]])
    if not isinstance(value, timedelta):
        raise ValueError(_A_DURATION)
    return value


def _size(value: Any) -> Any:
    """`"64 MiB"` or a number of bytes; what cannot be one is told in our words."""
    known = isinstance(value, str) and re.fullmatch(r"\s*\d+(?:\.\d+)?\s*(?:[kmgt]i?)?b?\s*", value, re.IGNORECASE)
    if not known and (isinstance(value, bool) or not isinstance(value, int)):
        raise ValueError('write a size as a number and a unit, like "64 MiB"')
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is no IANA time zone; write one like 'Asia/Kolkata'") from None
    return name


def _codec(name: str) -> str:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # raises for what makes no text of bytes (zlib), as well
    except LookupError:
        raise ValueError(f"{name!r} is no encoding Python knows; write one like 'windows-1252'") from None
    return name


def _site_pattern(pattern: str) -> str:
    try:
        named = re.compile(pattern).groupindex
    except re.error as error:
        raise ValueError(f"it is no regular expression ({error})") from None
    if "site" not in named:
        raise ValueError("it needs a group named site, like '^(?P<site>[^/]+)/'")
    return pattern


Zone = Annotated[str, AfterValidator(_zone)]
Codec = Annotated[str, AfterValidator(_codec)]
SitePattern = Annotated[str, AfterValidator(_site_pattern)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Size = Annotated[ByteSize, BeforeValidator(_size)]
Share = Annotated[float, Field(ge=0, le=1)]


class Table(BaseModel):
    """A table of the settings file: unknown keys are refused, values do not change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
