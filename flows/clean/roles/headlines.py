"""Which line is the headline: every line near the head is given points for what it is and where it stands.

The points (`headlines.toml`) are whole numbers, so a page's headline does not depend on its batch. The line with most
points is the title when it has enough of them; else the document has none and its first sentence stays in the body.
A first line of the form `Title | Site` or `Title - Site` gives the title and, behind the last separator, the publisher.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.roles.heads import BULLETS, FIRST, SENTENCE_ENDS, Heads
from flows.clean.table import Bools, Ints, byte_lengths

WORDS = re.compile(r"\w{3,}|[\u3040-\u9fff\uac00-\ud7af]")
LONG_WORDS = re.compile(r"\w{4,}|[\u3040-\u9fff\uac00-\ud7af]")
SEPARATOR = re.compile(r"\s+(?:[|•·»›‹—–«]|-{1,2}|::|//|<)\s+|\s?[|｜]\s?")
NOT_WORD = re.compile(r"\W")
DATED = (
    r"(?:1[89]|20)\d\d|\d\d?[./-] ?\d\d?[./-] ?\d\d|[年년]\s?\d|\d[日일]|令和|\d[hdwm]?r?s? ago|\bvor \d|il y a \d|hace \d|há \d|назад"
    r"|[\x{0660}-\x{0669}]{4}|[\x{0966}-\x{096f}]{4}|ago\b|\bfa$|geleden|temu$|önce|前$|전$"
)
SIGNED = (
    r"(?i)^\W{0,3}(?:(?:written|posted|published|reported|story|words|article|text|reviewed|edited)\s+)?(?:by|von|par|por|di|av|af|autor|autora|auteur|author|"
    r"autore|door|автор|текст|文|作者|记者|記者|redakce|od|przez|tekst|text|skrevet av|yazan|oleh|contributors?|words|this (?:post|article) was written by)\b"
    r"|\b(?:post author|written|posted|published) by\b|\bBy\p{Lu}|\s(?:by|von|By|Von) \p{Lu}"
)
TITLE_LONGEST = 320
"""Characters of the longest line taken for a title."""


@cache
def weights() -> tuple[list[str], npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """(names, hidden, shift, out, straight) of the table beside this file."""
    table = tomllib.loads(resources.files("flows.clean.roles").joinpath("headlines.toml").read_text("utf-8"))
    names = list(table["points"])
    rows = np.array([table["points"][name] for name in names], np.float32)
    return names, rows[:, :-1], np.array(table["shift"], np.float32), np.array(table["out"], np.float32), rows[:, -1]


def worth(said: dict[str, Bools], count: int) -> Ints:
    """int64[z]: the points of every zone line: a small net of whole-number weights over the features.

    Each feature gives points to the sixteen hidden sums and directly to the total (last number of its row); a hidden sum
    below zero counts nothing. All numbers are whole and below 2^24, so float32 sums are exact in any order and a page
    gets the same points alone and in any batch.
    """
    names, hidden, shift, out, straight = weights()
    if not count:
        return np.zeros(0, np.int64)
    flags = np.stack([said[name] for name in names], axis=1).astype(np.float32)
    sums = np.maximum(flags @ hidden + shift, 0)
    return (sums @ out + flags @ straight).astype(np.int64)


def features(heads: Heads, chrome: Bools, sites: list[str | None]) -> dict[str, Bools]:
    """What is known of every zone line, by the names used in the table of points. `chrome`: a rule claims the line."""
    array, doc, k = heads.array, heads.doc, heads.zone
    chars = pc.utf8_length(array).to_numpy(zero_copy_only=False).astype(np.int64)
    rank = k - heads.starts[doc]
    ahead = heads.run_first[doc] - k
    said: dict[str, Bools] = {}
    for name, low, high in (
        ("ahead_-9", -99999999, -4), ("ahead_-3", -3, -3), ("ahead_-2", -2, -2), ("ahead_-1", -1, -1), ("ahead_0", 0, 0),
        ("ahead_1", 1, 1), ("ahead_2", 2, 2), ("ahead_3", 3, 3), ("ahead_4", 4, 4), ("ahead_5", 5, 6), ("ahead_7", 7, 9),
        ("ahead_10", 10, 14), ("ahead_15", 15, 28), ("ahead_29", 29, 99999999),
    ):  # fmt: skip
        said[name] = (ahead >= low) & (ahead <= high)
    for name, low, high in (
        ("chars_1", 0, 7), ("chars_8", 8, 15), ("chars_16", 16, 24), ("chars_25", 25, 39), ("chars_40", 40, 59),
        ("chars_60", 60, 89), ("chars_90", 90, 129), ("chars_130", 130, 199), ("chars_200", 200, 99999999),
    ):  # fmt: skip
        said[name] = (chars >= low) & (chars <= high)
    said["rank_0"], said["rank_1"], said["rank_2"] = rank == 0, rank == 1, rank == 2
    said["rank_0_run"] = (rank == 0) & (ahead <= 8)
    said["bullet"] = heads.matching(rf"^\s*(?:[{BULLETS}]\s|\d+[.)]\s)")
    said["indented"] = heads.matching(r"^\s\s")
    said["ends_full_stop"] = heads.matching(r"[.。।։]['\"”’»)]?\s*$")
    said["ends_question"] = heads.matching(r"[!?！？؟]['\"”’»)]?\s*$")
    said["ends_colon"] = heads.matching(r"[:：,;]\s*$")
    said["ends_ellipsis"] = heads.matching(r"(?:…|\.\.\.)\s*$")
    said["two_sentences"] = heads.matching(
        r"[\pL\d][.!?。！？]['\"”’»)]?\s*[\pLu\p{Lo}].*[.!?。！？]['\"”’»)]?\s*$".replace(r"\pLu", r"\p{Lu}")
    )
    said["separator"] = heads.matching(r"\s[|»›>]\s|\s[-–—]\s")
    said["trail"] = heads.matching(r"[>»›/].*[>»›/]|^\s*[>»›/←«‹]|[>»›→]\s*$")
    said["capitals"] = heads.matching(r"\p{Lu}") & ~heads.matching(r"[\p{Ll}\p{Lo}]")
    said["capitalised"] = heads.matching(r"^\W*\p{Lu}") & ~heads.matching(r"\s\p{Ll}{4,}")
    said["one_word"] = ~heads.matching(r"\S\s\S")
    said["quoted"] = heads.matching(r"[\"“„«‚‘「]")
    said["has_colon"] = heads.matching(r"\pL: ?\S|\pL \? \S")
    said["digits_start"] = heads.matching(r"^\W*\d")
    said["no_letters"] = ~heads.matching(r"\pL\pL")
    said["starts_low"] = heads.matching(r"^\W*\p{Ll}")
    dated, signed = heads.matching(DATED), heads.matching(SIGNED)
    said["dated"], said["signed"] = dated & (chars < 90), signed & (chars < 90)
    said["chrome"] = chrome
    same_doc_next = np.append(doc[1:] == doc[:-1], False) if len(doc) else np.zeros(0, np.bool_)
    for name, flags in (("dated", said["dated"]), ("signed", said["signed"])):
        near = np.zeros(len(doc), np.bool_)
        for step in (1, 2, 3):
            shifted = np.zeros(len(doc), np.bool_)
            shifted[:-step] = flags[step:] & (doc[step:] == doc[:-step])
            near |= shifted
            if step == 1:
                said[f"{name}_next"] = shifted
        said[f"{name}_near"] = near
        back = np.zeros(len(doc), np.bool_)
        back[1:] = flags[:-1] & same_doc_next[:-1]
        said[f"{name}_before"] = back
    score = heads.score[k]
    for name, low, high in (
        ("reads_0", -1.0, 0.1),
        ("reads_1", 0.1, 0.3),
        ("reads_3", 0.3, 0.5),
        ("reads_5", 0.5, 0.75),
        ("reads_7", 0.75, 2.0),
    ):
        said[name] = (score >= low) & (score < high)
    said |= _neighbours(heads, score, chars)
    said |= _against_top(heads, rank, sites)
    return said


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


def folded(heads: Heads) -> pa.Array:
    """The zone's texts as they are compared: lower case, one kind of quotation mark, single blanks, no bullet."""
    lower = pc.utf8_lower(heads.array)
    lower = pc.replace_substring_regex(lower, r"[‘’´`']", "'")
    lower = pc.replace_substring_regex(lower, r"[“”„«»\"]", '"')
    return pc.utf8_trim(pc.replace_substring_regex(lower, r"[\s\pZ]+", " "), " •*·")


