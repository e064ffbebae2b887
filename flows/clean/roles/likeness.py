"""How the lines of a head are like each other: like the page's first line, equal lines, the words of the body."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from flows.clean.roles.heads import Heads
from flows.clean.roles.page_titles import TITLE_LONGEST, letters_of, title_of
from flows.clean.table import Bools, Ints


def folded(text: str) -> str:
    """A line as it is compared: lower case, straight quotation marks, single blanks, no bullet."""
    text = text.lower()
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').replace("„", '"')
    return " ".join(text.split()).strip(" •*·")


PLAIN = bytes(byte if byte > 127 or chr(byte).isalnum() else 32 for byte in range(256))


def words_of(text: str) -> set[bytes]:
    """The words of a lower-case line, without ASCII punctuation."""
    return {*text.encode("utf-8", "surrogatepass").translate(PLAIN).split()}


class _Like:
    """What the loop over pages finds: one entry a zone line in each list."""

    def __init__(self, n: int) -> None:
        self.same, self.begins, self.inside, self.matched = ([False] * n for _ in range(4))
        self.best_of, self.of_site, self.parted, self.trailing, self.trailed = ([False] * n for _ in range(5))
        self.covers, self.fits, self.lead, self.often, self.shares, self.tops = ([0] * n for _ in range(6))


class _Line(NamedTuple):
    """A line as it is compared."""

    z: int
    key: str
    words: set[bytes] | set[str]


def against_top(heads: Heads, rank: Ints, sites: list[str | None], chrome: Bools) -> dict[str, Bools]:
    """How each line relates to the page's first line (often the HTML title), to equal lines and to the first prose."""
    like = _Like(len(heads.texts))
    rows = np.flatnonzero(_likely(heads, chrome) | (rank == 0))
    bounds = np.searchsorted(heads.doc[rows], np.arange(len(heads.starts))).tolist()
    numbers, zone, first_run = rows.tolist(), heads.zone.tolist(), heads.run_first.tolist()
    page_starts = heads.starts.tolist()
    for d, (low, high) in enumerate(pairwise(bounds)):
        mine = numbers[low:high]
        if not mine:
            continue
        lines, body = _read(heads.texts, mine, zone, first_run[d])
        if body:
            _to_body(like, lines, body, zone, first_run[d])
        else:
            for line in lines:
                if zone[line.z] >= first_run[d]:
                    like.lead[line.z] = 9
        _to_site(like, lines, letters_of(sites[d]))
        _to_each_other(like, lines)
        if lines and lines[0].z == mine[0] and zone[mine[0]] == page_starts[d]:
            _to_top(like, lines[0], lines[1:], title_of(heads.texts[mine[0]], True, sites[d]))
        else:
            _endings(like, lines)
    return _flags(like, heads, rank)


def _likely(heads: Heads, chrome: Bools) -> Bools:
    """Lines that may be a title, or tell of one: short, no chrome, above or beside the first prose."""
    chars = heads.marks.chars
    ahead = heads.run_first[heads.doc] - heads.zone
    return (chars < TITLE_LONGEST) & ~chrome & (ahead > -5) & ((chars >= 12) | ((chars >= 5) & (ahead <= 4)))


def _read(texts: list[str], mine: list[int], zone: list[int], start: int) -> tuple[list[_Line], set[bytes]]:
    """The lines of a page that are compared, and the words of its first prose (from row `start`)."""
    lines: list[_Line] = []
    body: set[bytes] = set()
    for z in mine:
        text = texts[z]
        if zone[z] >= start:
            body.update(words_of(text[:400].lower()))
            if len(text) > 200:
                continue
        key = folded(text)
        lines.append(_Line(z, key, words_of(key) if " " in key or key.isascii() else {*key}))
    return lines, body


def _to_body(like: _Like, lines: list[_Line], body: set[bytes], zone: list[int], start: int) -> None:
    """How many words of more than three letters each line above the first prose shares with it."""
    for z, _, words in lines:
        if zone[z] >= start:
            like.lead[z] = 9
            continue
        long = [word for word in words if len(word) > 3]
        if told := sum(word in body for word in long):
            like.lead[z] = min(told, 5)
            like.shares[z] = 8 * told // len(long)


