"""The story as one stretch: what is between a page's head and the first chrome below its text.

The line model judges short and odd lines by their looks: the questions of an interview, a signature, opening hours, a
first or a last sentence. Where the page itself draws the bounds, such lines belong to what is between them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decide.decisions import CODE, ROLES, Decisions
from cleancopy.pipeline.lore.marks import CLOSERS, STOPS, one_of
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, column, matching, true_at
from cleancopy.pipeline.scan.segments import each, running
from cleancopy.schemas.names import CHROME_ROLES

KEPT_SHARE = 0.3
"""Share of a stretch's bytes that must be body already. Below it the bounds hold something else."""
LEAST_SHARE, RUN_SHARE = 0.2, 0.8
"""So little will do where so much of it is paragraphs that follow one another: teasers have headlines between."""
KNOWN_SHARE = 0.8
"""Share of the lines outside the stretch that rules or the head speak for: only then do their bounds mean something."""
SHORT = 24
"""In a stretch of so few lines every line between its first and its last sentence stays, in a longer one sentences."""
SIGNED = 2
"""With so many lines between its sentences that are none (signatures of letters, hours) the story may end with one."""
HEAD_REACH = 12
"""Lines from the head to where the story begins; share bars and the like may be between them."""
SURE_BELOW, LONG = 0.015, 80
"""Below this score the model is sure of a line of so many bytes, and is believed: notes about the author and the site
are below stories. Where it takes `ODD` short sentences of a stretch it knows little of such a page (an interview)."""
FAINT = 0.05
"""Below this score a sentence below the body is no part of the story, unless it is one of several paragraphs."""
ODD = 3
PARAGRAPHS = 3
"""So many paragraphs and nothing else, right below the date, are the story even if the model takes all of it away."""
_END = rf"{one_of(STOPS)}{one_of(CLOSERS)}*\s*"
_EAST = r"\x{3040}-\x{9fff}\x{ac00}-\x{d7a3}"
_PROSE = rf"(?:(?:\S+\s+){{7}}|[^\x00-\x7f]{{20}}|(?:[{_EAST}][^{_EAST}]*){{14}}).*{_END}$"
"""A sentence of some length. RE2 reads a pattern with one end from there, which is far faster."""
_SENTENCE = rf"(?:\pL.*{_END}|\p{{Greek}};\s*|^\p{{Lu}})$"
"""A word and the end of a sentence, or the large letter with which the first one begins."""

_HEAD = np.isin(ROLES, ("title", "byline", "dateline", "standfirst"))
_ENDS = np.isin(ROLES, [role for role in CHROME_ROLES if role not in ("advertisement", "title_repeat")])
"""Roles of lines that bound a story, when a rule says so: the label of an advertisement may be amid it."""
_INLINE = np.isin(ROLES, ("related", "subscription", "advertisement"))
"""Roles of boxes that are amid a story, too: with body right above and below they do not bound it."""


@dataclass(frozen=True)
class _Lines:
    """What `keep_story` asks of the lines of a batch, for all documents at once."""

    size: Ints
    alone: Bools
    """The model alone takes the line for chrome."""
    weak: Bools
    """It does, or did before a rule of this room kept the line."""
    sure: Bools
    """It does, and is sure of it."""
    faint: Bools
    """Its score is below `FAINT`."""
    body: Bools
    inline: Bools
    """In a box amid the story."""
    prose: Bools
    sentence: Bools
    bound: Bools
    head: Bools
    date: Bools

    def of(self, first: int, end: int) -> _Lines:
        """Those of one document."""
        return _Lines(**{field.name: getattr(self, field.name)[first:end] for field in fields(self)})


def keep_story(batch: Batch, made: Decisions, blank: Bools) -> None:
    """Keep what the model alone takes away from the stretch that the head and the first chrome below bound.

    Amid the body every line stays; before and after it the sentences that touch it do.
    """
    rows = np.flatnonzero(~blank)
    lines = _lines(batch, made, rows)
    at = np.searchsorted(rows, batch.starts)
    doubted = np.unique(batch.doc[rows[lines.alone]])
    kept = [at[doc] + _kept(lines.of(int(at[doc]), int(at[doc + 1]))) for doc in doubted.tolist()]
    found = np.concatenate([np.zeros(0, np.int64), *kept])
    if len(found):
        made.say(
            rows[found], "body", "within_story", "between the head and the first chrome below, most of it body", 0.6
        )


