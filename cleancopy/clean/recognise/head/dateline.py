"""When and where: dates near the head with the role their labels give them, bars (`PTI | Moscow | Updated: ...`), and
datelines before the first paragraph (`MOSCOW, June 14 (PTI) -`, `Berlin (dpa) -`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cleancopy.clean.lore.agencies import agencies
from cleancopy.clean.lore.dates import Written, ago_span, written_dates
from cleancopy.clean.recognise.head.points import points
from cleancopy.clean.recognise.head.view import Heads, step

Found = tuple[int, str, int, int, str, float]
"""(zone line or row, field, start, end, rule, confidence)"""
PROSE_REST = 25
"""A date without a label in a line of prose with more characters than this besides is what the prose is about."""
ROLES = ("published", "updated", "created", "other")


@dataclass(slots=True)
class Dated:
    """A date of a zone line and what its labels say of it."""

    z: int
    role: str
    """published, updated, created, other, or dated (no label)."""
    date: Written
    rest: int
    """Characters of the line besides the dates and labels."""


@cache
def _labels() -> tuple[dict[tuple[str, ...], str], frozenset[str], int]:
    """The words of every label to its role, all last words, and the number of words of the longest label."""
    table = tomllib.loads(resources.files(__package__).joinpath("dateline.toml").read_text("utf-8"))["labels"]
    found = {tuple(LABEL_WORD.findall(form)): role for role in reversed(ROLES) for form in table[role]}
    return found, frozenset(form[-1] for form in found), max(map(len, found))


LABEL_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]|©")
"""Words of a label; "ReadPublished" is two."""
LABEL_REACH = 44
"""Characters before a date in which its label stands."""


def dates_of(text: str, z: int, before: str) -> list[Dated]:
    """The dates of one line. `before` is the line above, read for a label when it is nothing else (`Published:`)."""
    dates = written_dates(text)
    found, at = [], 0
    rest = len(text) - sum(date.end - date.start for date in dates)
    for number, date in enumerate(dates):
        role = _role(text[at : date.start])
        if role is None and number == 0 and len(before) < 40:
            role = _role(before, alone=True)
        found.append(Dated(z, role or "dated", date, rest))
        at = date.end
    return found


def _role(text: str, alone: bool = False) -> str | None:
    """The role the last label of `text` gives to what follows it; `alone`: the label must end the text."""
    labels, closing, most = _labels()
    words = [word.lower() for word in LABEL_WORD.findall(text[-LABEL_REACH:])]
    for end in range(len(words), 0 if not alone else max(len(words) - 1, 0), -1):
        if words[end - 1] not in closing:
            continue
        for begin in range(max(0, end - most), end):
            role = labels.get(tuple(words[begin:end]))
            if role is not None:
                return role
    return None


AGENCY_BRACKET = r"\((?P<agency>[^()\d]{2,40})\)"
DATELINE = re.compile(
    rf"^\s*(?:(?P<place>\w[\w .'’/-]{{1,40}}?)(?:,\s*(?P<more>[^()]{{1,40}}?))?\s*)?(?:{AGENCY_BRACKET})"
    r"\s*(?:[-–—:.,]|$)"
    r"|^\s*(?P<caps>[^\W\d_a-zß-ÿ][^\W\da-zß-ÿ]{2,}(?:[ .'’-]{1,2}[^\W\da-zß-ÿ]{2,}){0,3})"
    r"(?:,\s*(?P<capsmore>[^—–]{1,40}?))?\s*(?:[–—]|\s-{1,2}\s)"
    r"|^\s*(?P<bare>[^\W\d_]{2,20})\s[-–—]\s",
)


BEFORE_TEXT = "-–—("
"""One of these stands in every dateline, and in few first paragraphs."""


def dateline(text: str) -> list[tuple[str, int, int]]:
    """(field, start, end) of a dateline before a paragraph: place and agency; empty where there is none."""
    text = text[:140]
    match = DATELINE.match(text) if any(sign in text for sign in BEFORE_TEXT) else None
    if match is None:
        return []
    found: list[tuple[str, int, int]] = []
    if match["agency"]:
        names = [part.strip() for part in re.split(r"[/,]", match["agency"])]
        known = next((name for name in names if name in agencies()), None)
        if known is None:
            return []
        at = text.index(known, match.start("agency"))
        found.append(("agency", at, at + len(known)))
        if match["place"] and _place(match["place"]):
            found.append(("place", match.start("place"), match.end("place")))
    elif match["caps"] and match["caps"].isupper() and match["caps"] not in agencies():
        found.append(("place", match.start("caps"), match.end("caps")))
    elif match["bare"] and match["bare"] in agencies():
        found.append(("agency", match.start("bare"), match.end("bare")))
    return found


def _place(text: str) -> bool:
    return text[0].isupper() and len(text.split()) <= 4 and not any(c.isdigit() for c in text)


BAR = re.compile(r"\s*[|•·]\s*")


def bar(text: str, dates: list[Dated]) -> list[tuple[str, int, int]]:
    """Agency and place in a line that is little but dates: `PTI | Moscow | Updated: ...`."""
    found: list[tuple[str, int, int]] = []
    head = text[: dates[0].date.start]
    if "|" in head or "•" in head or "·" in head:
        at = 0
        for cut in (*BAR.finditer(head), None):
            part = head[at : cut.start() if cut else len(head)]
            name = part.strip()
            begin = at + len(part) - len(part.lstrip())
            at = cut.end() if cut else at
            if name in agencies():
                found.append(("agency", begin, begin + len(name)))
            elif found and found[-1][0] == "agency" and name and _place(name) and len(name) < 30 and ":" not in name:
                found.append(("place", begin, begin + len(name)))
    return found


def ago(heads: Heads, title: int, lines: list[int]) -> tuple[int, str, int, int] | None:
    """(zone line, role, start, end) of the first relative date ("2 hours ago") near the title of one page."""
    for z in lines:
        if title < 0 or not -4 <= z - title <= 10 or len(heads.texts[z]) > 120:
            continue
        span = ago_span(heads.texts[z])
        if span is not None:
            role = _role(heads.texts[z][: span[0]]) or "published"
            if role in ("published", "updated", "created"):
                return z, role, *span
    return None


def look(heads: Heads, dated: list[int]) -> list[Dated]:
    """All dates of the zone lines that passed the screen."""
    found: list[Dated] = []
    for z in dated:
        text = heads.texts[z]
        before = (
            heads.texts[z - 1]
            if z and heads.doc[z - 1] == heads.doc[z] and heads.zone[z - 1] + 1 == heads.zone[z]
            else ""
        )
        prose = heads.score[heads.zone[z]] >= 0.5 or text.rstrip().endswith((".", "。"))
        found += [
            date for date in dates_of(text, z, before) if date.role != "dated" or not prose or date.rest <= PROSE_REST
        ]
    return found


def features(heads: Heads, dates: list[Dated], title: int, signed: set[int]) -> list[list[str]]:
    """For each date of one page the names of what is true of it, as `dateline_points.json` knows them."""
    d = int(heads.doc[dates[0].z])
    start, end = int(heads.run_first[d]), int(heads.run_last[d])
    top = int(heads.starts[d])
    low, high = int(heads.zone_starts[d]), int(heads.zone_starts[d + 1])
    at = int(heads.zone[title]) if title >= 0 else start
    lines = [int(heads.zone[found.z]) for found in dates]
    days = [(found.date.year, found.date.month, found.date.day) for found in dates]
    newest = max(day for day in days if day[0] is not None)
    out = []
    for number, (found, line, day) in enumerate(zip(dates, lines, days, strict=True)):
        crowd = sum(1 for other in lines if other != line and abs(other - line) <= 8)
        said = [
            f"role_{found.role}",
            f"title_{step(line - at)}",
            f"body_{step(line - start)}",
            f"rest_{_size(found.rest)}",
            f"crowd_{min(crowd, 3)}",
            f"same_{min(days.count(day) - 1, 2)}",
            f"order_{min(number, 3)}",
        ]
        if title < 0:
            said.append("no_title")
        if found.date.hour is not None:
            said.append("has_time")
        if line > end:
            said.append("behind_body")
        if line - top <= 2:
            said.append(f"rank_{line - top}")
        if day == newest:
            said.append("newest")
        if found.date.order == "?":
            said.append("order_unclear")
        if found.z in signed:
            said.append("signed")
        elif (found.z > low and found.z - 1 in signed) or (found.z + 1 < high and found.z + 1 in signed):
            said.append("signed_near")
        if heads.score[line] >= 0.5:
            said.append("reads_as_body")
        if all(other <= line for other in lines if at <= other) and line >= at:
            said.append("last_line")
        if number and line == lines[number - 1]:
            said.append("second_of_line")
        if not any(at <= other < line for other in lines) and line >= at:
            said.append("first_behind_title")
        out.append(said)
    return out


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


def belonging(dates: list[Dated], worth: list[int]) -> list[Dated]:
    """The dates of one page that are the article's own: the one with most points, and others' roles beside it."""
    best = max(range(len(dates)), key=lambda i: (worth[i], -i))
    if worth[best] < points("dateline_points").enough:
        return []
    own = _first_of_pair(dates, best)
    taken = {own.role: own}
    for found in dates:
        if found.role in ("published", "updated", "created") and abs(found.z - own.z) <= 3:
            taken.setdefault(found.role, found)
    if "dated" in taken and ("published" in taken or "created" in taken):
        del taken["dated"]
    return sorted(taken.values(), key=lambda found: (found.z, found.date.start))