def _to_site(like: _Like, lines: list[_Line], name: str) -> None:
    """Lines that are the site's name."""
    if not name:
        return
    for z, key, _ in lines:
        if len(key) < 40:
            packed = key.replace(" ", "")
            like.of_site[z] = len(packed) > 2 and (packed in name or (name in packed and len(packed) <= 2 * len(name)))


def _to_each_other(like: _Like, lines: list[_Line]) -> None:
    """How often each line stands on the page."""
    seen: dict[str, int] = {}
    for _, key, _ in lines:
        seen[key] = seen.get(key, 0) + 1
    for z, key, _ in lines:
        like.often[z] = seen[key]


def _to_top(like: _Like, top: _Line, others: list[_Line], parts: tuple[str, str | None]) -> None:
    """Each line beside the page's first, which may be `Title | Site` (its `parts`)."""
    part = folded(parts[0])
    in_top: set[bytes] | set[str] = words_of(part) if " " in part else {*part}
    best, likest, most, found = 0, -1, 3, False
    for z, key, words in others:
        if key in top.key:
            if key == top.key:
                like.same[z] = found = True
            elif top.key.startswith(key):
                like.begins[z] = True
                found = found or len(key) >= 12
            else:
                like.inside[z] = True
        if both := len(words & in_top):
            like.covers[z], like.fits[z] = cover, fit = 8 * both // len(in_top), 8 * both // len(words)
            best = max(best, min(cover, fit))
            if (near := 16 * both // (len(in_top) + len(words))) > most:
                most, likest = near, z
    like.covers[top.z], like.matched[top.z] = best, found
    if likest >= 0:
        like.best_of[likest] = True
    if size := len(parts[0]):
        for z in (top.z, *(line.z for line in others)):
            like.tops[z], like.parted[z] = size, parts[1] is not None
    _endings(like, others)


def _endings(like: _Like, lines: list[_Line]) -> None:
    """Lines that end another line, and the lines they end."""
    ends: dict[str, list[_Line]] = {}
    for line in lines:
        if len(line.key) >= 12:
            ends.setdefault(line.key[-12:], []).append(line)
    for alike in ends.values():
        for short in alike if len(alike) > 1 else ():
            for long in alike:
                if len(long.key) > len(short.key) + 3 and long.key.endswith(short.key):
                    like.trailing[short.z] = like.trailed[long.z] = True


def _flags(like: _Like, heads: Heads, rank: Ints) -> dict[str, Bools]:
    """The findings as features."""
    marks = heads.marks
    long, tops, parted = marks.size >= 12, np.array(like.tops), np.array(like.parted, np.bool_)
    return {
        "top_same": np.array(like.same, np.bool_),
        **_long_and_short("top_begins", np.array(like.begins, np.bool_), long),
        **_long_and_short("top_inside", np.array(like.inside, np.bool_), long),
        "top_matched": np.array(like.matched, np.bool_),
        "likest_top": np.array(like.best_of, np.bool_),
        "ends_another": np.array(like.trailing, np.bool_),
        "ended_by_another": np.array(like.trailed, np.bool_),
        "of_site": np.array(like.of_site, np.bool_),
        "top_parted": parted & (rank == 0),
        "below_parted": parted & (rank > 0),
        **parts("size", 10 * marks.chars // np.maximum(tops, 1), (0, 3, 5, 8, 10, 11, 13, 18, 30), rank, tops),
        **parts("share", np.array(like.shares), (1, 2, 3, 4, 6), rank + 1, marks.chars),
        **_steps(rank, np.array(like.covers), np.array(like.fits), np.array(like.lead), np.array(like.often)),
    }


def parts(name: str, values: Ints, steps: tuple[int, ...], rank: Ints, known: Ints) -> dict[str, Bools]:
    """A number of lines behind a page's first, where it is known, as features, one a step."""
    there = (rank > 0) & (known > 0)
    ends = (*steps[1:], 99999999)
    return {f"{name}_{low}": there & (values >= low) & (values < high) for low, high in zip(steps, ends, strict=True)}


def _long_and_short(name: str, flags: Bools, long: Bools) -> dict[str, Bools]:
    return {name: flags & long, f"{name}_short": flags & ~long}


def _steps(rank: Ints, covers: Ints, fits: Ints, lead: Ints, often: Ints) -> dict[str, Bools]:
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
