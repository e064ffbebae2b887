"""Which line is the headline: every line near the head is given points for what it is and where it stands.

The points (`headline_points.json`) are whole numbers, so a page's headline does not depend on its batch. The line with
most points is the title when it has enough of them; else there is none and the first sentence stays in the body.
How a first line of the form `Title | Site` is split is `page_titles.py`'s.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.clean.recognise.head.likeness import against_top, folded, parts
from cleancopy.clean.recognise.head.page_title import TITLE_LONGEST, title_of
from cleancopy.clean.recognise.head.points import points
from cleancopy.clean.recognise.head.view import BULLETS, Heads
from cleancopy.clean.scan.columns import Bools, Ints

NEVER = -(1 << 24)
"""Points of a line that is no title whatever speaks for it: prose, no letters, too long."""


def worth(said: dict[str, Bools], rows: Ints) -> Ints:
    """int64[rows]: the points of some zone lines."""
    table = points("headline_points")
    if not len(rows):
        return np.zeros(0, np.int64)
    # one feature after the other in memory: written and multiplied in half the time of one line after the other
    return table.of_flags(np.stack([said[name][rows] for name in table.at]).astype(np.float32).T)


AHEAD = (("-9", -99999999, -4), ("-3", -3, -3), ("-2", -2, -2), ("-1", -1, -1), ("0", 0, 0), ("1", 1, 1), ("2", 2, 2),
         ("3", 3, 3), ("4", 4, 4), ("5", 5, 6), ("7", 7, 9), ("10", 10, 14), ("15", 15, 28),
         ("29", 29, 99999999))  # fmt: skip
CHARS = ((0, 8), (8, 16), (16, 25), (25, 40), (40, 60), (60, 90), (90, 130), (130, 200), (200, 99999999))
READS = ((-1.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.75), (0.75, 2.0))


def features(heads: Heads, chrome: Bools, sites: list[str | None]) -> dict[str, Bools]:
    """What is known of every zone line, by the names used in the table of points. `chrome`: a rule claims the line."""
    doc, k, marks = heads.doc, heads.zone, heads.marks
    chars, score = marks.chars, heads.score[k]
    rank = k - heads.starts[doc]
    ahead = heads.run_first[doc] - k
    said: dict[str, Bools] = {f"ahead_{name}": (ahead >= low) & (ahead <= high) for name, low, high in AHEAD}
    said |= {f"chars_{low}": (chars >= low) & (chars < high) for low, high in CHARS}
    said |= {f"reads_{number}": (score >= low) & (score < high) for number, (low, high) in enumerate(READS)}
    said["rank_0"], said["rank_1"], said["rank_2"] = rank == 0, rank == 1, rank == 2
    said["rank_0_run"] = (rank == 0) & (ahead <= 8)
    said["bullet"] = marks.first_in(*BULLETS)
    said["indented"] = marks.first_in("  ")
    said["ends_full_stop"] = marks.last_in(".", "。", "।", "։")
    said["ends_question"] = marks.last_in("!", "?", "！", "？", "؟")
    said["ends_colon"] = marks.last_in(":", ",", ";", "：")
    said["ends_ellipsis"] = marks.last_in("…", "...")
    said["ends_quote"] = marks.last_in("”", "»", "“", "’")
    said["two_sentences"] = marks.sentences > 0
    said["separator"] = marks.splits > 0
    said["trail"] = (
        (marks["arrow"] > 1) | marks.first_in(">", "»", "←", "/", "«", "‹", "›") | marks.last_in(">", "»", "›", "→")
    )
    said["capitals"] = (marks["upper"] > 1) & (marks["lower"] == 0) & (marks["other"] == 0)
    said["no_letters"] = marks["upper"] + marks["lower"] + marks["other"] < 2
    letter = marks.first >> 16
    said["starts_low"] = (letter >= 97) & (letter < 123)
    said["digits_start"] = (letter >= 48) & (letter < 58)
    said["capitalised"] = (letter >= 65) & (letter < 91) & (marks.small_words == 0)
    said["one_word"] = marks["space"] == 0
    said["words_2"] = marks["space"] == 1
    said["many_digits"] = marks["digit"] * 4 > marks.chars
    said["quoted"] = marks["quote"] > 1
    said["dated"], said["signed"] = heads.dated & (chars < 90), heads.signed & (chars < 90)
    said["chrome"] = chrome
    for name in ("dated", "signed"):
        flags = said[name]
        near = [_shifted(flags, doc, step) for step in (1, 2, 3)]
        said[f"{name}_next"], said[f"{name}_near"] = near[0], near[0] | near[1] | near[2]
        said[f"{name}_before"] = _shifted(flags, doc, -1)
    said |= _neighbours(heads, score, chars)
    said |= against_top(heads, rank, sites, chrome)
    said |= _long_around(heads, rank, ahead, (chars >= 25) & ~chrome)
    return said


def _shifted(flags: Bools, doc: Ints, step: int) -> Bools:
    """Whether the line `step` lines further on (or back) in the same document has a flag."""
    out = np.zeros(len(flags), np.bool_)
    if step > 0:
        out[:-step] = flags[step:] & (doc[step:] == doc[:-step])
    else:
        out[-step:] = flags[:step] & (doc[:step] == doc[-step:])
    return out


def _neighbours(heads: Heads, score: npt.NDArray[np.float64], chars: Ints) -> dict[str, Bools]:
    """What stands right before and behind each line: prose, short lines, blank lines."""
    doc, k = heads.doc, heads.zone
    n = len(k)
    rows = heads.rows[k]
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


def _long_around(heads: Heads, rank: Ints, ahead: Ints, long: Bools) -> dict[str, Bools]:
    """How many long lines of the head stand before and behind each line, the page's first not counted."""
    flags = long & (rank > 0) & (ahead > 0)
    total = np.concatenate([[0], np.cumsum(flags)])
    starts = heads.zone_starts
    low, high = total[starts[:-1]][heads.doc], total[starts[1:]][heads.doc]
    always = np.ones(len(rank), np.int64)
    return {
        **parts("long_before", total[:-1] - low, (0, 1, 2, 3, 5, 10), always, always),
        **parts("long_behind", high - total[1:], (0, 1, 2, 3, 5), always, always),
    }


