"""When and where: dates near the head with the role their labels give them, bars (`PTI | Moscow | Updated: ...`), and
datelines before the first paragraph (`MOSCOW, June 14 (PTI) -`, `Berlin (dpa) -`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from flows.clean.calendar import Written, written_dates
from flows.clean.roles.heads import Heads
from flows.clean.roles.names import agencies

Found = tuple[int, str, int, int, str, float]
"""(zone line or row, field, start, end, rule, confidence)"""
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
def _labels() -> re.Pattern[str]:
    table = tomllib.loads(resources.files("flows.clean.roles").joinpath("datelines.toml").read_text("utf-8"))["labels"]
    groups = []
    for role in ROLES:
        forms = "|".join(re.escape(form) for form in sorted(table[role], key=len, reverse=True))
        groups.append(rf"(?P<{role}>{forms})")
    return re.compile(rf"(?<![^\W\d_a-z])(?<![a-z] [a-z])(?:{'|'.join(groups)})(?![^\W\d_])", re.IGNORECASE)


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
    """The role the last label of `text` gives to what follows it."""
    last = None
    for last in _labels().finditer(text):
        pass
    if last is None or (alone and text[last.end() :].strip(" :.") != ""):
        return None
    if len(text) - last.end() > 30:
        return None
    return last.lastgroup


AGENCY_BRACKET = r"\((?P<agency>[^()\d]{2,40})\)"
DATELINE = re.compile(
    rf"^\s*(?:(?P<place>\w[\w .'’/-]{{1,40}}?)(?:,\s*(?P<more>[^()]{{1,40}}?))?\s*)?(?:{AGENCY_BRACKET})\s*(?:[-–—:.,]|$)"
    r"|^\s*(?P<caps>[^\W\d_a-zß-ÿ][^\W\da-zß-ÿ]{2,}(?:[ .'’-]{1,2}[^\W\da-zß-ÿ]{2,}){0,3})(?:,\s*(?P<capsmore>[^—–]{1,40}?))?\s*(?:[–—]|\s-{1,2}\s)"
    r"|^\s*(?P<bare>[^\W\d_]{2,20})\s[-–—]\s",
)


def dateline(text: str) -> list[tuple[str, int, int]]:
    """(field, start, end) of a dateline before a paragraph: place and agency; empty where there is none."""
    match = DATELINE.match(text[:140])
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


PLACE_DATE = re.compile(
    r"^\s*(?P<place>[^\W\d_][\w.'’ -]{1,30}?)\s*(?:,|\s\(|\s[-–]\s)\s*(?:(?:den|le|il|am|\w{2,10})\.?,?\s+)?$"
)
BAR = re.compile(r"\s*[|•·]\s*")


def bar(text: str, dates: list[Dated]) -> list[tuple[str, int, int]]:
    """Agency and place in a line that is little but dates: `PTI | Moscow | Updated: ...`, `Lübeck, 31. März 2003`."""
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
        found += dates_of(text, z, before)
    return found


NEAR_ABOVE, NEAR_BELOW = 3, 8
"""A date without a label belongs to the article when it stands so many lines above or below the title."""


def belonging(dates: list[Dated], title: int) -> list[Dated]:
    """The dates of one page that are the article's own: the first of each labelled role, else the nearest unlabelled."""
    taken: dict[str, Dated] = {}
    for found in dates:
        if found.role in ("published", "updated", "created") and found.role not in taken:
            taken[found.role] = found
    if "published" not in taken and "created" not in taken and title >= 0:
        for found in dates:
            if found.role == "dated" and -NEAR_ABOVE <= found.z - title <= NEAR_BELOW:
                taken["dated"] = found
                break
    return list(taken.values())
