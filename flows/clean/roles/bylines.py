"""Who wrote it: bylines with a label ("By A and B", "Von ...", "文/...") and bare names beside headline or date.

Every line that could be a byline is a candidate; what is true of it is worth points (`bylines.toml`, whole numbers),
and the page's byline is the candidate with most, when it has enough. Lines right behind it with names follow it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.agencies import agencies
from flows.clean.roles.heads import Heads, step
from flows.clean.roles.names import (
    INSIDE,
    INSIDE_WORDS,
    STOP,
    Span,
    is_person,
    known,
    label,
    names_in,
    not_persons,
    role_words,
    words,
)
from flows.clean.table import Bools, Ints

# A range instead of all capital letters of the world: RE2 needs a tenth of the time for it.
BARE = (
    r"^\W{0,3}U(?: (?:U|de|del|della|van|von|der|den|la|le|di|da|dos|al|bin|ten|zu)){1,4}"
    r"(?:(?:,| and| und| et| y| e| &) U(?: U){1,3})*\s*(?:$|[,|·•/(–—-]|\d)"
).replace("U", r"[A-Z\x{C0}-\x{10FFFF}][^\s\d|,(/•·]*")


NICKNAME = re.compile(r"[^\W\d_][\w.-]{1,19}")
"""What a writer may go by behind a label that can mean nothing else ("Author: nightowl7")."""
PROSE_REST = 40
"""A line that reads like body and holds more characters than this besides the names is prose about somebody."""
PART = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}(?=\s*(?:$|[|•·/●⋅,(–—]|\d|\s-\s))")


@dataclass(slots=True)
class Byline:
    """A line that could name the authors: where the names stand, and how it introduces them."""

    z: int
    spans: list[Span]
    kind: str
    """The label's kind, or `bare`."""
    label_line: int = -1
    """The line above when the label stands there alone."""
    agency: Span | None = None
    rest: int = 0
    """Characters of the line besides names and label."""


@dataclass
class Bylines:
    """What was found: (zone line, field, start, end, rule, confidence) and the zone lines that are bylines."""

    found: list[tuple[int, str, int, int, str, float]] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)


def bare_lines(heads: Heads, title: Ints, dated: set[int], chrome: Bools) -> list[int]:
    """Zone lines that hold little but capitalised words, near the title, a date or the body's start and end."""
    k, doc, marks = heads.zone, heads.doc, heads.marks
    away = np.arange(len(k)) - title[doc]
    near = (title[doc] >= 0) & (away >= -4) & (away <= 9)
    near |= (k >= heads.run_first[doc] - 6) & (k <= heads.run_first[doc] + 2)
    near |= k > heads.run_last[doc]
    beside = np.zeros(len(k) + 4, np.bool_)
    at = np.array(sorted(dated), np.int64)
    for shift in (0, 1, 2, 3, 4):
        beside[at + shift] |= doc[np.clip(at + shift - 2, 0, len(k) - 1)] == doc[at]
    near |= beside[2 : len(k) + 2]
    near &= (marks.chars >= 5) & (marks.chars <= 100) & (marks["space"] > 0) & (marks["upper"] + marks["other"] > 1)
    near &= (marks.small_words <= 4) & ~chrome
    rows = np.flatnonzero(near)
    return rows[
        pc.match_substring_regex(pc.take(heads.array, pa.array(rows)), BARE).to_numpy(zero_copy_only=False)
    ].tolist()


def candidates(heads: Heads, signed: list[int], bare: list[int], dated: set[int]) -> dict[int, list[Byline]]:
    """Lines that could be bylines, by document, in page order."""
    found: dict[int, Byline] = {}
    for z in signed:
        if (byline := _labelled(heads, z)) is not None:
            found.setdefault(byline.z, byline)
    for z in sorted(dated | set(signed)):
        if z not in found and (byline := _inside(heads, z)) is not None:
            found[z] = byline
    for z in sorted(dated | set(bare)):
        text = heads.texts[z]
        if z in found or text[0].isdigit():
            continue
        if spans := names_in(text, 0, len(text)):
            found[z] = Byline(z, spans, "bare", rest=len(text.strip()) - spans[-1][1] + spans[0][0])
    for z in sorted(dated):
        if z not in found and (byline := _beside_date(heads, z)) is not None:
            found[z] = byline
    by_doc: dict[int, list[Byline]] = {}
    prose = heads.score[heads.zone] >= 0.5
    for z in sorted(found):
        if prose[z] and found[z].rest > PROSE_REST:
            continue
        by_doc.setdefault(int(heads.doc[z]), []).append(found[z])
    return by_doc


