"""The forms in which dates are written, one after the other: what each looks like, and how its parts are read.

Where two forms could begin at the same character the first one wins. A form's groups are named y, m and d for year,
month and day; the test of the forms has a table of cases for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from cleancopy.pipeline.lore.dates.calendars import (
    BUDDHIST,
    BUDDHIST_CENTURY,
    BUDDHIST_YEARS,
    ERAS,
    PERSIAN_YEARS,
    ROC,
    from_persian,
)
from cleancopy.pipeline.lore.dates.words import fold, month_of, persian_month_of


class Day(NamedTuple):
    """A day as a form states it, in the Gregorian calendar. `order` is `?` where day and month could be exchanged."""

    year: int
    month: int
    day: int
    order: str = "YMD"
    two_digit_year: bool = False


Parts = Mapping[str, str | None]


@dataclass(frozen=True)
class Form:
    """One way to write a date. `read` is given the groups of the pattern; None means that it is no date after all."""

    name: str
    pattern: str
    read: Callable[[Parts], Day | None]


LETTER = (
    r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u058f\u0590-\u05ff\u0620-\u065f\u0671-\u06d3\u0900-\u0965\u0980-\u09e5"
    r"\u0a00-\u0a65\u0a80-\u0ae5\u0b80-\u0be5\u0c00-\u0c65\u0c80-\u0ce5\u0d00-\u0d65\u0e00-\u0e4f\u10a0-\u10ff"
    r"\u1e00-\u1fff\u200c]"
)
"""Letters and vowel signs of the scripts that months are written in: one class, which `re` passes over fast."""
SECOND = r"\s(?:الأول|الاول|الثاني|الثانى)"
THAI = r"[\u0e01-\u0e2e][\u0e34\u0e35]?\.[\u0e01-\u0e2e]"
THAI_LETTERS = frozenset(map(chr, range(0x0E01, 0x0E2F)))
WORD = rf"(?:{LETTER}{{3,13}}(?:{SECOND})?|{THAI})"
"""A month in words; some Levantine months have a second word, and Thai abbreviates by the first letters."""
YEAR = r"(?:(?:1[3489]|20|2[45])\d\d|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]{4})"
OF = r"(?:de\s|d['’]|di\s|of\s|do\s|del\s|ngày\s|tháng\s)"
NOT_A_TIME = r"(?!\d|[.,:/-]\d)"


def _numbers(parts: Parts) -> Day | None:
    """Year, month and day as three numbers in this order."""
    return _gregorian(int(parts["y"] or 0), int(parts["m"] or 0), int(parts["d"] or 0), parts["y"] or "")


def _gregorian(year: int, month: int, day: int, written: str) -> Day | None:
    """The day of a year that may be counted by another calendar; its size tells which."""
    if year in BUDDHIST_YEARS:
        return Day(year - BUDDHIST, month, day)
    if year in PERSIAN_YEARS or (1300 <= year < 1500 and written[0] in "۰۱۲۳۴۵۶۷۸۹"):
        found = from_persian(year, month, day)
        return Day(found.year, found.month, found.day) if found else None
    return Day(year, month, day) if year >= 1500 else None


def _worded(parts: Parts) -> Day | None:
    """A month in words."""
    word, year, day = fold(parts["m"] or ""), parts["y"] or "", int(parts["d"] or 0)
    if (month := persian_month_of().get(word)) is not None and len(year) == 4 and int(year) < 1500:
        found = from_persian(int(year), month, day)
        return Day(found.year, found.month, found.day, "DMY") if found else None
    if (month := month_of().get(word)) is None:
        return None
    short = len(year) < 4
    thai = short and word[0] in THAI_LETTERS
    number = (BUDDHIST_CENTURY if thai else 2000) + int(year[-2:]) if short else int(year)
    if number in BUDDHIST_YEARS:
        number -= BUDDHIST
    return Day(number, month, day, "DMY", short) if number >= 1500 else None


def _figures(parts: Parts) -> Day | None:
    """Two numbers and a year: one above 12, and the full stop of the continent, settle which of them is the day."""
    first, second, year = int(parts["a"] or 0), int(parts["b"] or 0), parts["y"] or ""
    short = len(year) == 2
    number = int(year) + (2000 if int(year) < 70 else 1900) if short else int(year)
    number -= BUDDHIST if number in BUDDHIST_YEARS else 0
    if number < 1500:  # a lunar year: the day it stands for cannot be told
        return None
    if first > 12 or (parts["sep"] or "").startswith("."):
        return Day(number, second, first, "DMY", short)
    if second > 12:
        return Day(number, first, second, "MDY", short)
    return Day(number, first, second, "DMY" if first == second else "?", short)


def _era(parts: Parts) -> Day | None:
    """A Japanese era; its first year is written 元."""
    year = 1 if parts["y"] == "元" else int(parts["y"] or 0)
    return Day(ERAS[parts["era"] or ""] + year, int(parts["m"] or 0), int(parts["d"] or 0))


def _republic(parts: Parts) -> Day | None:
    """A year of the Republic of China."""
    return Day(ROC + int(parts["y"] or 0), int(parts["m"] or 0), int(parts["d"] or 0))


def _week(parts: Parts) -> Day | None:
    """An ISO 8601 week date."""
    try:
        found = date.fromisocalendar(int(parts["y"] or 0), int(parts["w"] or 0), int(parts["d"] or 0))
    except ValueError:
        return None
    return Day(found.year, found.month, found.day)


D, M = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})"
NAME = rf"(?P<m>{WORD})"
SEP, SAME = r"(?P<sep>[-/.]\ ?)", r"(?P=sep)"
ALONE, END = r"(?<![\d./-])", r"(?!\d)"
ORDINAL = r"(?:st|nd|rd|th|er|re|ère|º|ª|\.|:e|-?го|-?е)?"
SHORT_YEAR = r"['’]\d\d|\d\d(?=\s*(?:$|[|•·,;)]))"
"""A year of two figures after a month in words: with an apostrophe, or as the last thing said."""

FORMS = (
    Form(
        "era",
        rf"(?P<era>{'|'.join(ERAS)})\s*(?P<y>\d{{1,2}}|元)\s*(?:[(（]\d{{4}}[)）])?年\s*{M}\s*月\s*{D}\s*日",
        _era,
    ),
    Form("republic", rf"(?:中華)?民[國国]\s*(?P<y>\d{{2,3}})\s*年\s*{M}\s*月\s*{D}\s*[日號号]", _republic),
    Form("republic_bare", rf"(?<!\d)(?P<y>1\d\d)\s?年\s?{M}\s?月\s?{D}\s?[日號号]", _republic),
    Form("republic_figures", rf"{ALONE}(?P<y>1\d\d){SEP}{M}{SAME}{D}(?![\d./-])", _republic),
    Form("characters", rf"(?P<y>\d{{4}})\s*[年년]\s*{M}\s*[月월]\s*{D}\s*[日일号號]", _numbers),
    Form("week", rf"{ALONE}(?P<y>\d{{4}})-W(?P<w>\d\d)-(?P<d>[1-7]){END}", _week),
    Form("year_first", rf"{ALONE}(?P<y>\d{{4}}){SEP}{M}{SAME}{D}{END}", _numbers),
    Form(
        "compact",
        r"(?<![\w./-])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=T\d{4}|\s*$|\s*[|,;])",
        _numbers,
    ),
    Form(
        "figures",
        rf"(?<![\d./,:-])(?P<a>\d{{1,2}}){SEP}(?P<b>\d{{1,2}}){SAME}(?P<y>\d{{4}}|\d\d{NOT_A_TIME}){END}",
        _figures,
    ),
    Form(
        "day_month",
        rf"(?<![\d.,:]){D}{ORDINAL}[\s-]{{0,3}}{OF}?{NAME}(?:\s?/\s?{WORD})?\.?[,،]?[\s-]{{0,3}}{OF}?(?:พ\.ศ\.\s?)?"
        rf"(?P<y>{YEAR}|{SHORT_YEAR}){END}",
        _worded,
    ),
    Form("slashes", rf"{ALONE}{D}/{NAME}/(?P<y>{YEAR}){END}", _worded),
    Form(
        "month_day",
        rf"(?<!\w){NAME}\.?[\s/-]{{1,3}}{D}(?:st|nd|rd|th)?(?:[,،./-]|\s|,\s+at)\s{{0,3}}(?P<y>{YEAR}){END}",
        _worded,
    ),
    Form(
        "year_day_month",
        rf"(?<!\d)(?P<y>{YEAR})\.\s?(?:gada\s)?{D}\.\s{{1,3}}{NAME}(?!{LETTER})",
        _worded,
    ),
    Form(
        "year_month_day",
        rf"(?<!\d)(?P<y>{YEAR})\.?,?\s{{1,3}}(?:m\.\s)?{NAME}\.?\s{{1,3}}{D}{END}",
        _worded,
    ),
    Form("numbered_month", rf"(?<!\d){D}\s(?:tháng)\s{M},?\s(?:năm\s)?(?P<y>\d{{4}})", _numbers),
)


@cache
def pattern() -> re.Pattern[str]:
    """All forms as one pattern: the group around each is called as the form, its own groups after it."""
    begins = rf"(?:(?=[\d{''.join({era[0] for era in ERAS})}中民])|(?<!{LETTER})(?={LETTER}{{3,13}}\.?[\s/-]{{1,3}}\d))"
    each = "|".join(f"(?P<{form.name}>{_named(form)})" for form in FORMS)
    return re.compile(f"{begins}(?:{each})", re.IGNORECASE)


def _named(form: Form) -> str:
    """A form's pattern with its name before those of its groups, which one pattern may use only once."""
    named = re.sub(r"\(\?P<(\w+)>", rf"(?P<{form.name}_\1>", form.pattern)
    return re.sub(r"\(\?P=(\w+)\)", rf"(?P={form.name}_\1)", named)


_BY_NAME = {form.name: form for form in FORMS}
_GROUPS = {form.name: re.findall(r"\(\?P<(\w+)>", form.pattern) for form in FORMS}


def day_of(match: re.Match[str]) -> Day | None:
    """What a match of `pattern` states; None when the words are no date."""
    name = match.lastgroup or ""
    return _BY_NAME[name].read({group: match[f"{name}_{group}"] for group in _GROUPS[name]})
