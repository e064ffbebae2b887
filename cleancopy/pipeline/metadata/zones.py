"""A stated time and a zone to an instant. A zone is stated as offset or place, or set for the site; never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from cleancopy.pipeline.lore.data import data_of
from cleancopy.pipeline.recipe import Site

OFFSET = re.compile(r"^(?:UTC|GMT)?\s?(?P<sign>[+\-−])(?P<h>\d{1,2})(?::?(?P<m>\d\d))?$")
STATED = frozenset({"Z", "UTC", "GMT"})


@dataclass(frozen=True, slots=True)
class Instant:
    """What became of a time: the instant (None: unknown), on what basis, and whether the characters are ambiguous."""

    utc: datetime | None
    basis: str
    ambiguous: bool


@cache
def named_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def instant(day: date, hour: int, minute: int, zone: str | None, site: Site) -> Instant:
    """The instant of a local time. 24:00 is the next day's first minute; a time that a clock change skips or doubles
    has no instant."""
    ambiguous = False
    where: tzinfo | None
    if zone is None:
        where, basis = (named_zone(site.timezone), "site") if site.timezone else (None, "none")
    elif (offset := stated_offset(zone)) is not None:
        where, basis = offset, "stated_offset"
    elif "/" in zone:
        where, basis = named_zone(zone), "stated_offset"
        ambiguous = where is None
    else:
        where, basis = _abbreviated(zone, site)
        ambiguous = basis != "stated_offset"
    if where is None:
        return Instant(None, "none", ambiguous)
    utc = _utc(day, hour, minute, where)
    return Instant(utc, basis, ambiguous or utc is None)


def stated_offset(zone: str) -> timezone | None:
    """The offset of `Z`, `UTC`, `GMT`, `+05:30`, `UTC+3`; None for anything else and beyond 14 hours."""
    text = zone.strip()
    if text in STATED:
        return UTC
    match = OFFSET.match(text)
    if match is None:
        return None
    minutes = int(match["h"]) * 60 + int(match["m"] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes if match["sign"] == "+" else -minutes))


def _abbreviated(zone: str, site: Site) -> tuple[tzinfo | None, str]:
    """The site's own table first, then the site's zone when it goes by these letters, then those of one meaning."""
    if zone in site.zones:
        return named_zone(site.zones[zone]), "abbreviation"
    if site.timezone and (where := named_zone(site.timezone)) is not None:
        names = {datetime(2024, month, 1, tzinfo=where).tzname() for month in (1, 7)}
        if zone in names:
            return where, "site"
    if zone in one_meaning():
        return timezone(timedelta(minutes=one_meaning()[zone])), "stated_offset"
    return None, "none"


@cache
def one_meaning() -> dict[str, int]:
    """Abbreviations that stand for one offset wherever they are used, in minutes east of Greenwich."""
    table: dict[str, dict[str, int]] = data_of(__package__, "zones.toml")
    return table["abbreviations"]


def local_time(day: date, hour: int, minute: int) -> datetime | None:
    """A stated time of a day, without a zone; 24:00 is the next day's first minute. None beyond the calendar."""
    try:
        return datetime.combine(day, time(hour % 24, minute)) + timedelta(days=hour // 24)
    except (OverflowError, ValueError):
        return None


def _utc(day: date, hour: int, minute: int, where: tzinfo) -> datetime | None:
    local = local_time(day, hour, minute)
    if local is None:
        return None
    try:
        early = local.replace(tzinfo=where).astimezone(UTC)
        late = local.replace(tzinfo=where, fold=1).astimezone(UTC)
    except OverflowError:
        return None
    return early if early == late else None
