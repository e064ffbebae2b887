"""When: the dates of a page with the role their labels give them, and which of them belong to the article."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from cleancopy.pipeline.lore.dates import ago_span
from cleancopy.pipeline.lore.marks import FULL_STOPS
from cleancopy.pipeline.recognise.head.date_labels import Dated, dates_of, role_of
from cleancopy.pipeline.recognise.head.dateline import bar
from cleancopy.pipeline.recognise.head.found import Found, Known
from cleancopy.pipeline.recognise.head.points import Flags, flags_of, points
from cleancopy.pipeline.recognise.head.view import HeadView, step
from cleancopy.pipeline.scan.columns import Ints

FIRST_YEAR = 1990
"""Before there was a web no page was published; an older date is an archive's, and then it has a label."""
LABELLED_REST = 90
"""In a line of prose with more characters than this besides, a word such as "posted" is part of the sentence."""
PROSE_REST = 25
"""A date without a label in a line of prose with more characters than this besides is what the prose is about."""


def candidates(view: HeadView) -> list[Dated]:
    """All dates of the zone lines, page after page; those that prose is about are none."""
    found: list[Dated] = []
    for z in np.flatnonzero(view.dated).tolist():
        text = view.texts[z]
        before = view.texts[z - 1] if view.neighbours(z, z - 1) else ""
        prose = view.score[view.zone[z]] >= 0.5 or text.rstrip().endswith(tuple(FULL_STOPS))
        found += [date for date in dates_of(text, z, before) if _may_be(date, prose)]
    return found


def _may_be(date: Dated, prose: bool) -> bool:
    """Whether a date can be the article's: not the one that prose is about, nor one from before the web.

    A label makes up for either, but not amid a sentence ("the date 10 May 1940 is ...").
    """
    if date.role == "dated":
        year = date.date.year or 0
        return (not prose or date.rest <= PROSE_REST) and year >= FIRST_YEAR
    return not prose or date.rest <= LABELLED_REST


def true_of(view: HeadView, known: Known, dates: list[Dated]) -> Flags:
    """What is true of each date, by the names in `date_points.json`."""
    return flags_of([names for page in _pages(view, dates) for names in _names(view, known, page)])


def _pages(view: HeadView, dates: list[Dated]) -> list[list[Dated]]:
    """The dates of each page that has some."""
    return [list(page) for _, page in groupby(dates, key=lambda date: view.doc[date.z])]


def _names(view: HeadView, known: Known, dates: list[Dated]) -> list[list[str]]:
    """For each date of one page the names of what is true of it."""
    d = int(view.doc[dates[0].z])
    start, title = int(view.run_first[d]), known.title[d]
    at = int(view.zone[title]) if title >= 0 else start
    lines = [int(view.zone[found.z]) for found in dates]
    days = [(found.date.year, found.date.month, found.date.day) for found in dates]
    newest = max(day for day in days if day[0] is not None)
    out = []
    for number, (found, line, day) in enumerate(zip(dates, lines, days, strict=True)):
        crowd = sum(1 for other in lines if other != line and abs(other - line) <= 8)
        true = [
            f"role_{found.role}",
            f"title_{step(line - at)}",
            f"body_{step(line - start)}",
            f"rest_{_size(found.rest)}",
            f"crowd_{min(crowd, 3)}",
            f"same_{min(days.count(day) - 1, 2)}",
            f"order_{min(number, 3)}",
        ]
        also = _of_line(view, known, found.z) | {
            "no_title": title < 0,
            "has_time": found.date.hour is not None,
            "newest": day == newest,
            "order_unclear": found.date.order == "?",
            "last_line": line >= at and all(other <= line for other in lines if at <= other),
            "second_of_line": number > 0 and line == lines[number - 1],
            "first_behind_title": line >= at and not any(at <= other < line for other in lines),
        }
        out.append([*true, *(name for name, is_true in also.items() if is_true)])
    return out


