"""Who wrote it: bylines with a label ("By A and B", "Von ...", "文/...") and bare names beside headline or date.

Every line that could be a byline is a candidate; what is true of it is worth points (`byline_points.json`), and the
page's byline is the candidate with most, when it has enough. Lines right after it with names follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from cleancopy.pipeline.recognise.head.byline_candidates import Byline, candidates
from cleancopy.pipeline.recognise.head.found import Found, Known
from cleancopy.pipeline.recognise.head.persons import is_known, names_role
from cleancopy.pipeline.recognise.head.points import Flags, flags_of, points
from cleancopy.pipeline.recognise.head.view import HeadView, step
from cleancopy.pipeline.scan.columns import Ints

FOLLOWS = 1024
"""A line of names after the byline goes with it with so many points fewer than a byline needs."""


def true_of(view: HeadView, known: Known, bylines: list[Byline]) -> Flags:
    """What is true of each candidate, by the names in `byline_points.json`."""
    return flags_of([names for page in _pages(view, bylines) for names in _names(view, known, page)])


def _pages(view: HeadView, bylines: list[Byline]) -> list[list[Byline]]:
    """The candidates of each page that has some."""
    return [list(page) for _, page in groupby(bylines, key=lambda byline: view.doc[byline.z])]


@dataclass(frozen=True)
class _Page:
    """What the candidates of one page are held against; zone lines `low:high` are the page's."""

    start: int
    end: int
    top: int
    """The first and last line of the body's run, and the page's first line."""
    title: int
    """The line of the title, of the body's first line where there is no title."""
    low: int
    high: int
    dated: frozenset[int]
    """Zone lines around the candidates that hold a date."""
    names: list[str]
    """The first name of each candidate in small letters; empty for none."""
    prose: str
    """The beginnings of the page's lines of prose, in small letters."""

    @classmethod
    def of(cls, view: HeadView, known: Known, bylines: list[Byline]) -> _Page:
        d = int(view.doc[bylines[0].z])
        start, title = int(view.run_first[d]), known.title[d]
        low, high = int(view.zone_starts[d]), int(view.zone_starts[d + 1])
        near = frozenset(z for byline in bylines for z in range(byline.z - 1, byline.z + 3) if low <= z < high)
        stories = [view.stories[number] for number in np.unique(view.story[low:high]).tolist() if number >= 0]
        names = [_first_name(view, byline).lower() for byline in bylines]
        at = int(view.zone[title]) if title >= 0 else start
        run = (start, int(view.run_last[d]), int(view.starts[d]))
        return cls(*run, at, low, high, near & known.dated, names, " ".join(stories).lower())


def _first_name(view: HeadView, byline: Byline) -> str:
    return view.texts[byline.z][slice(*byline.spans[0])] if byline.spans else ""


def _names(view: HeadView, known: Known, bylines: list[Byline]) -> list[list[str]]:
    """For each candidate of one page the names of what is true of it."""
    page = _Page.of(view, known, bylines)
    bare_before = 0
    out = []
    for number, (byline, name) in enumerate(zip(bylines, page.names, strict=True)):
        line = int(view.zone[byline.z])
        true = [
            "label_author" if byline.kind == "east_asian" else byline.kind,
            f"{'bare' if byline.bare else 'label'}_title_{step(line - page.title)}",
            f"body_{step(line - page.start)}",
            f"rest_{3 if byline.rest > 40 else 2 if byline.rest > 12 else 1 if byline.rest > 1 else 0}",
            f"names_{min(len(byline.spans), 3)}",
            f"words_{min(len(name.split()), 4)}",
            f"again_{min(page.names.count(name) - 1, 2)}",
            f"order_{min(number, 3)}",
            f"bare_order_{min(bare_before, 3)}" if byline.bare else "labelled",
        ]
        bare_before += byline.bare
        also = _of_name(view, page, byline, name) | _of_line(view, page, byline.z)
        out.append([*true, *(feature for feature, is_true in also.items() if is_true)])
    return out


