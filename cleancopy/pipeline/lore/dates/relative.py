"""Dates that count back from when a page was fetched: "two hours ago", "yesterday"."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from cleancopy.pipeline.lore.dates.words import fold, words

NUMBERS = {"two": 2, "three": 3}
MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200}
TIME_AFTER = r"(?:[\s,|·-]{0,3}(?:(?:at|um|à|a las|alle|às|kl\.?|o|в|о|om)\s)?\d{1,2}[:.hH時点]\d\d.{0,12})?"
"""What may follow "yesterday" on its line: a time, and nothing of a sentence."""


def ago_span(text: str) -> tuple[int, int] | None:
    """Where `text` holds a relative date ("2 hours ago"), None where it does not."""
    found = _found(text)
    return found[0] if found else None


def ago_in(text: str) -> tuple[timedelta, bool] | None:
    """How long ago a relative date is, and whether it says so to the minute or hour."""
    found = _found(text)
    return found[1:] if found else None


def _found(text: str) -> tuple[tuple[int, int], timedelta, bool] | None:
    for pattern in _patterns():
        match = pattern.search(text)
        if match is None or (unit := _units().get(fold(match["unit"]))) is None:
            continue
        number = int(match["n"]) if match["n"].isdecimal() else NUMBERS.get(match["n"].lower(), 1)
        return match.span(), timedelta(minutes=number * MINUTES[unit]), unit in ("minute", "hour")
    if (match := _days().search(text)) is not None:
        return match.span("day"), timedelta(days=_back()[fold(match["day"])]), False
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in words()["relative"]["patterns"])


@cache
def _units() -> dict[str, str]:
    return {form: unit for unit, forms in words()["relative"]["units"].items() for form in forms.split()}


@cache
def _back() -> dict[str, int]:
    """Each word for a day to how many days it lies back."""
    return {form: int(back) for back, forms in words()["relative"]["days"].items() for form in forms.split()}


@cache
def _days() -> re.Pattern[str]:
    """A word for today or yesterday that is all its line says of the day, alone or after a short label."""
    forms = "|".join(map(re.escape, sorted(_back(), key=len, reverse=True)))
    return re.compile(rf"^\W*(?:\w[\w ]{{1,20}}:\s*)?(?P<day>{forms}){TIME_AFTER}\W*$", re.IGNORECASE)
