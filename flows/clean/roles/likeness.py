"""How the lines of a head are like each other: like the page's first line, equal lines, the words of the body."""

from __future__ import annotations

from itertools import pairwise

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


def against_top(heads: Heads, rank: Ints, sites: list[str | None], chrome: Bools) -> dict[str, Bools]:
    """How each line relates to the page's first line (often the HTML title), to equal lines and to the first prose."""
    n = len(heads.texts)
    chars = heads.marks.chars
    same, begins, inside, matched = ([False] * n for _ in range(4))
    covers, fits, lead, often, shares, tops = ([0] * n for _ in range(6))
    best_of, of_site, parted, trailing, trailed = ([False] * n for _ in range(5))
    ahead = heads.run_first[heads.doc] - heads.zone
    likely = (chars < TITLE_LONGEST) & ~chrome & (ahead > -5) & ((chars >= 12) | ((chars >= 5) & (ahead <= 4)))
    rows = np.flatnonzero(likely | (rank == 0))
    bounds = np.searchsorted(heads.doc[rows], np.arange(len(heads.starts))).tolist()
    rows_list, zone, first_run = rows.tolist(), heads.zone.tolist(), heads.run_first.tolist()
    for d, (low, high) in enumerate(pairwise(bounds)):
        if high <= low:
            continue
        mine = rows_list[low:high]
        start = first_run[d]
        body: set[bytes] = set()
        words: dict[int, tuple[str, set[bytes] | set[str]]] = {}
        for z in mine:
            text = heads.texts[z]
            if zone[z] >= start:
                body.update(words_of(text[:400].lower()))
                if len(text) > 200:
                    continue
            key = folded(text)
            words[z] = (key, words_of(key) if key.count(" ") or key.isascii() else {*key})
        body = {word for word in body if len(word) > 3}
        top_z = mine[0] if mine[0] in words and zone[mine[0]] == heads.starts[d] else -1
        in_top: set[bytes] | set[str] = set()
        top, best, likest, like = "", 0, -1, 3
        size, split, found = 0, False, False
        name = letters_of(sites[d])
        if top_z >= 0:
            top = words[top_z][0]
            part, site = title_of(heads.texts[top_z], True, sites[d])
            size, split, part = len(part), site is not None, folded(part)
            in_top = words_of(part) if part.count(" ") else {*part}
        seen: dict[str, int] = {}
        for z, (key, own) in words.items():
            seen[key] = seen.get(key, 0) + 1
            if size:
                tops[z], parted[z] = size, split
            if name and len(key) < 40:
                packed = key.replace(" ", "")
                of_site[z] = len(packed) > 2 and (packed in name or (name in packed and len(packed) <= 2 * len(name)))
            if body and zone[z] < start:
                told = len(own & body)
                lead[z] = min(told, 5)
                shares[z] = 8 * told // max(1, sum(len(word) > 3 for word in own)) if told else 0
            elif zone[z] >= start:
                lead[z] = 9
            if top_z < 0 or z == top_z:
                continue
            if key in top:
                if key == top:
                    same[z] = found = True
                elif top.startswith(key):
                    begins[z] = True
                    found = found or len(key) >= 12
                else:
                    inside[z] = True
            if both := len(own & in_top):
                covers[z], fits[z] = cover, fit = 8 * both // len(in_top), 8 * both // len(own)
                best = max(best, min(cover, fit))
                if (near := 16 * both // (len(in_top) + len(own))) > like:
                    like, likest = near, z
        if top_z >= 0:
            covers[top_z] = best
            matched[top_z] = found
        if likest >= 0:
            best_of[likest] = True
        ends: dict[str, list[int]] = {}
        for z, (key, _) in words.items():
            if z != top_z and len(key) >= 12:
                ends.setdefault(key[-12:], []).append(z)
        for alike in ends.values():
            if len(alike) < 2:
                continue
            for z in alike:
                key = words[z][0]
                for other in alike:
                    if len(words[other][0]) > len(key) + 3 and words[other][0].endswith(key):
                        trailing[z] = trailed[other] = True
        for z, (key, _) in words.items():
            often[z] = seen[key]
    long = heads.marks.size >= 12
    return {
        "top_same": np.array(same, np.bool_),
        **_long_and_short("top_begins", np.array(begins, np.bool_), long),
        **_long_and_short("top_inside", np.array(inside, np.bool_), long),
        "top_matched": np.array(matched, np.bool_),
        "likest_top": np.array(best_of, np.bool_),
        "ends_another": np.array(trailing, np.bool_),
        "ended_by_another": np.array(trailed, np.bool_),
        "of_site": np.array(of_site, np.bool_),
        "top_parted": np.array(parted, np.bool_) & (rank == 0),
        "below_parted": np.array(parted, np.bool_) & (rank > 0),
        **parts(
            "size", 10 * chars // np.maximum(np.array(tops), 1), (0, 3, 5, 8, 10, 11, 13, 18, 30), rank, np.array(tops)
        ),
        **parts("share", np.array(shares), (1, 2, 3, 4, 6), rank + 1, chars),
        **_steps(rank, np.array(covers), np.array(fits), np.array(lead), np.array(often)),
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
