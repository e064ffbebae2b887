"""A page's first line is often its HTML title: the headline, then the site's name or the section after a separator."""

from __future__ import annotations

import re
from functools import lru_cache

from cleancopy.pipeline.lore.marks import BULLETS, DASHES

SEPARATOR = re.compile(r"\s+(?:[|•·»›‹—–«]|-{1,2}|::|//|<)\s+|\s?[|｜]\s?")
PARTED = re.compile(r"[|｜•·»›‹—–«:/<-]")
"""Necessary for `SEPARATOR`, and looked for in a tenth of the time."""
QUOTED = re.compile(r"«\s[^«»]*\s»")
BARS = "|｜•·"
"""Separators that hardly ever stand inside a headline, as dashes do."""
_BEFORE = BULLETS + DASHES
HEADING_MARK = re.compile(r"^#{1,6}\s+")
"""What Markdown writes before a heading."""
NOT_WORD = re.compile(r"[\W_]")
BETWEEN_WORDS = re.compile(r"[\s&/-]+")
IN_ADDRESSES = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "ç": "c", "ñ": "n"}
    | dict.fromkeys("éèê", "e") | dict.fromkeys("áàâ", "a") | {"í": "i", "ó": "o", "ú": "u"}
)  # fmt: skip
"""Letters as they are spelled in the name of a domain."""
TITLE_LONGEST = 320
"""Characters of the longest line taken for a title."""
Cut = tuple[int, int, str]


def title_of(text: str, first: bool, site: str | None) -> tuple[str, str | None]:
    """(title, site part or None) of a headline's characters; only a page's first line is split.

    The site part is the piece that goes by the site's own name (its letters, its initials, most of its words). Where
    none does, the title ends at the first upright bar, else at the last separator unless what is after it is too long
    for a name.
    """
    stripped = text.strip().lstrip(_BEFORE).strip() if text[:1] in _BEFORE + " \t" else text.strip()
    stripped = HEADING_MARK.sub("", stripped)
    if not first or len(stripped) > TITLE_LONGEST or PARTED.search(stripped) is None:
        return stripped, None
    cuts: list[Cut] = [(found.start(), found.end(), found.group().strip()) for found in SEPARATOR.finditer(stripped)]
    if cuts and "«" in stripped:
        inside = [found.span() for found in QUOTED.finditer(stripped)]
        cuts = [cut for cut in cuts if not any(low <= cut[0] + 1 < high for low, high in inside)]
    if not cuts:
        return stripped, None
    if name := letters_of(site):
        at = _site_part(stripped, cuts, name)
        if at is not None:
            behind = cuts[at + 1][0] if at + 1 < len(cuts) else len(stripped)
            return _without_sections(stripped, cuts[: at + 1]), stripped[cuts[at][1] : behind]
        if goes_by(stripped[: cuts[0][0]], name):
            return stripped[cuts[0][1] :], stripped[: cuts[0][0]]
    start, end, _ = cuts[-1]
    for low, _, mark in cuts:
        if mark in BARS and low >= 4:
            return stripped[:low], stripped[end:]
    if len(stripped) - end >= max(20, start) or start < 4 or len(stripped) - end > 60:
        return stripped, None
    return stripped[:start], stripped[end:]


def _site_part(text: str, cuts: list[Cut], name: str) -> int | None:
    """The separator before the piece that is the site's name; the last such piece, or the first of several in a row."""
    ends = [cut[0] for cut in cuts[1:]] + [len(text)]
    for at in range(len(cuts) - 1, -1, -1):
        piece = text[cuts[at][1] : ends[at]]
        if cuts[at][0] >= 3 and (goes_by(piece, name) or (at == len(cuts) - 1 and _is_named(piece, name))):
            while at and cuts[at - 1][0] >= 3 and goes_by(text[cuts[at - 1][1] : cuts[at][0]], name):
                at -= 1
            return at
    return None


def _without_sections(text: str, cuts: list[Cut]) -> str:
    """What is before the site's name (after the last cut) without names of sections.

    Those are after a bar, or are one or two words between two separators of the same kind.
    """
    end, _, kind = cuts[-1]
    before = cuts[:-1]
    for low, _, mark in before:
        if mark in BARS and low >= 4:
            return text[:low]
    for low, high, mark in reversed(before):
        piece = text[high:end]
        if mark != kind or piece[-1:] in "!?" or len(piece) > 20 or piece.count(" ") > 1 or low < 16:
            break
        end = low
    return text[:end]


@lru_cache(4096)
def letters_of(site: str | None) -> str:
    """The letters of a site's name, without the last label of its domain."""
    return _letters((site or "").rpartition(".")[0] or (site or ""))


def _letters(text: str) -> str:
    return NOT_WORD.sub("", text).lower().translate(IN_ADDRESSES)


def goes_by(piece: str, name: str) -> bool:
    """Whether a piece is the site's name or a part of it, or holds it and little more."""
    key = _letters(piece)
    return len(key) > 2 and (key in name or (name in key and len(key) <= 2 * len(name) + 8))


def _is_named(piece: str, name: str) -> bool:
    """Whether the words of a piece spell the site's name by their initials, or make up half of its letters."""
    words = BETWEEN_WORDS.split(piece)
    keys = [key for key in map(_letters, words) if key]
    if len(keys) > 7:
        return False
    if len(name) > 2 and len(keys) > 2:
        capitals = "".join(word[0] for word in words if word[:1].isupper()).lower()
        if capitals.endswith(name) or "".join(key[0] for key in keys) == name:
            return True
    return 2 * sum(len(key) for key in set(keys) if len(key) > 3 and key in name) >= len(name)
