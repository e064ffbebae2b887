"""Where: datelines before a first paragraph (`MOSCOW, June 14 (PTI) -`, `Berlin (dpa) -`) and bars (`PTI | Moscow`)."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.lore.agencies import agencies
from cleancopy.pipeline.recognise.head.found import Found
from cleancopy.pipeline.recognise.head.view import HeadView
from cleancopy.pipeline.scan.columns import flat

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


def first_paragraphs(batch: Batch, view: HeadView) -> Found:
    """The datelines before each page's first paragraph, captured; the line stays what it is."""
    found = Found(view)
    full = np.flatnonzero(view.run_first < view.starts[1:])
    if not len(full):
        return found
    lines = view.rows[view.run_first[full]]
    texts = pc.utf8_slice_codeunits(pc.take(flat(batch.lines["text"]), pa.array(lines)), 0, 140).to_pylist()
    for line, text in zip(lines.tolist(), texts, strict=True):
        for field, start, end in dateline(text):
            found.capture_row(line, field, text[start:end], "dateline", 0.85)
    return found