def _lines(batch: Batch, made: Decisions, rows: Ints) -> _Lines:
    """Of the lines `rows`, all that are not blank."""
    text, role, rule = batch.lines.column("text"), made.role[rows], made.rule[rows]
    size = byte_lengths(text)[rows]
    alone = (role == CODE["other_chrome"]) & (rule == 0)
    weak = alone | ((role == CODE["body"]) & (rule != 0))
    prose, sentence = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    sentence[weak] = matching(text, _SENTENCE, rows[weak])
    prose[sentence] = matching(text, _PROSE, rows[sentence])
    head, body = _HEAD[role], role == CODE["body"]
    bound = head | (_ENDS[role] & (rule != 0))
    inline = _amid(_INLINE[role] & (rule != 0), body | prose, batch.doc[rows])
    bound &= ~inline
    score = column(batch.lines, "score")[rows]
    sure = alone & (score < SURE_BELOW) & (size >= LONG)
    return _Lines(
        size, alone, weak, sure, score < FAINT, body, inline, prose, sentence, bound, head, role == CODE["dateline"]
    )


def _amid(box: Bools, text: Bools, doc: npt.NDArray[np.int32]) -> Bools:
    """Lines of boxes that have text of their document right above, and right below or under one heading."""
    edge = np.flatnonzero(np.diff(np.concatenate([[False], box, [False]]).astype(np.int8)))
    first, end = edge[::2], edge[1::2]
    first, end = first[(first > 0) & (end < len(box))], end[(first > 0) & (end < len(box))]
    after = np.minimum(end + 1, len(box) - 1)
    good = text[first - 1] & (doc[first - 1] == doc[end]) & (text[end] | (text[after] & (doc[after] == doc[end])))
    return true_at(len(box), each(first[good], (end - first)[good]))


def _kept(lines: _Lines) -> Ints:
    """The doubted lines of one document that belong to its story."""
    bounds = np.flatnonzero(lines.bound)
    edges = np.concatenate([[-1], bounds, [len(lines.size)]])
    mass = running(lines.size * lines.body)
    held = mass[edges[1:]] - mass[edges[:-1] + 1]
    largest = int(np.argmax(held))
    stretch = np.arange(edges[largest] + 1, edges[largest + 1])
    for at in np.flatnonzero(lines.date[bounds]).tolist():
        own = np.arange(bounds[at] + 1, edges[at + 2])
        if _is_all_sentences(lines, own):
            return own[_doubted(lines, own)[own]]
    if not _holds_the_story(lines, stretch, held[largest]):
        return stretch[:0]
    doubted = _doubted(lines, stretch)
    story = _story_in(stretch, lines, doubted)
    return story[doubted[story] & (lines.sentence[story] | (len(stretch) <= SHORT))]


def _story_in(stretch: Ints, lines: _Lines, doubted: Bools) -> Ints:
    """From the first text of a stretch to its last, with the sentences that touch it, and a signature below it."""
    sentence = lines.sentence[stretch]
    faint = lines.faint[stretch]
    prose = (lines.prose & doubted)[stretch]
    text = np.flatnonzero(lines.body[stretch] | (prose & (~faint | _in_a_run(prose))))
    low, high = int(text[0]), int(text[-1])
    while low and sentence[low - 1]:
        low -= 1
    while high + 1 < len(stretch) and sentence[high + 1] and not faint[high + 1]:
        high += 1
    signatures = (lines.weak[stretch] & ~sentence)[low:high].sum()
    if high + 2 == len(stretch) <= SHORT and signatures >= SIGNED:
        high += 1
    return stretch[low : high + 1]


def _doubted(lines: _Lines, stretch: Ints) -> Bools:
    """Lines that the model alone takes away and may be wrong about."""
    odd = (lines.alone & lines.sentence & (lines.size < LONG))[stretch].sum() >= ODD
    return lines.alone & (odd | ~lines.sure)


def _holds_the_story(lines: _Lines, stretch: Ints, held: int) -> bool:
    """Whether the stretch is right below the head, mostly body, and its page known well enough around it."""
    first = int(stretch[0]) if len(stretch) else 0
    outside = len(lines.size) - len(stretch)
    known = outside - int(lines.alone.sum() - lines.alone[stretch].sum())
    head_above = lines.head[max(0, first - HEAD_REACH) : first].any()
    if not held or not head_above or known < KNOWN_SHARE * outside:
        return False
    text = (lines.body | lines.prose)[stretch]
    size = lines.size[stretch] * ~lines.inline[stretch]
    paragraphs = (size * (lines.body[stretch] | _in_a_run(text))).sum() >= RUN_SHARE * size.sum()
    least = LEAST_SHARE if paragraphs else KEPT_SHARE
    return bool(held >= least * size.sum())


def _in_a_run(flags: Bools) -> Bools:
    """Which of the flagged lines have another right above or below."""
    return flags & (np.append(flags[1:], False) | np.append(False, flags[:-1]))


def _is_all_sentences(lines: _Lines, stretch: Ints) -> bool:
    """Whether a stretch is paragraphs, or the questions and answers of an interview, and nothing else."""
    ended = (lines.body | lines.sentence)[stretch].all()
    return len(stretch) >= PARAGRAPHS and bool(ended and (lines.body | lines.prose)[stretch].any())
