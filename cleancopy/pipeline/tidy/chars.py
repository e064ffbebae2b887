"""What each profile makes of which character: the substitutions as data, and the lookup tables built from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.columns import EDITS
from cleancopy.pipeline.recipe import Profile

KINDS = tuple(EDITS["tidy"])
"""Edits this stage counts a line, in columns `edit_<kind>`."""

_QUOTES = dict.fromkeys("“”„‟❝❞", '"') | dict.fromkeys("‘’‚‛❛❜ʼ", "'")
BLANKS = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u2800\u3000"
"""White space, the space aside."""
_SPACES = dict.fromkeys(BLANKS, " ")
_ELLIPSIS = {"…": "..."}
_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "Ĳ": "IJ", "ĳ": "ij",
    "Ǉ": "LJ", "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj", "Ǳ": "DZ", "ǲ": "Dz", "ǳ": "dz",
}  # fmt: skip
_WIDTH = {
    chr(c): normalize("NFKC", chr(c))
    for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *range(0xFF66, 0xFFA0))
}
"""Full-width Latin letters and digits, half-width katakana. Full-width punctuation is right in CJK text and stays."""
_INVISIBLE = dict.fromkeys("\xad\u034f\u17b4\u17b5\u2060\u2061\u2062\u2063\u2064\u206a\u206b\u206c\u206d\u206e\u206f\u3164\uffa0\ufeff\ufffc", "")  # fmt: skip  # noqa: E501
"""Characters that show nothing anywhere: soft hyphen, grapheme joiner, word joiner, fillers, byte order mark, object
replacement. The ones that some script needs are in `invisible.py`."""
_BIDI = dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "")
_DASHES = dict.fromkeys("‐‑‒–−", "-") | dict.fromkeys("—―", "--")
_ASCII_QUOTES = dict.fromkeys("«»″", '"') | dict.fromkeys("‹›′", "'")

_ALWAYS = {"invisible": _INVISIBLE, "bidi": _BIDI}
_STANDARD = {**_ALWAYS, "quotes": _QUOTES, "spaces": _SPACES, "ellipsis": _ELLIPSIS, "ligatures": _LIGATURES}
PROFILES: dict[Profile, dict[str, dict[str, str]]] = {
    "preserve": _ALWAYS,
    "standard": {**_STANDARD, "width": _WIDTH},
    "ascii": {**_STANDARD, "quotes": _QUOTES | _ASCII_QUOTES, "dashes": _DASHES, "width": _WIDTH},
}
"""Profile -> kind of edit -> character -> what stands instead. No replacement is longer in UTF-8 than its character."""

IN_LINKS = frozenset({"invisible", "bidi", "spaces"})
"""Kinds of edits that are made inside a URL as well; all others leave its characters alone."""


@dataclass(frozen=True)
class Table:
    """The substitutions of a profile for byte-wise work (`substitute.py`). Rule 0 is "leave it"."""

    lead: npt.NDArray[np.bool_]
    """bool[256]: first bytes that any substituted character has."""
    rule: npt.NDArray[np.uint8]
    """uint8[65536]: the rule of each code point of the basic plane."""
    size: npt.NDArray[np.int64]
    """int64[rules]: bytes of the replacement."""
    text: npt.NDArray[np.uint8]
    """uint8[rules, 3]: the bytes of the replacement."""
    kind: npt.NDArray[np.int64]
    """int64[rules]: index into `KINDS`."""
    in_links: npt.NDArray[np.bool_]
    """bool[rules]: made inside a URL as well."""


@cache
def table(profile: Profile) -> Table:
    """The lookup tables of a profile."""
    lead, rule = np.zeros(256, np.bool_), np.zeros(65536, np.uint8)
    rules: list[tuple[bytes, str]] = [(b"", "")]
    for kind, swaps in PROFILES[profile].items():
        for char, new in swaps.items():
            old, made = char.encode(), new.encode()
            assert len(made) <= len(old) <= 3, f"{char!r} would grow"
            if (made, kind) not in rules:
                rules.append((made, kind))
            lead[old[0]] = True
            rule[ord(char)] = rules.index((made, kind))
    return Table(
        lead,
        rule,
        np.array([len(made) for made, _ in rules]),
        np.array([list(made.ljust(3, b"\0")) for made, _ in rules], np.uint8),
        np.array([0] + [KINDS.index(kind) for _, kind in rules[1:]]),
        np.array([kind in IN_LINKS for _, kind in rules]),
    )
