"""Dates with a year, and the time and zone beside them, as the characters of a line state them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cleancopy.pipeline.lore.dates.forms import Day, day_of, pattern
from cleancopy.pipeline.lore.dates.words import weekday_of

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
    r"(?:\b(?:at|um|à|a las|a les|alle ore|alle|às|kl\.?|klo|o godz\.|godz\.|o|в|о|saat|pukul|ore|ora|om|plkst\."
    r"|ob|kell|เวลา|ساعت|الساعة|בשעה)\s)?"
    r"\s?[@]?\s?"
    r"(?P<cjk>上午|下午|午前|午後|오전|오후)?\s?)" + CLOCK + HALF + ZONE
)
BEFORE = re.compile(
    CLOCK + HALF + ZONE + r"(?:\s?Uhr)?[\s,;|·•–—-]{0,4}(?:(?:on|am|le|el|em|del|il)\s)?(?:\w{2,10}\.?,?\s)?$"
)
FIGURE = re.compile(r"\d")
WEEKDAY_REACH = 16
"""Characters before and after a date in which a weekday belongs to it."""
# What only looks like a zone after a time.
NOT_ZONES = frozenset(
    {"UHR", "AM", "PM", "BY", "MIN", "VON", "POR", "PAR", "CLICK", "HRS", "TO", "IN", "ON", "OF", "AT", "UM"}
)


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
    """The characters of the zone as they are there."""

    def on(self, order: str) -> date | None:
        """The day, figures of unclear order read as `order`; None when no calendar has it."""
        month, day = (self.day, self.month) if self.order == "?" and order == "DMY" else (self.month, self.day)
        try:
            return date(self.year or 0, month, day)
        except ValueError:
            return None


def written_dates(text: str) -> list[Written]:
    """All dates with a year in `text`, in order."""
    return [date for match in pattern().finditer(text) if (date := _written(text, match)) is not None]


def _written(text: str, match: re.Match[str]) -> Written | None:
    day = day_of(match)
    if day is None:
        return None
    figures = match.lastgroup == "figures"
    day, start, end = _settled(day, text, *match.span())
    clock = AFTER.match(text, end)
    before = text[max(0, start - 40) : start] if clock is None else ""
    if before and FIGURE.search(before) and (clock := BEFORE.search(before)) is not None:
        time = _time(clock)
        first = start - len(before) + clock.start()
        return Written(first, end, *day, figures, *time[:3]) if time else Written(start, end, *day, figures)
    time = _time(clock) if clock is not None else None
    if clock is None or time is None:
        return Written(start, end, *day, figures)
    return Written(start, clock.end() if time[3] else clock.start("zone"), *day, figures, *time[:3])


def _settled(day: Day, text: str, start: int, end: int) -> tuple[Day, int, int]:
    """The day with its order settled by the weekday beside it: only one of the two readings falls on it.

    The weekday then belongs to the characters of the date.
    """
    low, around = max(0, start - WEEKDAY_REACH), text[max(0, start - WEEKDAY_REACH) : end + WEEKDAY_REACH].lower()
    said = {form: weekday for form, weekday in weekday_of().items() if _holds(around, form)} if day.order == "?" else {}
    fits = [order for order in ("DMY", "MDY") if (on := _day(day, order)) and on.weekday() in said.values()]
    if len(set(said.values())) != 1 or len(fits) != 1:
        return day, start, end
    word = max(said, key=len)
    at = low + around.index(word)
    month, number = (day.day, day.month) if fits[0] == "DMY" else (day.month, day.day)
    settled = day._replace(order=fits[0], month=month, day=number)
    return settled, min(start, at), max(end, at + len(word))


def _holds(text: str, word: str) -> bool:
    """Whether a word is in the text with no letter beside it; words of scripts without blanks may touch others."""
    at = text.find(word)
    if at < 0 or not word.isascii():
        return at >= 0
    return not (text[at - 1 : at].isalpha() or text[at + len(word) : at + len(word) + 1].isalpha())


def _day(day: Day, order: str) -> date | None:
    month, number = (day.day, day.month) if order == "DMY" else (day.month, day.day)
    try:
        return date(day.year, month, number)
    except ValueError:
        return None


def _time(clock: re.Match[str]) -> tuple[int, int, str | None, bool] | None:
    """(hour, minute, zone, whether the match ends after the zone) or None when the figures are no time."""
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
    match = pattern().match(text)
    if match is not None and (date := _written(text, match)) is not None:
        return date
    return next(iter(written_dates(text)), None)