def never(heads: Heads, said: dict[str, Bools]) -> Bools:
    """bool[z]: lines that are no title whatever speaks for them: prose, no letters, too long.

    Scripts that set no blanks between words often set no full stops either; there a long line within the body is prose.
    """
    marks, score = heads.marks, heads.score[heads.zone]
    prose = (score >= 0.5) & (said["ends_full_stop"] | said["two_sentences"])
    unbroken = (marks["other"] * 2 > marks.chars) & (marks["space"] * 12 < marks.chars) & (marks.chars >= 60)
    prose |= unbroken & (score >= 0.8) & (heads.zone >= heads.run_first[heads.doc])
    return prose | said["no_letters"] | (marks.chars > TITLE_LONGEST)


def choose(heads: Heads, enough: int, said: dict[str, Bools]) -> npt.NDArray[np.int64]:
    """int64[documents]: the zone line that is the title, -1 where none has enough points."""
    rows = np.flatnonzero(~never(heads, said))
    total = np.full(len(heads.texts), NEVER, np.int64)
    total[rows] = worth(said, rows)
    starts = heads.zone_starts
    chosen = np.full(len(starts) - 1, -1, np.int64)
    if not len(total):
        return chosen
    # the earlier of two lines with equal points wins
    ranked = total * (len(total) + 1) - np.arange(len(total))
    full = np.flatnonzero(starts[1:] > starts[:-1])
    best = np.maximum.reduceat(ranked, starts[:-1][full])
    at = np.flatnonzero(ranked == np.repeat(best, np.diff(starts)[full]))
    good = total[at] >= enough
    chosen[full[good]] = at[good]
    return chosen


__all__ = ["choose", "features", "folded", "title_of", "worth"]
