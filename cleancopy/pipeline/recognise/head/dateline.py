"""Where: datelines before a first paragraph (`MOSCOW, June 14 (PTI) -`, `Berlin (dpa) -`) and bars (`PTI | Moscow`)."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.lore.agencies import MARK, agencies, marked, spellings, unmarked
from cleancopy.pipeline.lore.dates import month_of
from cleancopy.pipeline.recognise.head import east_asian
from cleancopy.pipeline.recognise.head.found import Found, Known
from cleancopy.pipeline.recognise.head.screens import narrowed
from cleancopy.pipeline.recognise.head.view import HeadView
from cleancopy.pipeline.scan.columns import flat, true_at

PLACE = r"(?P<place>[^\W\d_][^\d,()\[\]—–:;!?\"“”।]{1,40}?)"
CAPITALS = r"(?P<place>[^\W\d_a-zß-ÿ][^\W\da-zß-ÿ]{2,}(?:[ .'’-]{1,2}[^\W\da-zß-ÿ]{2,}){0,3})"
HAN, KANA, HANGUL = r"[\u4e00-\u9fff]", r"[\u3040-\u30ff\u4e00-\u9fff]", r"[\uac00-\ud7a3]"
WHEN = r"[^()—–/]{1,40}?"
"""What is between place and agency: a country, a day."""

LISTED = r"[^():\[\]\d/,;]{2,30}"
"""A desk or another agency in the same brackets."""
FORMS = (
    re.compile(
        rf"\s*(?:{PLACE}(?:,\s*{WHEN}|\.?\s\d[^()]{{0,20}})?\s*[–—-]?\s*)?[(\[](?:{LISTED}[/,;]\s?)?{MARK}(?:\s?[/,;]{LISTED})?[)\]]"
        r"\s*(?:[-–—:.,]|$)"
    ),
    re.compile(rf"\s*{PLACE},\s*\d{{1,2}}\s[^\d()]{{2,12}}\s?\({MARK}\)"),
    re.compile(rf"\s*\((?:{LISTED}[/,;]\s?)?{MARK}(?:\s?[/,;]{LISTED})?\)\s+(?=[^\W\d_a-zß-ÿ])"),
    re.compile(rf"\s*{CAPITALS}(?:,\s*{WHEN})?\s*[–—-]{{1,2}}\s*\({MARK}\)"),
    re.compile(rf"\s*[（〔【［]{MARK}[）〕】］]"),
    re.compile(rf"\s*[【［\[(（](?P<place>{KANA}{{2,12}}?)(?:[\s=＝・]|\d+日)*{MARK}[】］\])）]"),
    re.compile(rf"\s*[(\[【（](?P<place>{HANGUL}{{2,8}})(?:·{HANGUL}+)*(?:\s[\w·]+)?\s?[=＝]\s?{MARK}[)\]】）]"),
    re.compile(rf"[\s（(〔【\[]*{MARK}[记記]者{HAN}{{2,10}}?(?:\d{{1,2}}月)?\d{{1,2}}日{HAN}{{0,6}}?[电電讯訊]"),
    re.compile(rf"[\s（(〔【\[]*{MARK}(?P<place>{HAN}{{2,6}}?)(?:\d{{1,2}}月)?\d{{1,2}}日{HAN}{{0,6}}?[电電讯訊]"),
    re.compile(rf"\s*(?P<place>{HAN}{{2,6}}?)(?:\d{{1,2}}月)?\d{{1,2}}日[电電讯訊]\s?[（(]{MARK}"),
    re.compile(rf"\s*{PLACE}[,.]\s*(?:{WHEN}[.,]?\s*)?/{MARK}/"),
    re.compile(rf"\s*{PLACE}[,.]\s*\d{{1,2}}\.?\s[^\W\d]+\.?\s*[–—-]\s*{MARK}\s*[.,:–—-]"),
    re.compile(rf"\s*{PLACE}\.\s+\d{{1,2}}\s[^\W\d]+\.\s+{MARK}\s*[-–—.]"),
    re.compile(rf"\s*{PLACE}(?:\s?[–—-]\s?|\s?/\s?){MARK}\s?[–—:/-]"),
    re.compile(rf"\s*{MARK}\s?[–—-]\s"),
)
"""The ways to begin a report with its agency, matched at the paragraph's start; the first that fits counts.

