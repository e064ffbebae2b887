"""What is true of a line that may be the headline: what it is, where it is, and what is around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.lore.marks import ASKING, BULLETS, DASHES, FULL_STOPS
from cleancopy.pipeline.recognise.head.found import Known
from cleancopy.pipeline.recognise.head.likeness import against_top, parts
from cleancopy.pipeline.recognise.head.line_counts import Marks
from cleancopy.pipeline.recognise.head.points import Flags
from cleancopy.pipeline.recognise.head.view import HeadView
from cleancopy.pipeline.scan.columns import Bools, Ints, true_at
from cleancopy.pipeline.scan.segments import running

AHEAD = (("-9", -99999999, -4), ("-3", -3, -3), ("-2", -2, -2), ("-1", -1, -1), ("0", 0, 0), ("1", 1, 1), ("2", 2, 2),
         ("3", 3, 3), ("4", 4, 4), ("5", 5, 6), ("7", 7, 9), ("10", 10, 14), ("15", 15, 28),
         ("29", 29, 99999999))  # fmt: skip
CHARS = ((0, 8), (8, 16), (16, 25), (25, 40), (40, 60), (60, 90), (90, 130), (130, 200), (200, 99999999))
READS = ((-1.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.75), (0.75, 2.0))


def of_lines(view: HeadView, known: Known) -> Flags:
    """What is true of every zone line, by the names in the table of points."""
    doc, k, chrome = view.doc, view.zone, view.chrome
    chars, score = _width(view.marks), view.score[k]
    rank = k - view.starts[doc]
    ahead = view.run_first[doc] - k
    true: Flags = {f"ahead_{name}": (ahead >= low) & (ahead <= high) for name, low, high in AHEAD}
    true |= {f"chars_{low}": (chars >= low) & (chars < high) for low, high in CHARS}
    true |= {f"reads_{number}": (score >= low) & (score < high) for number, (low, high) in enumerate(READS)}
    true |= {f"rank_{place}": rank == place for place in (0, 1, 2)}
    true |= {"rank_0_run": (rank == 0) & (ahead <= 8), "dense": chars > view.marks.chars, "chrome": chrome}
    true |= _of_marks(view.marks)
    for name, flags in (("dated", view.dated & (chars < 90)), ("signed", view.signed & (chars < 90))):
        near = [_shifted(flags, doc, step) for step in (1, 2, 3)]
        true |= {name: flags, f"{name}_next": near[0], f"{name}_near": near[0] | near[1] | near[2]}
        true[f"{name}_before"] = _shifted(flags, doc, -1)
    stamped = true_at(len(k), known.stamped)
    true |= _around("stamped", stamped, doc)
    true |= _around("trail", true["trail"], doc)
    true |= _prose_near(view)
    true |= _neighbours(view, score, chars)
    true |= against_top(view, rank)
    true |= _long_around(view, rank, ahead, (chars >= 25) & ~chrome)
    return true


def _of_marks(marks: Marks) -> Flags:
    """What is true of lines by their characters: how they begin and end, and what is in them."""
    letters = marks["upper"] + marks["lower"] + marks["other"]
    arrows = marks.first_in(">", "»", "←", "/", "«", "‹", "›") | marks.last_in(">", "»", "›", "→")
    first = marks.first >> 16
    small = marks.starts_small
    return {
        "bullet": marks.first_in(*BULLETS, *DASHES),
        "indented": marks.first_in("  "),
        "ends_full_stop": marks.last_in(*FULL_STOPS),
        "ends_question": marks.last_in(*ASKING.replace("…", "")),
        "ends_colon": marks.last_in(":", ",", ";", "："),
        "ends_ellipsis": marks.last_in("…", "..."),
        "ends_quote": marks.last_in("”", "»", "“", "’"),
        "two_sentences": marks.sentences > 0,
        "separator": marks.splits > 0,
        "separators_2": marks.splits > 1,
        "trail": (marks["arrow"] > 1) | arrows,
        "capitals": (marks["upper"] > 1) & (marks["lower"] == 0) & (marks["other"] == 0),
        "no_letters": letters < 2,
        "starts_low": small,
        "digits_start": (first >= 48) & (first < 58),
        "capitalised": marks.cased & ~small & (marks.small_words == 0),
        "mostly_capitalised": marks.cased & (marks.small_words * 3 < marks["space"]),
        "foreign": marks["other"] > marks["upper"] + marks["lower"],
        "one_word": marks["space"] == 0,
        "words_2": marks["space"] == 1,
        "many_digits": marks["digit"] * 4 > marks.chars,
        "quoted": marks["quote"] > 1,
    }


def _width(marks: Marks) -> Ints:
    """Characters of each line; one of a script without blanks counts as two, as it says as much as two."""
    dense = (marks["other"] * 2 > marks.chars) & (marks["space"] * 10 < marks.chars)
    return marks.chars + np.where(dense, marks["other"], 0)


def _around(name: str, flags: Bools, doc: Ints) -> Flags:
    """Whether the lines right above and below have a flag."""
    return {
        f"{name}_below": _shifted(flags, doc, 1),
        f"{name}_second_below": _shifted(flags, doc, 2),
        f"{name}_above": _shifted(flags, doc, -1),
    }


FAR = 1 << 30
STEPS = (1, 2, 3, 4, 7, 12, 25)
"""From so many lines on a distance to prose counts as the next step."""


def _prose_near(view: HeadView) -> Flags:
    """How far the next line of prose is, and the last before, on the whole page; and how much prose begins there."""
    k, doc = view.zone, view.doc
    at = np.flatnonzero(view.prose)
    ends = np.append(at, FAR)
    below = ends[np.searchsorted(at, k, side="right")]
    below = np.where(below < view.starts[1:][doc], below, FAR)
    above = np.concatenate([[-FAR], at])[np.searchsorted(at, k)]
    above = np.where(above >= view.starts[:-1][doc], above, -FAR)
    total = running(np.minimum(view.length, 600) * view.prose)
    start = np.minimum(below, view.starts[1:][doc])
    mass = total[np.minimum(start + 12, view.starts[1:][doc])] - total[start]
    always = np.ones(len(k), np.int64)
    return {
        **parts("prose_below", np.minimum(below - k, 99999), STEPS, always, always),
        **parts("prose_above", np.minimum(k - above, 99999), STEPS, always, always),
        **parts("mass", mass, (0, 150, 400, 900, 1800, 3600), always, always),
    }


def _shifted(flags: Bools, doc: Ints, step: int) -> Bools:
    """Whether the line `step` lines further on (or back) in the same document has a flag."""
    out = np.zeros(len(flags), np.bool_)
    if step > 0:
        out[:-step] = flags[step:] & (doc[step:] == doc[:-step])
    else:
        out[-step:] = flags[:step] & (doc[:step] == doc[-step:])
    return out


def _neighbours(view: HeadView, score: npt.NDArray[np.float64], chars: Ints) -> dict[str, Bools]:
    """What is right before and after each line: prose, short lines, blank lines."""
    doc, k = view.doc, view.zone
    n = len(k)
    rows = view.rows[k]
    follows = np.zeros(n, np.bool_)
    follows[1:] = (doc[1:] == doc[:-1]) & (k[1:] == k[:-1] + 1)
    leads = np.append(follows[1:], np.zeros(min(n, 1), np.bool_))

    def behind(flags: Bools) -> Bools:
        return np.append(flags[1:], np.zeros(min(n, 1), np.bool_)) & leads

    def ahead(flags: Bools) -> Bools:
        return np.append(np.zeros(min(n, 1), np.bool_), flags[:-1]) & follows

    prose, short = score >= 0.5, chars < 25
    gap = np.zeros(n, np.bool_)
    gap[1:] = rows[1:] > rows[:-1] + 1
    return {
        "next_prose": behind(prose),
        "next_two_prose": behind(prose & behind(prose)),
        "second_next_prose": behind(~prose & behind(prose)),
        "next_short": behind(short),
        "before_short": ahead(short),
        "before_two_short": ahead(short & ahead(short)),
        "before_prose": ahead(prose),
        "next_longer": behind(chars > 80),
        "gap_before": ahead(np.ones(n, np.bool_)) & gap,
        "gap_behind": behind(gap),
        "first_long": (chars >= 30) & ~ahead(chars >= 30) & ~ahead(ahead(chars >= 30)),
    }


def _long_around(view: HeadView, rank: Ints, ahead: Ints, long: Bools) -> dict[str, Bools]:
    """How many long lines of the head are before and after each line, the page's first not counted."""
    flags = long & (rank > 0) & (ahead > 0)
    total = running(flags)
    starts = view.zone_starts
    low, high = total[starts[:-1]][view.doc], total[starts[1:]][view.doc]
    always = np.ones(len(rank), np.int64)
    return {
        **parts("long_before", total[:-1] - low, (0, 1, 2, 3, 5, 10), always, always),
        **parts("long_behind", high - total[1:], (0, 1, 2, 3, 5), always, always),
    }
