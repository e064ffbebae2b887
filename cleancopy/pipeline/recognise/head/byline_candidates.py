"""Lines that could name the authors: with a label at the start or inside, bare names, names beside a date."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from cleancopy.pipeline.lore.agencies import agencies
from cleancopy.pipeline.lore.dates import month_of
from cleancopy.pipeline.recognise.head import east_asian
from cleancopy.pipeline.recognise.head.byline_labels import INSIDE, INSIDE_WORDS, label, listed, words
from cleancopy.pipeline.recognise.head.east_asian import is_east_asian
from cleancopy.pipeline.recognise.head.found import Known
from cleancopy.pipeline.recognise.head.persons import (
    STOP,
    Span,
    given_names,
    is_known,
    is_person,
    names_in,
)
from cleancopy.pipeline.recognise.head.view import HeadView
from cleancopy.pipeline.scan.columns import matching

# A range instead of all capital letters of the world: RE2 needs a tenth of the time for it.
BARE = (
    (
        r"^\W{0,3}U(?: (?:U|de|del|della|van|von|der|den|la|le|di|da|dos|al|bin|ten|ter|zu)){1,4}"
        r"(?:(?:,| and| und| et| y| e| i| en| og| och| oraz| &) U(?: U){1,3})*\s*(?:$|[,|·•/(–—-]|\d| R)"
    )
    .replace("U", r"[A-Z\x{C0}-\x{10FFFF}][^\s\d|,(/•·]*")
    .replace(
        "R",
        r"(?:Former |Lead |Deputy |Managing |Co-)?"
        r"(?:Senior|Chief|Editor|Founder|Reporter|Writer|Correspondent|Contributor)\b",
    )
)

NICKNAME = re.compile(r"(?!\S+\.[a-z]{2,}$)[a-zA-Zà-ž][\w.-]{1,19}")
"""What a writer may go by after a label that can mean nothing else ("Author: nightowl7")."""
NO_AUTHOR = re.compile(
    r"\b(?:photos?|images?|illustrations?|picture|fotos?|bild|translated|übersetzt)\s$", re.IGNORECASE
)
"""Words before "by" that name somebody else than the author."""
NICKNAMED, SURE = frozenset({"by", "von"}), ("by", "von", "author", "autor", "autorin")
"""Labels after which one word may be a writer: at a line's start, and inside it."""
NICKNAME_LINE = 70
"""After these a nickname is only read in a line of fewer characters, where nothing else can be."""
SIGNED_AT_END = re.compile(r"\b(?:by|von|par|por)\s(?P<name>\S{3,20})\s*$")
SIGNATURE, SURELY_BODY, BODY = 2, 0.9, 0.5
"""From so many lines inside the body on, a bare name below a line that is surely body and above one that is body signs
what is above: a letter."""
PROSE_REST = 40
"""A line that reads like body and holds more characters than this besides the names is prose about somebody."""
PART = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}(?=\s*(?:$|[|•·/●⋅,(–—]|\d|\s(?:-|in|on|for)\s))")


@dataclass(slots=True)
class Byline:
    """A line that could name the authors: where the names are, and how it introduces them."""

    z: int
    spans: list[Span]
    kind: str
    """The label's kind; `bare`; `bare_single`, a given name alone; `east_asian`, told by the forms of its script."""
    label_line: int = -1
    """The line above when the label stands there alone."""
    agency: Span | None = None
    rest: int = 0
    """Characters of the line besides names and label."""

    @property
    def bare(self) -> bool:
        """Whether no label introduces the names."""
        return self.kind in ("bare", "bare_single")


def _bare_lines(view: HeadView, known: Known) -> list[int]:
    """Zone lines that hold little but capitalised words, near the title, a date or the body's start and end.

    One word alone must be a common given name.
    """
    k, doc, marks = view.zone, view.doc, view.marks
    title = np.array(known.title, np.int64)
    away = np.arange(len(k)) - title[doc]
    near = (title[doc] >= 0) & (away >= -4) & (away <= 9)
    near |= (k >= view.run_first[doc] - 6) & (k <= view.run_first[doc] + 2)
    near |= k > view.run_last[doc]
    over, under = np.pad(view.score >= SURELY_BODY, (0, 2)), np.pad(view.score >= BODY, (0, 2))
    near &= ~((k >= view.run_first[doc] + SIGNATURE) & (k < view.run_last[doc]) & over[k - 1] & under[k + 1])
    beside = np.zeros(len(k) + 4, np.bool_)
    at = np.array(sorted(known.dated), np.int64)
    for shift in (0, 1, 2, 3, 4):
        beside[at + shift] |= doc[np.clip(at + shift - 2, 0, len(k) - 1)] == doc[at]
    near |= beside[2 : len(k) + 2]
    near &= (marks.chars <= 100) & (marks.small_words <= 4) & ~view.chrome
    several = near & (marks.chars >= 5) & (marks["space"] > 0) & (marks["upper"] + marks["other"] > 1)
    rows = np.flatnonzero(several)
    single = near & (marks["space"] == 0) & (marks["upper"] == 1) & (marks["lower"] > 1) & (marks.chars <= 12)
    given = [z for z in np.flatnonzero(single).tolist() if view.texts[z].lower() in given_names()]
    return sorted([*rows[matching(view.array, BARE, rows)].tolist(), *given])


def candidates(view: HeadView, known: Known) -> list[Byline]:
    """Lines that could be bylines, page after page."""
    found: dict[int, Byline] = {}
    signed, bare, dated = np.flatnonzero(view.signed).tolist(), _bare_lines(view, known), known.dated
    for z in _east_asian_lines(view):
        if spans := east_asian.names_in(view.texts[z]):
            rest = len(view.texts[z].strip()) - spans[-1][1] + spans[0][0]
            found[z] = Byline(z, spans, "east_asian", rest=rest)
    for z in signed:
        if (byline := _labelled(view, z)) is not None:
            found.setdefault(byline.z, byline)
    for z in sorted(dated | set(signed)):
        if z not in found and (byline := _inside(view, z)) is not None:
            found[z] = byline
    for z in sorted(dated | set(bare)):
        text = view.texts[z]
        if z in found or text[0].isdigit():
            continue
        if spans := _known_names(text, 0, len(text)):
            found[z] = Byline(z, spans, "bare", rest=len(text.strip()) - spans[-1][1] + spans[0][0])
        elif text.lower() in given_names():
            found[z] = Byline(z, [(0, len(text))], "bare_single")
    for z in sorted(dated):
        if z not in found and (byline := _beside_date(view, z)) is not None:
            found[z] = byline
    prose = view.score[view.zone] >= 0.5
    return [found[z] for z in sorted(found) if not prose[z] or found[z].rest <= PROSE_REST]


def _east_asian_lines(view: HeadView) -> list[int]:
    """Zone lines that may hold a byline of China, Japan or Korea."""
    rows = np.flatnonzero((view.marks["other"] > 1) & (view.marks.chars <= east_asian.LONGEST))
    found: list[int] = rows[matching(view.array, east_asian.SCREEN, rows)].tolist()
    return found


def _known_names(text: str, start: int, end: int) -> list[Span]:
    """Names that no label proves: outside the Latin script the first must have a common given name."""
    spans = names_in(text, start, end)
    return spans if spans and (text[spans[0][0]] < "\u0370" or is_known(text[slice(*spans[0])])) else []


def _proven(introduced: str, text: str, spans: list[Span]) -> bool:
    """Whether a label proves the names after it.

    A label that is an ordinary word does not, nor does one without a colon in a script without capitals, where any
    words could follow.
    """
    if not spans or is_known(text[slice(*spans[0])]):
        return True
    first = text[spans[0][0]]
    cased = first.lower() != first.upper()
    return introduced.strip(" :").lower() not in listed("labels", "weak") and (cased or ":" in introduced)


def _labelled(view: HeadView, z: int) -> Byline | None:
    """A line that starts with a label; the names may be on the next line."""
    text = view.texts[z]
    match = label(text)
    if match is None:
        return None
    begin, above = match.end(), -1
    form = match.group(match.lastgroup or 0).lower()
    kind = "label_" + _kind(form)
    if not text[begin:].strip(" :"):
        above, z, begin = z, z + 1, 0
        if z >= len(view.texts) or view.doc[z] != view.doc[above]:
            return None
        text = view.texts[z]
    stop = STOP.search(text, begin)
    if stop is not None and stop.group().isdigit() and not text[stop.start() - 1].isspace():
        stop = re.compile(r"[\s|,(·•]").search(text, begin)
    whole = text[begin : stop.start() if stop else len(text)].strip(" ,:.")
    last = whole.rpartition(" ")[2].lower()
    if " " in whole and (last in ("am", "on", "at") or (stop and stop.group().isdigit() and last in month_of())):
        whole = whole.rpartition(" ")[0]
    at = text.find(whole, begin)
    if whole in agencies():
        return Byline(z, [], kind, above, (at, at + len(whole)), len(text) - at - len(whole))
    spans = names_in(text, begin, len(text))
    alone = is_known(whole) or form in NICKNAMED or form in words()["labels"]["explicit"]
    if not spans and alone and 1 < len(whole) < 30 and is_person(whole, single=True) and whole[:1].isupper():
        spans = [(at, at + len(whole))]
    if not spans and above < 0 and _nickname(whole) and (
        form in words()["labels"]["explicit"] or (form in NICKNAMED and len(text) < NICKNAME_LINE)
    ):  # fmt: skip
        spans = [(at, at + len(whole))]
    if not spans or not _proven(match.group().strip("•*· "), text, spans):
        return None
    return Byline(z, spans, kind, above, None, len(text.rstrip()) - spans[-1][1])


def _nickname(word: str) -> bool:
    """Whether a word may be what a writer goes by: no word of a desk, an agency or a page's own furniture."""
    small = word.lower()
    if not NICKNAME.fullmatch(word) or word in agencies() or is_east_asian(word):
        return False
    return small not in listed("not_persons", "words") and small not in listed("labels", "roles")


def _inside(view: HeadView, z: int) -> Byline | None:
    """A label in the middle of a line: "12/04/2020 by Kay", "Post author By ..."."""
    text = view.texts[z]
    if len(text) > 160 or ("By" not in text and INSIDE_WORDS.isdisjoint(text.lower().split())):
        return None
    for match in INSIDE.finditer(text):
        if NO_AUTHOR.search(text, 0, match.start()):
            continue
        begin = match.end()
        spans = names_in(text, begin, len(text))
        if not spans:
            stop = STOP.search(text, begin)
            whole = text[begin : stop.start() if stop else len(text)].strip(" ,:")
            alone = is_known(whole) or match.group().strip(" :").lower().endswith(SURE)
            if not (alone and 1 < len(whole) < 30 and is_person(whole, single=True)):
                continue
            spans = [(begin, begin + len(whole))]
        if not _proven(match.group(), text, spans):
            continue
        return Byline(z, spans, "inside", -1, None, len(text.rstrip()) - (spans[-1][1] - spans[0][0]))
    closing = SIGNED_AT_END.search(text) if len(text) < NICKNAME_LINE and view.dated[z] else None
    if closing is not None and _nickname(closing["name"]):
        low, high = closing.span("name")
        return Byline(z, [(low, high)], "inside", -1, None, len(text.rstrip()) - (high - low))
    return None


def _beside_date(view: HeadView, z: int) -> Byline | None:
    """A name between separators on the line of a date: "27. Januar 2026 • A. Name • 3 Minuten"."""
    text = view.texts[z]
    if len(text) > 130:
        return None
    for match in PART.finditer(text):
        if spans := _known_names(text, *match.span()):
            low, high = spans[0]
            return Byline(z, [(low, high)], "beside_date", -1, None, len(text.strip()) - (high - low))
    return None


def _kind(form: str) -> str:
    """The name by which a label is weighed; labels of which few pages with gold are known count alike."""
    if form in listed("labels", "weak"):
        return "weak"
    return form.replace(" ", "_") if form in words()["labels"]["counted"] else "other"