def _of_line(view: HeadView, known: Known, z: int) -> dict[str, bool]:
    """What is true of a date by its line and the lines around it."""
    d, line = int(view.doc[z]), int(view.zone[z])
    low, high, signed = int(view.zone_starts[d]), int(view.zone_starts[d + 1]), known.signed
    rank = line - int(view.starts[d])
    near = (z > low and z - 1 in signed) or (z + 1 < high and z + 1 in signed)
    return {
        **{f"rank_{place}": rank == place for place in (0, 1, 2)},
        "behind_body": line > int(view.run_last[d]),
        "signed": z in signed,
        "signed_near": near and z not in signed,
        "reads_as_body": bool(view.score[line] >= 0.5),
    }


def _size(rest: int) -> str:
    for low in (120, 60, 35, 20, 10, 4):
        if rest >= low:
            return str(low)
    return "0"


def _first_of_pair(dates: list[Dated], best: int) -> Dated:
    """The earlier of two dates that touch on one line without a label between them, else the date itself.

    Publishing systems set a story's day and the day it was changed side by side, in either order; a story is not
    changed before it is published.
    """
    own = dates[best]
    for other in dates[max(best - 1, 0) : best + 2]:
        gap = max(own.date.start - other.date.end, other.date.start - own.date.end)
        touches = other is not own and other.z == own.z and other.role == "dated" and 0 <= gap <= 1
        if touches and own.date.year and other.date.year and "?" not in (own.date.order, other.date.order):
            return min(own, other, key=lambda one: (one.date.year, one.date.month, one.date.day))
    return own


def _belonging(dates: list[Dated], worth: list[int]) -> list[Dated]:
    """The dates of one page that are the article's own: the one with most points, and others' roles beside it."""
    best = max(range(len(dates)), key=lambda i: (worth[i], -i))
    if worth[best] < points("date_points").enough:
        return []
    own = _first_of_pair(dates, best)
    taken = {own.role: own}
    for found in dates:
        if found.role in ("published", "updated", "created") and abs(found.z - own.z) <= 3:
            taken.setdefault(found.role, found)
    if "dated" in taken and ("published" in taken or "created" in taken):
        del taken["dated"]
    return sorted(taken.values(), key=lambda found: (found.z, found.date.start))


def take(view: HeadView, known: Known, dates: list[Dated], worth: Ints) -> Found:
    """The dates that belong to the article: labelled ones, and the nearest of those without a label.

    On a page that states no day a relative date ("2 hours ago") stands in.
    """
    found = Found(view)
    told: set[int] = set()
    at = 0
    for page in _pages(view, dates):
        taken = _belonging(page, worth[at : at + len(page)].tolist())
        at += len(page)
        if taken:
            told.add(int(view.doc[page[0].z]))
            _write(view, found, page, taken)
    _relative(view, known, found, told)
    return found


def _write(view: HeadView, found: Found, page: list[Dated], taken: list[Dated]) -> None:
    """The captures of one page's dates, of what tells their order, and of the bars they stand in."""
    for date in taken:
        role = "published" if date.role == "dated" else date.role
        sure = 0.9 if date.role != "dated" else 0.7
        found.capture(date.z, role, date.date.start, date.date.end, f"{date.role}_date", sure)
        if date.date.order == "?":
            for other in page:
                if (
                    other.date.order in ("DMY", "MDY")
                    and other.date.year
                    and view.texts[other.z][other.date.start].isdigit()
                ):
                    found.capture(other.z, "date_order", other.date.start, other.date.end, "same_page", 0.8)
                    break
    for z in {date.z for date in taken}:
        own = [date for date in page if date.z == z]
        for field, start, end in bar(view.texts[z], own[0].date.start):
            found.capture(z, field, start, end, "bar", 0.9)
        if own[0].rest <= 60:
            found.vote(z, "dateline", "date_line", 0.8)


def _relative(view: HeadView, known: Known, found: Found, told: set[int]) -> None:
    """Captures of relative dates on the pages that state no day: the first one near each title."""
    seen = set(told)
    for z in np.flatnonzero(view.dated).tolist():
        d = int(view.doc[z])
        title = known.title[d]
        if d in seen or title < 0 or not -4 <= z - title <= 10 or len(view.texts[z]) > 120:
            continue
        span = ago_span(view.texts[z])
        if span is not None:
            role = role_of(view.texts[z][: span[0]]) or "published"
            if role in ("published", "updated", "created"):
                seen.add(d)
                found.capture(z, role, *span, "relative_date", 0.6)
