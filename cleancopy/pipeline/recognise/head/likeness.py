"""How the lines of a head are like each other: like the page's first line, equal lines, the words of the body."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.head.page_title import TITLE_LONGEST, letters_of, title_of
from cleancopy.pipeline.recognise.head.points import Flags
from cleancopy.pipeline.recognise.head.told import long_words, pairs, plain, told
from cleancopy.pipeline.recognise.head.view import HeadView
from cleancopy.pipeline.scan.columns import Bools, Ints


def folded(text: str) -> str:
    """A line as it is compared: lower case, straight quotation marks, single blanks, no bullet."""
    text = text.lower()
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').replace("„", '"')
    elif "  " not in text and text.isprintable():  # most lines: nothing but single blanks
        return text.strip(" *")
    return " ".join(text.split()).strip(" •*·")


Small = npt.NDArray[np.uint8]
PROSE_LONGEST = 200
"""Characters of the longest line of the first prose that is compared to others."""
Line = tuple[int, str, bytes]
"""A line as it is compared: its place in the zone, its folded text, and that with blanks for punctuation: its words.

A line without ASCII and blanks has none; there its characters are compared.
"""


class _Like:
    """What the loop over pages finds: one byte a zone line, set far faster than in an array of numpy."""

    def __init__(self, n: int) -> None:
        self.same, self.begins, self.inside, self.matched = (bytearray(n) for _ in range(4))
        self.best_of, self.of_site, self.parted, self.trailing, self.trailed = (bytearray(n) for _ in range(5))
        self.covers, self.fits, self.lead, self.often, self.shares = (bytearray(n) for _ in range(5))
        self.nearest = bytearray(n)
        self.tops = [0] * n


def against_top(view: HeadView, rank: Ints) -> Flags:
    """How each line relates to the page's first line (often the HTML title), to equal lines and to the first prose."""
    like = _Like(len(view.texts))
    likely = _likely(view) | (rank == 0)
    rows = np.flatnonzero(likely)
    lines = _read(view.texts, rows.tolist())
    _to_prose(like, lines, view.story[rows], [story.lower() for story in view.stories])
    bounds = np.searchsorted(view.doc[rows], np.arange(len(view.starts))).tolist()
    at_top = (rank[rows] == 0).tolist()
    for d, (low, high) in enumerate(pairwise(bounds)):
        if low == high:
            continue
        own = lines[low:high]
        _to_site(like, own, letters_of(view.sites[d]))
        _to_each_other(like, own)
        if at_top[low]:
            _to_top(like, own[0], own[1:], title_of(view.texts[own[0][0]], True, view.sites[d]))
        _endings(like, own[1:] if at_top[low] else own)
    return _flags(like, view, rank)


def _likely(view: HeadView) -> Bools:
    """Lines that may be a title, or tell of one: short, no chrome, no prose."""
    chars = view.marks.chars
    near = np.abs(view.run_first[view.doc] - view.zone) <= 4
    prose = (view.score[view.zone] >= 0.5) & (chars > PROSE_LONGEST)
    return (chars < TITLE_LONGEST) & ~view.chrome & ~prose & ((chars >= 12) | ((chars >= 5) & near))


def _read(texts: list[str], rows: list[int]) -> list[Line]:
    """The lines that are compared. Punctuation is taken out of one text of all."""
    keys = [folded(texts[z]) for z in rows]
    joined = plain(keys).split(b"\n") if keys else []
    words = [own if " " in key or key.isascii() else b"" for key, own in zip(keys, joined, strict=True)]
    return list(zip(rows, keys, words, strict=True))


def _to_prose(like: _Like, lines: list[Line], story: Ints, stories: list[str]) -> None:
    """How many long words each line shares with the prose that follows it on the page, and which line shares most.

    A line without blanks has no words; there pairs of its characters are counted.
    """
    both, long = told(long_words(b"\n".join(words for _, _, words in lines)), long_words(plain(stories)), story)
    dense = np.flatnonzero(np.array([not words for _, _, words in lines], np.bool_) & (story >= 0))
    numbers, of = np.unique(story[dense], return_inverse=True)
    keys = "\n".join(lines[at][1] for at in dense).encode("utf-8", "surrogatepass")
    both[dense], long[dense] = told(pairs(keys), pairs(plain([stories[number] for number in numbers])), of)
    z = np.array([z for z, _, _ in lines], np.int64)
    np.frombuffer(like.lead, np.uint8)[z] = np.where(story < 0, 9, np.minimum(both, 5))
    np.frombuffer(like.shares, np.uint8)[z] = 8 * both // np.maximum(long, 1)
    order = np.lexsort((both, story))  # of each story the last one has most
    last = order[np.diff(story[order], append=-2) != 0]
    np.frombuffer(like.nearest, np.uint8)[z[last[both[last] > 1]]] = True


def _to_site(like: _Like, lines: list[Line], name: str) -> None:
    """Lines that are the site's name."""
    if not name:
        return
    for z, key, _ in lines:
        if len(key) < 40:
            packed = key.replace(" ", "")
            like.of_site[z] = len(packed) > 2 and (packed in name or (name in packed and len(packed) <= 2 * len(name)))


