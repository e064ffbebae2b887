"""Decisions that look at a whole document: an article is mostly one run of lines with a few gaps.

They only correct what the model alone decided; a line that a rule or recogniser spoke for stays as it is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decide.decisions import CODE, Decisions
from cleancopy.pipeline.lore.marks import CLOSERS, STOPS, WIDE_STOPS, one_of
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, column, matching, true_at
from cleancopy.pipeline.scan.segments import each, running, segment_first, segment_max, segment_sum

PLAIN_ROWS = 60
"""A page of more lines than this that the model takes away whole is a page of chrome, not plain text."""

MOSTLY_BODY, CLEAN_FROM = 70, 0.25
"""Hundredths of a page's lines that must be body for its doubtful lines to stay, and the score they need."""
SHORT_ROWS, SHORT_BODY, SHORT_FROM, ABOVE_FROM = 30, 60, 0.05, 0.2
"""In a text of so few lines, so many hundredths of its bytes body, lines inside the body stay from the one score, and
lines between headline and body from the other."""
GAP, GAP_FROM = 3, 0.2
"""Lines between two of the body, at most so many, stay from this score: the net is asked about each line by itself."""
BELOW_SURE, BELOW_FROM, BELOW_BYTES = 0.9, 0.3, 120
"""The scores of a line that is surely body and of the doubtful one below it, and the bytes that one must have."""
WRAPPED_BYTES = 50
"""A line that was broken for its width has at least so many bytes."""
_BROKEN_OFF = r"[\pL,]\s*$"
_GOES_ON = (
    rf"^\p{{Ll}}[\pL,.;’'-]*(?:\s|$)|^\pL+{one_of(STOPS)}$"
    rf"|^\pL+(?: \S+){{0,8}}?[\pL ]{one_of(STOPS)}{one_of(CLOSERS)}*$"
)
"""Begins amid a sentence, or is a few words that end one."""
LETTERLESS_BYTES = 60
_COUNT_OR_DATE = (
    r"^[^\pL\pN]*(?:\pN{1,6}|\pN{1,4}[./-]\pN{1,2}[./-]\pN{1,4}(?:[ ,]+\pN{1,2}:\pN{2})?|\pN{1,2}:\pN{2})?[^\pL\pN]*$"
)
"""Signs only, a count, a date in figures or a time; sums and shares, as in tables, are none."""
ISLAND_GAP = 8
ISLAND_BEFORE, ISLAND_AFTER = 5, 20
"""Hundredths of the body's bytes that a block before or after it must have to stay,"""
ISLAND_BYTES = 800
"""or the bytes that are enough below the longest story."""

_PROSE = (
    rf"(?:\S+\s+){{7}}\S*{one_of(STOPS)}|[^\x00-\x7f]{{12}}{one_of(WIDE_STOPS)}"
    r"|[\x{0e00}-\x{0eff}\x{1000}-\x{109f}\x{1780}-\x{17ff}]{20}"
)
"""A sentence, or a long run of a script that writes no full stops."""


