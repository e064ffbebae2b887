"""Dates as they are written: from a line of text to what it states, in many languages. Knows no page, site or clock.

`written_dates` finds dates with a year, `relative_dates` finds "two hours ago". Nothing is filled in: a date without a
year is not a date here, a time without a zone has none, and a day that no calendar has is reported as `impossible`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

Precision = Literal["minute", "day", "month"]

LETTER = (
    r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0620-\u065f\u0671-\u06d3\u0900-\u0965"
    r"\u0e00-\u0e4f\u1e00-\u1fff]"
)
"""Letters and vowel signs of the scripts that months are written in: one class, which `re` passes over fast."""
WORD = rf"{LETTER}{{3,13}}"
YEAR = r"(?:(?:1[89]|20)\d\d|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]{4})"
# A day of the week or an ordinal ending may stand between the parts; a closing full stop marks an abbreviation.
DATE = re.compile(
    rf"""(?:(?=[\d令平])|(?<!{LETTER})(?={WORD}\.?\s{{1,3}}\d))(?:(?P<era>令和|平成)\s*(?P<ery>\d{{1,2}}|元)\s*年\s*(?P<erm>\d{{1,2}})\s*月\s*(?P<erd>\d{{1,2}})\s*日
    |(?P<cy>\d{{4}})\s*[年년]\s*(?P<cm>\d{{1,2}})\s*[月월]\s*(?P<cd>\d{{1,2}})\s*[日일号號]
    |(?<![\d./-])(?P<wy>\d{{4}})-W(?P<ww>\d\d)-(?P<wd>[1-7])(?!\d)
    |(?<![\d./-])(?P<iy>\d{{4}})(?P<isep>[-/.]\ ?)(?P<im>\d{{1,2}})(?P=isep)(?P<iday>\d{{1,2}})(?![\d])
    |(?<![\d./,:-])(?P<na>\d{{1,2}})(?P<nsep>[./-]\ ?)(?P<nb>\d{{1,2}})(?P=nsep)
        (?P<nc>\d{{4}}|\d\d(?!\d|[.,:/-]\d))(?!\d)
    |(?<![\d.,:])(?P<dd>\d{{1,2}})(?:st|nd|rd|th|er|re|ère|º|ª|\.|:e|-?го|-?е)?[\s-]{{0,3}}(?:de\s|di\s|of\s|do\s|ngày\s|tháng\s)?
        (?P<dm>{WORD})\.?,?[\s-]{{0,3}}(?:de\s|del\s|di\s|do\s)?(?P<dy>{YEAR}|['’]\d\d)(?!\d)
    |(?<!\w)(?P<mm>{WORD})\.?\s{{1,3}}(?P<md>\d{{1,2}})(?:st|nd|rd|th)?(?:,|\.|\s|,\s+at)\s{{0,3}}(?P<my>{YEAR})(?!\d)
    |(?<!\d)(?P<hy>{YEAR})\.?,?\s{{1,3}}(?:m\.\s)?(?P<hm>{WORD})\.?\s{{1,3}}(?P<hd>\d{{1,2}})(?!\d)
    |(?<!\d)(?P<vd>\d{{1,2}})\s(?:tháng)\s(?P<vm>\d{{1,2}}),?\s(?:năm\s)?(?P<vy>\d{{4}}))
    """,
    re.VERBOSE | re.IGNORECASE,
)
CLOCK = (
    r"(?P<h>\d{1,2})(?:[:.h時点點]\ ?(?P<mi>\d\d)(?::(?P<s>\d\d)(?:[.,]\d{1,6})?)?[分]?"
    r"|(?=\s?[aApP]\.?[mM]\b)|\s?(?=Uhr\b))"
)
HALF = r"(?:\s?(?P<half>[aApP]\.?\s?[mM]\b\.?))?"
ZONE = (
    r"(?:\s?(?:Uhr|hrs|hs|h\b|น\.))?"
    r"(?:\s?[\[(]?(?P<zone>Z(?![a-z])|(?:UTC|GMT)?\s?[+\-−]\d{1,2}(?::?\d\d)?(?!\d)|[A-Z][a-z]+/[A-Z][A-Za-z_]+"
    r"|[A-Z]{2,5}(?![A-Za-z]))[\])]?)?"
)
AFTER = re.compile(
    r"(?:T|[\s,;|·•@–—/-]{0,5}"
    r"(?:\b(?:at|um|à|a las|alle ore|alle|às|kl\.?|klo|o godz\.|godz\.|o|в|о|saat|pukul|ore|ora|om)\s)?"
    r"\s?[@]?\s?"
    r"(?P<cjk>上午|下午|午前|午後|오전|오후)?\s?)" + CLOCK + HALF + ZONE
)
BEFORE = re.compile(
    CLOCK + HALF + ZONE + r"(?:\s?Uhr)?[\s,;|·•–—-]{0,4}(?:(?:on|am|le|el|em|del|il)\s)?(?:\w{2,10}\.?,?\s)?$"
)
FIGURE = re.compile(r"\d")
WORDED = {"dy": "d", "my": "m", "hd": "h"}
"""The last group of a date with a month in words, to the letter of its groups."""
# What only looks like a zone behind a time.
NOT_ZONES = frozenset(
    {"UHR", "AM", "PM", "BY", "MIN", "VON", "POR", "PAR", "CLICK", "HRS", "TO", "IN", "ON", "OF", "AT", "UM"}
)


NUMBERS = {"two": 2, "three": 3}
MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200}
HALVES = {"上午": "a", "午前": "a", "오전": "a", "下午": "p", "午後": "p", "오후": "p"}


@dataclass(slots=True)
class Written:
    """One date of a line. `start:end` are its characters, time and zone included."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    order: str
    """`DMY MDY YMD` where figures leave no doubt; `?` where day and month could be exchanged (`month` is first)."""
    two_digit_year: bool
    figures: bool
    """Whether it is written as three numbers that could be exchanged (14.06.2024, 6/14/24)."""
    hour: int | None = None
    minute: int | None = None
    zone: str | None = None
    """The characters of the zone as they stand there."""

    def on(self, order: str) -> date | None:
        """The day, figures of unclear order read as `order`; None when no calendar has it."""
        month, day = (self.day, self.month) if self.order == "?" and order == "DMY" else (self.month, self.day)
        try:
            return date(self.year or 0, month, day)
        except ValueError:
            return None


@cache
def words() -> dict[str, Any]:
    """The data beside this file."""
    return tomllib.loads(resources.files(__package__).joinpath("dates.toml").read_text("utf-8"))


@cache
def month_of() -> dict[str, int]:
    """Every form of a month's name in any language, folded, to its number."""
    found: dict[str, int] = {}
    for names in words()["months"].values():
        for number, forms in enumerate(names, 1):
            for form in forms.split():
                found.setdefault(form, number)
    return found


def fold(word: str) -> str:
    """A word as the tables hold it."""
    return word.lower().replace("i̇", "i").rstrip(".")


def written_dates(text: str) -> list[Written]:
    """All dates with a year in `text`, in order."""
    return [date for match in DATE.finditer(text) if (date := _written(text, match)) is not None]


def _written(text: str, match: re.Match[str]) -> Written | None:
    day = _day_of(match)
    if day is None:
        return None
    year, month, number, order, short = day
    figures = match.lastgroup == "nc"
    start, end = match.span()
    clock = AFTER.match(text, end)
    before = text[max(0, start - 40) : start] if clock is None else ""
    if before and FIGURE.search(before) and (clock := BEFORE.search(before)) is not None:
        time = _time(clock)
        if time is None:
            return Written(start, end, year, month, number, order, short, figures)
        first = start - len(before) + clock.start()
        return Written(first, end, year, month, number, order, short, figures, *time[:3])
    time = _time(clock) if clock is not None else None
    if clock is None or time is None:
        return Written(start, end, year, month, number, order, short, figures)
    return Written(
        start, clock.end() if time[3] else clock.start("zone"), year, month, number, order, short, figures, *time[:3]
    )


def _day_of(match: re.Match[str]) -> tuple[int, int, int, str, bool] | None:
    """(year, month, day, order, year of two figures), None when the words are no date."""
    kind = match.lastgroup or ""
    if kind == "nc":
        return _figures(int(match["na"]), int(match["nb"]), match["nc"], match["nsep"])
    if kind in WORDED:
        key = WORDED[kind]
        month = month_of().get(fold(match[key + "m"]))
        year = match[key + "y"]
        if month is None:
            return None
        short = len(year) < 4
        return (2000 + int(year[1:]) if short else int(year)), month, int(match[key + "d"]), "DMY", short
    if kind == "erd":
        first = 1 if match["ery"] == "元" else int(match["ery"])
        return (2018 if match["era"] == "令和" else 1988) + first, int(match["erm"]), int(match["erd"]), "YMD", False
    if kind == "wd":
        try:
            day = date.fromisocalendar(int(match["wy"]), int(match["ww"]), int(match["wd"]))
        except ValueError:
            return None
        return day.year, day.month, day.day, "YMD", False
    key = "c" if kind == "cd" else "v" if kind == "vy" else "i"
    return int(match[key + "y"]), int(match[key + "m"]), int(match["iday" if key == "i" else key + "d"]), "YMD", False


def _figures(first: int, second: int, year: str, separator: str) -> tuple[int, int, int, str, bool]:
    """Day and month of `first.second.year`: a number above 12 and the full stop of the continent settle the order."""
    short = len(year) == 2
    number = int(year) + (2000 if int(year) < 70 else 1900) if short else int(year)
    if first > 12 or separator.startswith("."):
        return number, second, first, "DMY", short
    if second > 12:
        return number, first, second, "MDY", short
    return number, first, second, "DMY" if first == second else "?", short


def _time(clock: re.Match[str]) -> tuple[int, int, str | None, bool] | None:
    """(hour, minute, zone, whether the match ends behind the zone) or None when the figures are no time."""
    part = clock.groupdict()
    hour, minute = int(part["h"]), int(part["mi"] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    half = (part["half"] or "").lower()[:1] or HALVES.get(part.get("cjk") or "", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = part["zone"]
    if zone is not None and zone.upper() in NOT_ZONES:
        return hour, minute, None, False
    return hour, minute, zone, True


def first_date(text: str) -> Written | None:
    """The first date of `text`, None where it has none."""
    match = DATE.match(text)
    if match is not None and (date := _written(text, match)) is not None:
        return date
    return next(iter(written_dates(text)), None)


@cache
def _relative() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in words()["relative"]["patterns"])


@cache
def _units() -> dict[str, str]:
    return {form: unit for unit, forms in words()["relative"]["units"].items() for form in forms.split()}


def ago_span(text: str) -> tuple[int, int] | None:
    """Where `text` holds a relative date ("2 hours ago"), None where it does not."""
    for pattern in _relative():
        match = pattern.search(text)
        if match is not None and fold(match["unit"]) in _units():
            return match.span()
    return None


def ago_in(text: str) -> tuple[timedelta, bool] | None:
    """How long ago a relative date is, and whether it says so to the minute or hour."""
    for pattern in _relative():
        match = pattern.search(text)
        if match is None or (unit := _units().get(fold(match["unit"]))) is None:
            continue
        number = int(match["n"]) if match["n"].isdecimal() else NUMBERS.get(match["n"].lower(), 1)
        return timedelta(minutes=number * MINUTES[unit]), unit in ("minute", "hour")
    return None


@cache
def _orders() -> dict[str, str]:
    return {language: order for order, languages in words()["order"].items() for language in languages}


def reading_order(language: str | None) -> str:
    """How figures are read in a language where nothing settles day and month: `MDY` or `DMY`."""
    order = _orders().get(language or "", "DMY")
    return "MDY" if order == "MDY" else "DMY"