def _to_each_other(like: _Like, lines: list[Line]) -> None:
    """How often each line occurs on the page (three times, if more), where one occurs there again."""
    if len({key for _, key, _ in lines}) < len(lines):
        seen = Counter(key for _, key, _ in lines)
        for z, key, _ in lines:
            like.often[z] = min(seen[key], 3)


def _to_top(like: _Like, top: Line, others: list[Line], parts: tuple[str, str | None]) -> None:
    """Each line beside the page's first, which may be `Title | Site` (its `parts`)."""
    first, whole, _ = top
    part = folded(parts[0])
    in_top: set[Any] = {*plain([part]).split()} if " " in part else {*part}
    best, likest, most, found = 0, -1, 3, False
    for z, key, own_words in others:
        if key in whole:
            if key == whole:
                like.same[z] = found = True
            elif whole.startswith(key):
                like.begins[z] = True
                found = found or len(key) >= 12
            else:
                like.inside[z] = True
        words = own_words.split() if own_words else key
        if both := len(in_top.intersection(words)):
            own = len({*words})
            like.covers[z], like.fits[z] = cover, fit = 8 * both // len(in_top), 8 * both // own
            best = max(best, min(cover, fit))
            if (near := 16 * both // (len(in_top) + own)) > most:
                most, likest = near, z
    like.covers[first], like.matched[first] = best, found
    if likest >= 0:
        like.best_of[likest] = True
    if size := len(parts[0]):
        parted = parts[1] is not None
        like.tops[first], like.parted[first] = size, parted
        for z, _, _ in others:
            like.tops[z], like.parted[z] = size, parted


def _endings(like: _Like, lines: list[Line]) -> None:
    """Lines that end another line by their last twelve characters or more, and the lines they end.

    Read from their ends and in order, a line follows all those that end it, which are the beginnings still open.
    """
    tails = [key[-12:] for _, key, _ in lines]
    if len({*tails}) == len(tails):
        return
    held: dict[str, list[int]] = {}
    for z, key, _ in lines:
        if len(key) >= 12:
            held.setdefault(key[::-1], []).append(z)
    begun: list[str] = []
    for turned in sorted(held):
        while begun and not turned.startswith(begun[-1]):
            begun.pop()
        ending = [end for end in begun if len(turned) > len(end) + 3]
        for z in (z for end in ending for z in held[end] if not like.trailing[z]):
            like.trailing[z] = True
        for z in held[turned] if ending else ():
            like.trailed[z] = True
        begun.append(turned)


def _flags(like: _Like, view: HeadView, rank: Ints) -> Flags:
    """The findings as features."""
    marks = view.marks
    flags = {name: np.frombuffer(found, np.bool_) for name, found in vars(like).items() if name != "tops"}
    counts = {name: flags[name].view(np.uint8) for name in ("covers", "fits", "lead", "often", "shares")}
    long, tops, parted = marks.size >= 12, np.array(like.tops), flags["parted"]
    return {
        "top_same": flags["same"],
        **_long_and_short("top_begins", flags["begins"], long),
        **_long_and_short("top_inside", flags["inside"], long),
        "top_matched": flags["matched"],
        "nearest_to_story": flags["nearest"],
        "likest_top": flags["best_of"],
        "ends_another": flags["trailing"],
        "ended_by_another": flags["trailed"],
        "of_site": flags["of_site"],
        "top_parted": parted & (rank == 0),
        "below_parted": parted & (rank > 0),
        **parts("size", 10 * marks.chars // np.maximum(tops, 1), (0, 3, 5, 8, 10, 11, 13, 18, 30), rank, tops),
        **parts("share", counts["shares"], (1, 2, 3, 4, 6), rank + 1, marks.chars),
        **_steps(rank, counts["covers"], counts["fits"], counts["lead"], counts["often"]),
    }


def parts(name: str, values: Ints | Small, steps: tuple[int, ...], rank: Ints, known: Ints) -> Flags:
    """A number of lines after a page's first, where it is known, as features, one a step."""
    there = (rank > 0) & (known > 0)
    ends = (*steps[1:], 99999999)
    return {f"{name}_{low}": there & (values >= low) & (values < high) for low, high in zip(steps, ends, strict=True)}


def _long_and_short(name: str, flags: Bools, long: Bools) -> Flags:
    return {name: flags & long, f"{name}_short": flags & ~long}


def _steps(rank: Ints, covers: Small, fits: Small, lead: Small, often: Small) -> Flags:
    """Shares in eighths and counts as features, one a step."""
    steps = ((1, 2), (2, 4), (4, 6), (6, 8), (8, 9))
    return {
        **{f"covers_{low}": (rank > 0) & (covers >= low) & (covers < high) for low, high in steps},
        **{f"fits_{low}": (rank > 0) & (fits >= low) & (fits < high) for low, high in steps},
        **{
            f"rank_0_best_{low}": (rank == 0) & (covers >= low) & (covers < high)
            for low, high in ((0, 1), *steps[:3], (6, 9))
        },
        **{f"lead_{count}": lead == count for count in (0, 1, 2, 3, 4, 5, 9)},
        "often_2": often == 2,
        "often_3": often >= 3,
    }
