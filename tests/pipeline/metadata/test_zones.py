"""Times and zones to instants: stated or set, never guessed. The cases stand in zones.toml."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleancopy.pipeline.metadata.zones import instant
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
