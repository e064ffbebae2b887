"""Times and zones to instants: stated or set, never guessed. The cases stand in zones.toml."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from cleancopy.pipeline.metadata.zones import instant, one_meaning
from cleancopy.pipeline.recipe import Site

CASES = tomllib.loads((Path(__file__).parent / "zones.toml").read_text("utf-8"))["cases"]


@pytest.mark.parametrize(("stated", "zone", "timezone", "zones", "utc", "basis", "ambiguous", "why"), CASES)
def test_an_instant_needs_a_zone(stated, zone, timezone, zones, utc, basis, ambiguous, why):
    day, clock = stated.split()
    hour, minute = map(int, clock.split(":"))
    site = Site(timezone=timezone or None, zones=zones)
    found = instant(date.fromisoformat(day), hour, minute, zone or None, site)
    assert found.utc == (datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None), why
    assert (found.basis, found.ambiguous) == (basis, ambiguous), why


def test_an_abbreviation_of_one_meaning_has_one_offset_in_the_database():
    seen: dict[str, set[int]] = {}
    for name in available_timezones():
        where = ZoneInfo(name)
        for year in range(2000, 2027):
            for month in (1, 4, 7, 10):
                there = datetime(year, month, 15, tzinfo=where)
                offset = there.utcoffset() or timedelta()
                seen.setdefault(there.tzname() or "", set()).add(int(offset.total_seconds()) // 60)
    german = {"MEZ", "MESZ", "OEZ", "OESZ"}
    assert {name: {offset} for name, offset in one_meaning().items() if name not in german} == {
        name: seen[name] for name in one_meaning() if name not in german
    }