def _labelled(heads: Heads, z: int) -> Byline | None:
    """A line that starts with a label; the names may stand on the next line."""
    text = heads.texts[z]
    match = label(text)
    if match is None:
        return None
    begin, above = match.end(), -1
    kind = "label_" + _kind(match.group(match.lastgroup or 0).lower())
    if not text[begin:].strip(" :"):
        above, z, begin = z, z + 1, 0
        if z >= len(heads.texts) or heads.doc[z] != heads.doc[above]:
            return None
        text = heads.texts[z]
    stop = STOP.search(text, begin)
    if stop is not None and stop.group().isdigit() and not text[stop.start() - 1].isspace():
        stop = re.compile(r"[\s|,(·•]").search(text, begin)
    whole = text[begin : stop.start() if stop else len(text)].strip(" ,:")
    if " " in whole and whole.split()[-1].lower() in ("am", "on", "at"):
        whole = whole.rpartition(" ")[0]
    at = text.find(whole, begin)
    if whole in agencies():
        return Byline(z, [], kind, above, (at, at + len(whole)), len(text) - at - len(whole))
    spans = names_in(text, begin, len(text))
    if not spans and 1 < len(whole) < 30 and is_person(whole, single=True) and whole[:1].isupper():
        spans = [(at, at + len(whole))]
    explicit = match.group(match.lastgroup or 0).lower() in words()["labels"]["explicit"]
    if not spans and explicit and above < 0 and NICKNAME.fullmatch(whole) and whole.lower() not in not_persons():
        spans = [(at, at + len(whole))]
    if not spans:
        return None
    return Byline(z, spans, kind, above, None, len(text.rstrip()) - spans[-1][1])


def _inside(heads: Heads, z: int) -> Byline | None:
    """A label in the middle of a line: "12/04/2020 by Kay", "Post author By ..."."""
    text = heads.texts[z]
    if len(text) > 160 or ("By" not in text and INSIDE_WORDS.isdisjoint(text.lower().split())):
        return None
    for match in INSIDE.finditer(text):
        begin = match.end()
        spans = names_in(text, begin, len(text))
        if not spans:
            stop = STOP.search(text, begin)
            whole = text[begin : stop.start() if stop else len(text)].strip(" ,:")
            if not (1 < len(whole) < 30 and is_person(whole, single=True)):
                continue
            spans = [(begin, begin + len(whole))]
        return Byline(z, spans, "inside", -1, None, len(text.rstrip()) - (spans[-1][1] - spans[0][0]))
    return None


def _beside_date(heads: Heads, z: int) -> Byline | None:
    """A name between separators on the line of a date: "27. Januar 2026 • A. Name • 3 Minuten"."""
    text = heads.texts[z]
    if len(text) > 130:
        return None
    for match in PART.finditer(text):
        low, high = match.span()
        if is_person(text[low:high]) and not role_words().intersection(text[low:high].lower().split()):
            return Byline(z, [(low, high)], "beside_date", -1, None, len(text.strip()) - (high - low))
    return None


def _kind(form: str) -> str:
    return form.replace(" ", "_") if form in words()["labels"]["counted"] else "other"


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
            f"{'bare' if byline.kind == 'bare' else 'label'}_title_{step(line - at)}",
            f"body_{step(line - start)}",
            f"rest_{3 if byline.rest > 40 else 2 if byline.rest > 12 else 1 if byline.rest > 1 else 0}",
            f"names_{min(len(byline.spans), 3)}",
            f"words_{min(len(name.split()), 4)}",
            f"again_{min(names.count(name) - 1, 2)}",
            f"order_{min(number, 3)}",
            f"bare_order_{min(bare_before, 3)}" if byline.kind == "bare" else "labelled",
        ]
        bare_before += byline.kind == "bare"
        if known(name):
            said.append("known_bare" if byline.kind == "bare" else "known")
        if byline.label_line >= 0:
            said.append("label_above")
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
        if role_words().intersection(texts[z].lower().replace(",", " ").split()):
            said.append("role_word")
        if z + 1 < high and len(texts[z + 1]) < 60 and role_words().intersection(texts[z + 1].lower().split()):
            said.append("role_word_next")
        if z > low and len(texts[z - 1]) < 40 and "author" in texts[z - 1].lower():
            said.append("author_above")
        if texts[z][:1] in " \t•*·-":
            said.append("indented")
        out.append(said)
    return out


def find(heads: Heads, title: list[int], signed: list[int], bare: list[int], dated: set[int]) -> Bylines:
    """The bylines of a batch. In: each document's title line (-1: none), and which lines passed which screen."""
    out = Bylines()
    table: dict[str, int] = words()["points"]
    enough, follow = table["enough"], table["enough_to_follow"]
    for d, here in candidates(heads, signed, bare, dated).items():
        worth = [sum(table.get(name, 0) for name in said) for said in features(heads, here, title[d], dated)]
        best = max(range(len(here)), key=lambda i: (worth[i], -i))
        if worth[best] < enough:
            continue
        _take(here[best], out)
        for i in range(best + 1, len(here)):
            spans = here[i].spans
            named = bool(spans) and known(heads.texts[here[i].z][spans[0][0] : spans[0][1]])
            if here[i].z > here[i - 1].z + 2 or worth[i] < follow or not named or here[i].kind != here[best].kind:
                break
            _take(here[i], out)
    return out


def _take(byline: Byline, out: Bylines) -> None:
    rule, confidence = ("bare_name", 0.7) if byline.kind == "bare" else ("byline_label", 0.9)
    out.lines[byline.z] = rule
    if byline.label_line >= 0:
        out.lines[byline.label_line] = rule
    if byline.agency is not None:
        out.found.append((byline.z, "agency", *byline.agency, rule, confidence))
    out.found += [(byline.z, "author", start, end, rule, confidence) for start, end in byline.spans]
