"""Years and days of other calendars as Gregorian days. What a page states is kept; this is only how it is read."""

from __future__ import annotations

from datetime import date, timedelta

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""Japanese eras: the Gregorian year before the first year of each."""

ROC = 1911
"""The year before the first of the Republic of China, by which Taiwan counts (民國)."""

BUDDHIST = 543
"""How far the Thai Buddhist year is ahead (since 1941 both begin on 1 January)."""
BUDDHIST_CENTURY = 2500
"""What a Thai year of two figures is short of."""
BUDDHIST_YEARS = range(2440, 2650)
"""A year in here is no Gregorian one: no page is from the year 2440, and Thai pages seldom name the era."""

PERSIAN_YEARS = range(1370, 1416)
"""Iranian years since the web began (1991 to 2036); the lunar Hijri years of that time begin with 1411."""
_NOWRUZ = date(2024, 3, 20)
"""The first day of the Iranian year 1403, from which the others are counted."""
_CYCLE = {1, 5, 9, 13, 17, 22, 26, 30}
"""Leap years by their place in the cycle of 33 years: right for 1343 to 1472 (Borkowski 1996, Earth, Moon, Planets)."""


def from_persian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of an Iranian (solar Hijri) date; None when that calendar has no such day."""
    last = 31 if month <= 6 else 30 if month <= 11 or _is_leap(year) else 29
    if not (1 <= month <= 12 and 1 <= day <= last and 1343 <= year <= 1472):
        return None
    years = range(1403, year) if year > 1403 else range(year, 1403)
    days = sum(366 if _is_leap(one) else 365 for one in years)
    first = _NOWRUZ + timedelta(days=days if year > 1403 else -days)
    return first + timedelta(days=sum(31 if one <= 6 else 30 for one in range(1, month)) + day - 1)


def _is_leap(year: int) -> bool:
    return year % 33 in _CYCLE