def keep_doubtful(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Keep lines that the model alone takes away, and not surely, from what was cleaned before it came to us.

    That is: on a page nearly all of whose lines are body, inside the body of a short text, and in small gaps of any.
    """
    starts, doc = batch.starts, batch.doc
    score, size = column(batch.lines, "score"), byte_lengths(batch.lines.column("text"))
    kept = made.role == CODE["body"]
    rows = segment_sum(~blank, starts)
    alone = (made.role == CODE["other_chrome"]) & (made.rule == 0) & ~blank
    clean = segment_sum(kept, starts) * 100 >= MOSTLY_BODY * rows
    short = (rows <= SHORT_ROWS) & (segment_sum(size * kept, starts) * 100 >= SHORT_BODY * segment_sum(size, starts))
    at = np.arange(len(blank))
    first, top = segment_first(kept, starts)[doc], segment_first(kept | (made.role == CODE["title"]), starts)[doc]
    last = segment_max(np.where(kept, at, -1), starts, -1)[doc]
    inside = (top >= 0) & (at > top) & (at < last) & (score >= np.where(at > first, SHORT_FROM, ABOVE_FROM))
    for rule, why, lines in (
        (
            "mostly_body",
            "nearly all of the page is body, and the model doubts this line",
            clean[doc] & (score >= CLEAN_FROM),
        ),
        ("inside_body", "amid the body of a short text", short[doc] & inside),
        ("small_gap", "between lines of the body", _in_small_gaps(kept, blank, doc) & (score >= GAP_FROM)),
    ):
        if (lines & alone).any():
            made.say(lines & alone, "body", rule, why, 0.5)


def _in_small_gaps(kept: Bools, blank: Bools, doc: npt.NDArray[np.int32]) -> Bools:
    """bool[lines]: at most GAP lines, blank ones not counted, that are not kept and stand between two that are."""
    body = np.flatnonzero(kept)
    near = (np.diff(doc[body]) == 0) & (np.diff(running(~blank)[body]) <= GAP + 1)
    return true_at(len(blank), each(body[:-1][near] + 1, np.diff(body)[near] - 1)) & ~blank


def keep_last_paragraph(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Keep a long line of prose that is right below a line that is surely body: a story's last paragraph.

    The net looks at both neighbours; below the last paragraph are share bars and comments, and they pull it down.
    """
    doc, score = batch.doc, column(batch.lines, "score")
    rows = np.flatnonzero(~blank)
    over, under = rows[:-1], rows[1:]
    below = (made.role[over] == CODE["body"]) & (score[over] >= BELOW_SURE) & (doc[over] == doc[under])
    long = byte_lengths(batch.lines.column("text"))[under] >= BELOW_BYTES
    alone = (made.role[under] == CODE["other_chrome"]) & (made.rule[under] == 0) & (score[under] >= BELOW_FROM)
    found = under[below & long & alone]
    if len(found):
        found = found[matching(batch.lines.column("text"), _PROSE, found)]
        made.say(found, "body", "below_body", "a paragraph of prose right below the body", 0.5)


def keep_wrapped(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Keep a line with which the sentence of the body's line right above goes on, as in text of a fixed width.

    The last lines of a paragraph may be a word or two, which the model takes for a label. No blank line is between.
    """
    text, size = batch.lines.column("text"), byte_lengths(batch.lines.column("text"))
    alone = (made.role == CODE["other_chrome"]) & (made.rule == 0) & ~blank
    under = np.flatnonzero(alone[1:] & (batch.doc[1:] == batch.doc[:-1])) + 1
    under = under[size[under - 1] >= WRAPPED_BYTES]
    under = under[matching(text, _BROKEN_OFF, under - 1)]
    under = under[matching(text, _GOES_ON, under)]
    body = made.role == CODE["body"]
    found = []
    for row in under.tolist():
        if body[row - 1]:
            body[row] = True
            found.append(row)
    if found:
        made.say(np.array(found), "body", "goes_on", "the sentence of the line above goes on here", 0.7)


def drop_islands(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Take away the few lines that read like prose far from the body: teasers, boxes and notes among chrome.

    Lines kept that are within ISLAND_GAP lines of each other are a block; the largest of a document is its body. A
    block of its own with little in it, counted in bytes, goes. What is before the body must be very little: it may
    be the standfirst. Pages that are nearly all body lose nothing here.
    """
    rows = np.flatnonzero(made.role == CODE["body"])
    if not len(rows):
        return
    rank = np.cumsum(~blank)[rows]
    doc = batch.doc[rows]
    new = np.concatenate([[True], (np.diff(rank) > ISLAND_GAP) | (doc[1:] != doc[:-1])])
    first = np.append(np.flatnonzero(new), len(rows))
    mass = segment_sum(byte_lengths(batch.lines.column("text"))[rows], first)
    home = doc[first[:-1]]
    number = np.arange(len(mass))
    main = np.zeros(batch.docs.num_rows, np.int64)
    order = np.lexsort((-number, mass, home))
    main[home[order]] = order
    share = np.where(number < main[home], ISLAND_BEFORE, ISLAND_AFTER)
    mixed = segment_sum(made.role == CODE["body"], batch.starts) * 100 < MOSTLY_BODY * segment_sum(~blank, batch.starts)
    small = (mass * 100 < share * mass[main[home]]) & (mass < ISLAND_BYTES)
    away = np.repeat(small & mixed[home], np.diff(first)) & (made.rule[rows] == 0)
    if away.any():
        made.say(
            rows[away], "other_chrome", "far_from_body", "reads like prose, but stands alone far from the body", 0.6
        )


def drop_letterless(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Take away lines without a letter (`0`, `*`, dates in figures, counts) that are amid chrome.

    What counts is the next other line on either side: between paragraphs `***` stays.
    """
    rows = np.flatnonzero(~blank)
    bare = np.zeros(len(rows), np.bool_)
    body = made.role[rows] == CODE["body"]
    text = batch.lines.column("text")
    asked = np.flatnonzero(body & (byte_lengths(text)[rows] <= LETTERLESS_BYTES))
    bare[asked] = matching(text, _COUNT_OR_DATE, rows[asked])
    if not bare.any():
        return
    at = np.arange(len(rows))
    above = np.maximum.accumulate(np.where(bare, -1, at))
    below = np.minimum.accumulate(np.where(bare, len(rows), at)[::-1])[::-1]
    chrome = np.append(made.role[rows] >= CODE["share"], True)  # the last one is beyond either end of the batch
    doc = np.append(batch.doc[rows], -1)
    for near in (above, below):
        bare &= chrome[near] | (doc[near] != doc[:-1])
    taken = rows[bare]
    if len(taken):
        made.say(taken, "other_chrome", "no_letter", "no letter in it, and chrome above and below", 0.8)


def keep_plain_text(batch: Batch, made: Decisions, chrome: Ints, blank: Bools) -> None:
    """Keep what the model alone took away from a short document of prose in which it left nothing.

    `chrome`: lines that a rule took for chrome; a document that has any is not plain text.
    """
    starts = batch.starts
    kept = made.role == CODE["body"]
    by_model = (made.rule == 0) & ~blank
    rows = segment_sum(~blank, starts)
    seen = true_at(len(blank), chrome)
    lost = (segment_sum(kept, starts) == 0) & (rows > 0) & (rows <= PLAIN_ROWS) & (segment_sum(seen, starts) == 0)
    lines = np.flatnonzero(np.repeat(lost, np.diff(starts)) & by_model)
    if not len(lines):
        return
    prose = np.zeros(len(blank), np.bool_)
    prose[lines] = matching(batch.lines.column("text"), _PROSE, lines)
    whole = lines[(segment_sum(prose, starts) > 0)[batch.doc[lines]]]
    made.say(whole, "body", "plain_text", "the document shows no chrome, and the model left nothing of it", 0.5)