def _against_top(heads: Heads, rank: Ints, sites: list[str | None]) -> dict[str, Bools]:
    """How each line relates to the page's first line (often the HTML title) and to equal lines."""
    keys = folded(heads)
    n = len(heads.texts)
    same, begins, inside = (np.zeros(n, np.bool_) for _ in range(3))
    covers, fits = np.zeros(n, np.int64), np.zeros(n, np.int64)
    words = keys.to_pylist()
    bounds = heads.zone_starts.tolist()
    ranks = rank.tolist()
    for d, (low, high) in enumerate(zip(bounds, bounds[1:], strict=False)):
        if high <= low or ranks[low] != 0:
            continue
        top = words[low]
        in_top = set(WORDS.findall(title_of(top, True, sites[d])[0]))
        best = 0
        for i in range(low + 1, high):
            word = words[i]
            if len(word) < 4:
                continue
            if word in top:
                if word == top:
                    same[i] = True
                elif top.startswith(word):
                    begins[i] = True
                else:
                    inside[i] = True
            if 9 < len(word) < TITLE_LONGEST and in_top:
                mine = set(WORDS.findall(word))
                if both := len(mine & in_top):
                    covers[i] = 8 * both // len(in_top)
                    fits[i] = 8 * both // len(mine)
                    best = max(best, min(covers[i], fits[i]))
        covers[low] = best
    lead = np.zeros(n, np.int64)
    for d, (low, high) in enumerate(zip(bounds, bounds[1:], strict=False)):
        body: set[str] = set()
        start = int(heads.run_first[d])
        for i in range(high - 1, low - 1, -1):
            if heads.zone[i] < start:
                break
            if heads.zone[i] < start + 5:
                body.update(LONG_WORDS.findall(words[i]))
        if body:
            for i in range(low, high):
                if heads.zone[i] < start + 5 and 9 < len(words[i]) < TITLE_LONGEST:
                    mine = LONG_WORDS.findall(words[i])
                    lead[i] = min(len(body.intersection(mine)), 5) if heads.zone[i] < start else 9
    ids = keys.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    _, back, counts = np.unique(heads.doc * (n + 1) + ids, return_inverse=True, return_counts=True)
    often = counts[back] if n else np.zeros(0, np.int64)
    top_matched = np.zeros(len(bounds) - 1, np.bool_)
    long = byte_lengths(keys) >= 12
    top_matched[heads.doc[(same | (begins & long))]] = True
    return {
        "top_same": same,
        "top_begins": begins & long,
        "top_begins_short": begins & ~long,
        "top_inside": inside & long,
        "top_inside_short": inside & ~long,
        **{f"covers_{low}": (rank > 0) & (covers >= low) & (covers < high) for low, high in ((1, 2), (2, 4), (4, 6), (6, 8), (8, 9))},
        **{f"fits_{low}": (rank > 0) & (fits >= low) & (fits < high) for low, high in ((1, 2), (2, 4), (4, 6), (6, 8), (8, 9))},
        **{f"rank_0_best_{low}": (rank == 0) & (covers >= low) & (covers < high) for low, high in ((0, 1), (1, 2), (2, 4), (4, 6), (6, 9))},
        "top_matched": (rank == 0) & top_matched[heads.doc],
        **{f"lead_{count}": (lead == count) for count in (0, 1, 2, 3, 4, 5, 9)},
        "often_2": often == 2,
        "often_3": often >= 3,
    }


