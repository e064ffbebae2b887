"""Who wrote it: bylines with a label ("By A and B", "Von ...", "文/...") and bare names beside headline or date.

Every line that could be a byline is a candidate; what is true of it is worth points (`byline_points.json`), and the
page's byline is the candidate with most, when it has enough. Lines right behind it with names follow it.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np

from cleancopy.pipeline.recognise.head.byline_candidates import Byline, candidates
from cleancopy.pipeline.recognise.head.found import Found, Known
from cleancopy.pipeline.recognise.head.persons import is_known, role_words
from cleancopy.pipeline.recognise.head.points import Flags, flags_of, points
from cleancopy.pipeline.recognise.head.view import HeadView, step
from cleancopy.pipeline.scan.columns import Ints

FOLLOWS = 1024
"""A line of names behind the byline goes with it with so many points fewer than a byline needs."""


def true_of(view: HeadView, known: Known, bylines: list[Byline]) -> Flags:
    """What is true of each candidate, by the names in `byline_points.json`."""
    return flags_of([names for page in _pages(view, bylines) for names in _names(view, known, page)])


def _pages(view: HeadView, bylines: list[Byline]) -> list[list[Byline]]:
    """The candidates of each page that has some."""
    return [list(page) for _, page in groupby(bylines, key=lambda byline: view.doc[byline.z])]


def _names(view: HeadView, known: Known, page: list[Byline]) -> list[list[str]]:
    """For each candidate of one page the names of what is true of it."""
    d = int(view.doc[page[0].z])
    title = known.title[d]
    start, end, top = int(view.run_first[d]), int(view.run_last[d]), int(view.starts[d])
    at = int(view.zone[title]) if title >= 0 else start
    texts = view.texts
    names = [
        texts[byline.z][byline.spans[0][0] : byline.spans[0][1]].lower() if byline.spans else "" for byline in page
    ]
    low, high = int(view.zone_starts[d]), int(view.zone_starts[d + 1])
    first_line = texts[low].lower()
    dated = {z for byline in page for z in range(byline.z - 1, byline.z + 3) if low <= z < high and z in known.dated}
    prose = " ".join(view.stories[number] for number in np.unique(view.story[low:high]).tolist() if number >= 0).lower()
    bare_before = 0
    out = []
    for number, (byline, name) in enumerate(zip(page, names, strict=True)):
        z, line = byline.z, int(view.zone[byline.z])
        true = [
            "label_author" if byline.kind == "east_asian" else byline.kind,
            f"{'bare' if byline.bare else 'label'}_title_{step(line - at)}",
            f"body_{step(line - start)}",
            f"rest_{3 if byline.rest > 40 else 2 if byline.rest > 12 else 1 if byline.rest > 1 else 0}",
            f"names_{min(len(byline.spans), 3)}",
            f"words_{min(len(name.split()), 4)}",
            f"again_{min(names.count(name) - 1, 2)}",
            f"order_{min(number, 3)}",
            f"bare_order_{min(bare_before, 3)}" if byline.bare else "labelled",
        ]
        bare_before += byline.bare
        if is_known(name):
            true.append("known_bare" if byline.bare else "known")
        if name and name in prose:
            true.append("whole_in_prose")
        elif name and name.rpartition(" ")[2] in prose:
            true.append("in_prose")
        if byline.bare and name and view.texts[z][byline.spans[0][0] : byline.spans[0][1]].isupper():
            true.append("bare_capitals")
        if byline.label_line >= 0:
            true.append("label_above")
        if not byline.bare and name and " " not in name and byline.kind != "east_asian":
            true.append(
                "single_known"
                if is_known(name)
                else "single_low"
                if texts[z][byline.spans[0][0]].islower()
                else "single"
            )
        if z in dated:
            true.append("dated")
        if (z + 1) in dated:
            true.append("dated_next")
        elif (z + 2) in dated:
            true.append("dated_second")
        if (z - 1) in dated:
            true.append("dated_before")
        if line > end:
            true.append("behind_body")
        if line - top <= 2:
            true.append("at_top")
        if name and name in first_line and line != top:
            true.append("in_page_title")
        if view.score[line] >= 0.5:
            true.append("reads_as_body")
        if not role_words().isdisjoint(texts[z].lower().replace(",", " ").split()):
            true.append("role_word")
        if z + 1 < high and len(texts[z + 1]) < 60 and not role_words().isdisjoint(texts[z + 1].lower().split()):
            true.append("role_word_next")
        if z > low and len(texts[z - 1]) < 40 and "author" in texts[z - 1].lower():
            true.append("author_above")
        if texts[z][:1] in " \t•*·-":
            true.append("indented")
        out.append(true)
    return out


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
    return bool(byline.spans) and is_known(view.texts[byline.z][slice(*byline.spans[0])])


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
