"""Whose: the news agency that the lines around a text name, found by the forms of `credits` in their places."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.lore.agencies import spellings
from cleancopy.pipeline.lore.dates import ago_span
from cleancopy.pipeline.recognise.head.credits import LAST, credit, of_a_picture, signed_off
from cleancopy.pipeline.recognise.head.found import Found, Known
from cleancopy.pipeline.recognise.head.screens import narrowed
from cleancopy.pipeline.recognise.head.view import HeadView
from cleancopy.pipeline.scan.columns import Bools, flat

LONGEST = 260
"""Characters of the longest line in which a credit is looked for."""
ABOVE, BELOW = 2, 4
"""Lines above and below the title in which the head's forms are read; further off only beside a date or a byline."""
TAIL = 4
"""Lines after the body's last one in which those of its end are read."""
PARAGRAPHS = 2
"""Lines of the body, counted from its end, that may end in a sign-off."""
SHORT = 40
"""Characters of the line above in which a word for a picture makes the next line its credit."""


def find(batch: Batch, view: HeadView, known: Known) -> Found:
    """The agency of each page, captured with the place beside it."""
    found = Found(view)
    near, far, tail = _reach(view, known)
    rows = np.flatnonzero((view.marks.chars <= LONGEST) & (near | far | tail))
    for z in narrowed(view.array, rows, spellings()).tolist():
        places = {"head", "edge"} if near[z] or (far[z] and _beside(view, known, z)) else set()
        if tail[z]:
            places |= {"tail", "edge"}
        if places and (z in known.stamped or ago_span(view.texts[z]) is not None):
            places.add("dated")
        hit = credit(view.texts[z], places)
        if hit is None or (view.neighbours(z, z - 1) and of_a_picture(view.texts[z - 1][:SHORT])):
            continue
        form, spans = hit
        confidence = 0.85 if form.sure else 0.75
        for field, span in spans.items():
            found.capture(z, field, *span, f"agency:{form.name}", confidence)
        if form.syndicated:
            found.capture(z, "syndicated", 0, len(view.texts[z]), f"agency:{form.name}", confidence)
        if form.role is not None:
            found.vote(z, form.role, f"agency:{form.name}", 0.8)
    _endings(batch, view, found)
    return found


def _reach(view: HeadView, known: Known) -> tuple[Bools, Bools, Bools]:
    """bool[z] each: lines around the title; those further down the head, and those behind the body's last line."""
    k, title = view.zone, np.array(known.title, np.int64)[view.doc]
    first, last = view.run_first[view.doc], view.run_last[view.doc]
    top = np.where(title >= 0, k[title], first - BELOW)
    head = (k >= top - ABOVE) & (k <= np.maximum(first, top + 1))
    return head & (k <= top + BELOW), head & (k > top + BELOW), (k > last) & (k <= last + TAIL)


def _beside(view: HeadView, known: Known, z: int) -> bool:
    """Whether a line stands within two lines of a date or a byline."""
    d, k = int(view.doc[z]), int(view.zone[z])
    return any(
        other in known.stamped or other in known.signed
        for other in range(max(z - 2, 0), min(z + 3, len(view.zone)))
        if view.doc[other] == d and abs(int(view.zone[other]) - k) <= 2
    )


def _endings(batch: Batch, view: HeadView, found: Found) -> None:
    """Captures of the agency at the end of each page's last paragraphs, or in a short line that was taken for one."""
    read = view.run_first < view.starts[1:]
    lasts = [view.run_last[read] - back for back in range(PARAGRAPHS)]
    lines = view.rows[np.unique(np.concatenate([k[k >= view.run_first[read]] for k in lasts]))]
    texts = pc.take(flat(batch.lines["text"]), pa.array(lines))
    ends = pc.utf8_slice_codeunits(texts, -LAST)
    for i in narrowed(ends, np.arange(len(lines)), spellings()).tolist():
        text = texts[i].as_py()
        span, rule, own = signed_off(text), "agency:sign_off", False
        if span is None and len(text) <= LAST and (hit := credit(text, ("tail", "edge"))) is not None:
            span, rule, own = hit[1]["agency"], f"agency:{hit[0].name}", hit[0].syndicated
        if span is not None:
            found.capture_row(int(lines[i]), "agency", text[slice(*span)], rule, 0.8)
        if own:
            found.capture_row(int(lines[i]), "syndicated", text, rule, 0.8)