def title_of(text: str, first: bool, site: str | None) -> tuple[str, str | None]:
    """(title, site part or None) of a headline's characters; only a page's first line is split.

    The site part is the piece between separators that goes by the site's own name; where none does, what stands behind
    the last separator, and behind the first of several upright bars.
    """
    stripped = text.strip().lstrip(BULLETS).strip() if text[:1] in BULLETS + " \t" else text.strip()
    if not first or len(stripped) > TITLE_LONGEST:
        return stripped, None
    cuts = list(SEPARATOR.finditer(stripped))
    if not cuts:
        return stripped, None
    name = NOT_WORD.sub("", (site or "").rpartition(".")[0] or (site or "")).lower()
    if name:
        for number, cut in enumerate(cuts):
            piece = stripped[cut.end() : cuts[number + 1].start() if number + 1 < len(cuts) else len(stripped)]
            if _goes_by(piece, name) and cut.start() >= 3:
                return stripped[: cut.start()], piece
        if _goes_by(stripped[: cuts[0].start()], name):
            return stripped[cuts[0].end() :], stripped[: cuts[0].start()]
    last = cuts[-1]
    if len(stripped) - last.end() >= max(20, last.start()) or last.start() < 4 or len(stripped) - last.end() > 60:
        return stripped, None
    cut = cuts[0] if last.group().strip() == "|" and cuts[0].start() >= 4 else last
    return stripped[: cut.start()], stripped[last.end() :]


def _goes_by(piece: str, name: str) -> bool:
    key = NOT_WORD.sub("", piece).lower()
    return len(key) > 2 and (key in name or name in key)


def choose(heads: Heads, enough: int, said: dict[str, Bools]) -> npt.NDArray[np.int64]:
    """int64[documents]: the zone line that is the title, -1 where none has enough points."""
    total = worth(said, len(heads.texts))
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


__all__ = ["FIRST", "SENTENCE_ENDS", "choose", "features", "folded", "title_of", "worth"]