Brackets, the first of them, show an agency whatever is before them.
"""
PLACE_ALONE = re.compile(rf"\s*{CAPITALS}(?:,\s*[^—–]{{1,40}}?)?\s*(?:[–—]|\s-{{1,2}}\s)")
"""A place in capitals before a dash, without an agency."""

TOUCHING = re.compile(
    rf"\W{{0,2}}{HAN}{{2,5}}社[记記]者(?P<name>{HAN}{{3}}){HAN}{{2}}\d{{1,2}}日{HAN}{{0,6}}?[电電讯訊]"
)
OWN = re.compile(rf"\s*{HAN}{{1,7}}[报報网網][讯訊電电]?\s?[（(]\s?(?:本[报報])?(?:记者|記者|通讯员|通訊員)")
"""A paper's own dateline, with its reporters: `本报讯（记者 甲）`."""
REPORTERS, REPORTERS_FROM = 60, 40
"""Characters of a paragraph that may be its dateline with the reporters, and before which their names begin."""
FIRST, SHORT = 3, 60
"""How many lines of the body's run are looked at, and characters of a line that is shorter than a paragraph."""
LONGEST = 140
"""Characters of a paragraph in which its dateline is."""


def dateline(text: str, named: bool = True) -> list[tuple[str, int, int]]:
    """(field, start, end) of a dateline before a paragraph: agency and place; empty where there is none.

    `named` is False where the paragraph's start is known to hold no agency, which leaves little to look for.
    """
    text = text[:LONGEST]
    for short, start, end in marked(text) if named else ():
        for form in FORMS:
            match = form.match(short)
            place = match.groupdict().get("place") if match is not None else None
            found = [("agency", start, end)]
            if match is None or (place and not _place(place) and form is not FORMS[0]):
                continue
            if place and _place(place):
                found.append(("place", *unmarked(match.span("place"), start, end)))
            return found
    match = PLACE_ALONE.match(text)
    return [("place", *match.span("place"))] if match and match["place"].isupper() and _place(match["place"]) else []


def _place(text: str) -> bool:
    """Whether the words before an agency may be a place: few, no month, a capital first where there are capitals."""
    first = text[0]
    if text in agencies() or text.lower().rstrip(".") in month_of():
        return False
    return not (first.islower() or first.isdigit()) and len(text.split()) <= 4 and not any(c.isdigit() for c in text)


BAR = re.compile(r"\s*[|•·]\s*")


def bar(text: str, date: int) -> list[tuple[str, int, int]]:
    """Agency and place before the first date of a line, which starts at `date`: `PTI | Moscow | Updated: ...`."""
    found: list[tuple[str, int, int]] = []
    head = text[:date]
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


def reporters(text: str) -> list[tuple[int, int]]:
    """Who a dateline of East Asia names: `新华社北京3月5日电（记者 甲）`, `(서울=연합뉴스) 甲 기자 =`.

    A third form is `（中央社記者甲台北5日電）`.
    There three ideographs of a name and two of a place touch; with any other count nobody knows the border.
    """
    if touching := TOUCHING.match(text):
        return [touching.span("name")]
    return [span for span in east_asian.names_in(text[:REPORTERS]) if span[0] < REPORTERS_FROM]


def first_paragraphs(batch: Batch, view: HeadView, known: Known) -> Found:
    """The datelines before each page's first paragraph, captured; the line stays what it is.

    The run of prose may begin with a headline, so its first lines are looked at. A place without an agency is read
    from the first long one only. The reporters that a dateline names are the authors where no byline is.
    """
    found = Found(view)
    first, last = view.run_first[view.run_first < view.starts[1:]], view.run_last[view.run_first < view.starts[1:]]
    k = np.minimum(first[:, None] + np.arange(FIRST), last[:, None]).ravel()
    starts = pc.utf8_slice_codeunits(pc.take(flat(batch.lines["text"]), pa.array(view.rows[k])), 0, LONGEST)
    named = true_at(len(k), narrowed(starts, np.arange(len(k)), spellings()))
    texts, rows = starts.to_pylist(), view.rows[k].tolist()
    signed = {int(view.doc[z]) for z in known.signed}
    docs = np.flatnonzero(view.run_first < view.starts[1:]).tolist()
    for at in range(0, len(k), FIRST):
        own = range(at, at + FIRST)
        paragraph = next((i for i in own if len(texts[i]) >= SHORT), at)
        hits = [(i, dateline(texts[i], bool(named[i]))) for i in own if named[i] or i == paragraph]
        i, hit = next(((i, hit) for i, hit in hits if hit), (at, []))
        for field, start, end in hit:
            found.capture_row(rows[i], field, texts[i][start:end], "dateline", 0.85)
        own_report = next((j for j in own if OWN.match(texts[j])), None)
        i = i if own_report is None else own_report
        agency = any(field == "agency" for field, _, _ in hit)
        if docs[at // FIRST] not in signed and (agency or own_report is not None):
            for start, end in reporters(texts[i]):
                found.capture_row(rows[i], "author", texts[i][start:end], "dateline", 0.75)
    return found