def _of_name(view: HeadView, page: _Page, byline: Byline, name: str) -> dict[str, bool]:
    """What is true of a candidate by its first name (`name`, in small letters)."""
    known, whole = is_known(name), bool(name) and name in page.prose
    single = not byline.bare and bool(name) and " " not in name and byline.kind != "east_asian"
    is_low = single and not known and _first_name(view, byline)[0].islower()
    first_line = view.texts[page.low].lower()
    return {
        "known_bare": known and byline.bare,
        "known": known and not byline.bare,
        "whole_in_prose": whole,
        "in_prose": bool(name) and not whole and name.rpartition(" ")[2] in page.prose,
        "bare_capitals": byline.bare and _first_name(view, byline).isupper(),
        "label_above": byline.label_line >= 0,
        "single_known": single and known,
        "single_low": is_low,
        "single": single and not known and not is_low,
        "in_page_title": bool(name) and name in first_line and int(view.zone[byline.z]) != page.top,
    }


def _of_line(view: HeadView, page: _Page, z: int) -> dict[str, bool]:
    """What is true of a candidate by its line and the lines around it."""
    line, text, next_dated = int(view.zone[z]), view.texts[z], (z + 1) in page.dated
    below = view.texts[z + 1] if z + 1 < page.high else ""
    above = view.texts[z - 1] if z > page.low else ""
    return {
        "dated": z in page.dated,
        "dated_next": next_dated,
        "dated_second": not next_dated and (z + 2) in page.dated,
        "dated_before": (z - 1) in page.dated,
        "behind_body": line > page.end,
        "at_top": line - page.top <= 2,
        "reads_as_body": bool(view.score[line] >= 0.5),
        "role_word": names_role(text.replace(",", " ")),
        "role_word_next": len(below) < 60 and names_role(below),
        "author_above": len(above) < 40 and "author" in above.lower(),
        "indented": text[:1] in " \t•*·-",
    }


NEAR_TITLE, NEAR_BODY = 8, 5
"""Lines below the title, and around the body's first line, where a name of East Asia needs no points."""


def take(view: HeadView, known: Known, bylines: list[Byline], worth: Ints) -> Found:
    """Each page's candidate with most points, when it has enough, and the lines of names that follow it.

    No page of East Asia with gold is known to the points; there a name that its label proves has enough near the head.
    """
    found = Found(view)
    enough = points("byline_points").enough
    at = 0
    for page in _pages(view, bylines):
        own = [
            max(total, enough) if byline.kind == "east_asian" and _near(view, known, byline.z) else total
            for byline, total in zip(page, worth[at : at + len(page)].tolist(), strict=True)
        ]
        at += len(page)
        best = max(range(len(page)), key=lambda i: (own[i], -i))
        if own[best] < enough:
            continue
        _write(found, page[best])
        for i in range(best + 1, len(page)):
            named = _is_known(view, page[i])
            far = page[i].z > page[i - 1].z + 2 or own[i] < enough - FOLLOWS
            if far or not named or page[i].kind != page[best].kind:
                break
            _write(found, page[i])
    return found


def _is_known(view: HeadView, byline: Byline) -> bool:
    """Whether the first name of a candidate begins with a common given name."""
    return bool(byline.spans) and is_known(_first_name(view, byline))


def _near(view: HeadView, known: Known, z: int) -> bool:
    """Whether a zone line is right below the title or beside the body's first line."""
    d, line = int(view.doc[z]), int(view.zone[z])
    title = known.title[d]
    below = title >= 0 and 0 < line - int(view.zone[title]) <= NEAR_TITLE
    return below or abs(line - int(view.run_first[d])) <= NEAR_BODY


def _write(found: Found, byline: Byline) -> None:
    """The votes and captures of one byline, and of its label's line."""
    rule, confidence = ("bare_name", 0.7) if byline.bare else ("byline_label", 0.9)
    for z in (byline.z, byline.label_line):
        if z >= 0:
            found.vote(z, "byline", rule, confidence)
    if byline.agency is not None:
        found.capture(byline.z, "agency", *byline.agency, rule, confidence)
    for start, end in byline.spans:
        found.capture(byline.z, "author", start, end, rule, confidence)


__all__ = ["candidates", "take", "true_of"]
