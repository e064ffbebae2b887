"""Who wrote it: bylines with a label ("By A and B", "Von ...", "文/...") and bare names beside headline or date.

Every line that could be a byline is a candidate; what is true of it is worth points (`byline_points.json`), and the
page's byline is the candidate with most, when it has enough. Lines right behind it with names follow it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cleancopy.clean.recognise.head.byline_candidates import Byline, candidates
from cleancopy.clean.recognise.head.persons import (
    known,
    role_words,
)
from cleancopy.clean.recognise.head.points import points
from cleancopy.clean.recognise.head.view import Heads, step


@dataclass
class Bylines:
    """What was found: (zone line, field, start, end, rule, confidence) and the zone lines that are bylines."""

    found: list[tuple[int, str, int, int, str, float]] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)


def features(heads: Heads, here: list[Byline], title: int, dated: set[int]) -> list[list[str]]:
    """For each candidate of one page the names of what is true of it, as the table of points knows them."""
    d = int(heads.doc[here[0].z])
    start, end, top = int(heads.run_first[d]), int(heads.run_last[d]), int(heads.starts[d])
    at = int(heads.zone[title]) if title >= 0 else start
    texts = heads.texts
    names = [
        texts[byline.z][byline.spans[0][0] : byline.spans[0][1]].lower() if byline.spans else "" for byline in here
    ]
    low, high = int(heads.zone_starts[d]), int(heads.zone_starts[d + 1])
    first_line = texts[low].lower()
    dated = {z for byline in here for z in range(byline.z - 1, byline.z + 3) if low <= z < high and z in dated}
    bare_before = 0
    out = []
    for number, (byline, name) in enumerate(zip(here, names, strict=True)):
        z, line = byline.z, int(heads.zone[byline.z])
        said = [
            byline.kind,
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
        if known(name):
            said.append("known_bare" if byline.bare else "known")
        if byline.label_line >= 0:
            said.append("label_above")
        if not byline.bare and name and " " not in name:
            said.append(
                "single_known" if known(name) else "single_low" if texts[z][byline.spans[0][0]].islower() else "single"
            )
        if z in dated:
            said.append("dated")
        if (z + 1) in dated:
            said.append("dated_next")
        elif (z + 2) in dated:
            said.append("dated_second")
        if (z - 1) in dated:
            said.append("dated_before")
        if line > end:
            said.append("behind_body")
        if line - top <= 2:
            said.append("at_top")
        if name and name in first_line and line != top:
            said.append("in_page_title")
        if heads.score[line] >= 0.5:
            said.append("reads_as_body")
        if not role_words().isdisjoint(texts[z].lower().replace(",", " ").split()):
            said.append("role_word")
        if z + 1 < high and len(texts[z + 1]) < 60 and not role_words().isdisjoint(texts[z + 1].lower().split()):
            said.append("role_word_next")
        if z > low and len(texts[z - 1]) < 40 and "author" in texts[z - 1].lower():
            said.append("author_above")
        if texts[z][:1] in " \t•*·-":
            said.append("indented")
        out.append(said)
    return out


FOLLOWS = 2048
"""A line of names behind the byline goes with it with so many points fewer than a byline needs."""


def find(heads: Heads, title: list[int], signed: list[int], bare: list[int], dated: set[int]) -> Bylines:
    """The bylines of a batch. In: each document's title line (-1: none), and which lines passed which screen."""
    out = Bylines()
    table = points("byline_points")
    by_doc = candidates(heads, signed, bare, dated)
    total = table.of([said for d, here in by_doc.items() for said in features(heads, here, title[d], dated)])
    at = 0
    for here in by_doc.values():
        worth = total[at : at + len(here)]
        at += len(here)
        best = max(range(len(here)), key=lambda i: (worth[i], -i))
        if worth[best] < table.enough:
            continue
        _take(here[best], out)
        for i in range(best + 1, len(here)):
            spans = here[i].spans
            named = bool(spans) and known(heads.texts[here[i].z][spans[0][0] : spans[0][1]])
            far = here[i].z > here[i - 1].z + 2 or worth[i] < table.enough - FOLLOWS
            if far or not named or here[i].kind != here[best].kind:
                break
            _take(here[i], out)
    return out


def _take(byline: Byline, out: Bylines) -> None:
    rule, confidence = ("bare_name", 0.7) if byline.bare else ("byline_label", 0.9)
    out.lines[byline.z] = rule
    if byline.label_line >= 0:
        out.lines[byline.label_line] = rule
    if byline.agency is not None:
        out.found.append((byline.z, "agency", *byline.agency, rule, confidence))
    out.found += [(byline.z, "author", start, end, rule, confidence) for start, end in byline.spans]
