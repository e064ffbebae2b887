"""The labels that are before names: "By" at the start of a line, inside one, and a screen for both."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cleancopy.pipeline.lore.data import data_of
from cleancopy.pipeline.recognise.head.east_asian import is_east_asian

OPENING = re.compile(r"[\s\W]{0,4}")
GLUED = ("by", "von")
"""Labels that pages set right before a name with a capital ("byClara")."""
INSIDE_WORDS = frozenset(
    ("by", "von", "par", "por", "di", "door", "av", "af", "autor:", "autorin:", "author:", "text:", "texte:", "words:",
     "автор", "автор:")
)  # fmt: skip
"""A line without one of these, or a "By" glued to a name, holds no label inside."""
INSIDE = re.compile(
    r"(?:(?<![^\W\d_])(?:(?:[Ww]ritten|[Pp]osted|[Pp]ublished|[Rr]eported) by|[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i"
    r"|[Dd]oor|[Aa]v|[Aa]f|[Aa]utor(?:in)?:|[Aa]uthor:|[Tt]exte?:|Words:|Автор:?)\s{1,2}"
    r"|By(?=\w+\s\w))(?=[^\W\d_a-z])"
)


@cache
def words() -> dict[str, Any]:
    """The words around names, from `byline_labels.toml`."""
    return data_of(__package__, "byline_labels.toml")


@cache
def listed(table: str, name: str) -> frozenset[str]:
    """A list of folded words; what each is for is said beside it in `byline_labels.toml`."""
    said = words()[table][name]
    return frozenset(said.split() if isinstance(said, str) else said)


def label(text: str) -> re.Match[str] | None:
    """The label at the start of a line, punctuation before it skipped."""
    opening = OPENING.match(text)
    at = opening.end() if opening else 0
    pattern = _labels().get(text[at : at + 1].lower())
    return pattern.match(text, at) if pattern else None


@cache
def _labels() -> dict[str, re.Pattern[str]]:
    """For each first letter (folded) the pattern of the labels that begin with it, longest first."""
    by_letter: dict[str, list[str]] = {}
    for form in sorted({form.rstrip(":") for form in words()["labels"]["strong"]}, key=len, reverse=True):
        by_letter.setdefault(form[0].lower(), []).append(form)
    out = {}
    for letter, forms in by_letter.items():
        spaced = "|".join(re.escape(f) for f in forms if not is_east_asian(f)) or r"(?!)"
        tight = "|".join(re.escape(f) for f in forms if is_east_asian(f)) or r"(?!)"
        glued = "|".join(re.escape(f) for f in forms if f.endswith(GLUED)) or r"(?!)"
        out[letter] = re.compile(
            rf"(?:(?P<spaced>{spaced})(?:\s*[:：/]\s*|\s+|$)|(?P<glued>{glued})(?-i:(?<=[a-z])(?=[^\W\d_a-z][^\W\d_A-Z]))"
            rf"|(?P<tight>{tight})\s*[:：/／丨|]?\s*)",
            re.IGNORECASE,
        )
    return out


@cache
def signed() -> tuple[tuple[str, str], tuple[str, str]]:
    """The labels as patterns of RE2 that screen lines: two for a label at the start, two for one inside before a
    capital.

    The first of two knows no letters but those of ASCII. It matches wherever the second does, and compiles in a third
    of the time.
    """
    forms = sorted({form.rstrip(":") for form in words()["labels"]["strong"]}, key=len, reverse=True)
    spaced = "|".join(re.escape(f) for f in forms if not is_east_asian(f))
    tight = "|".join(re.escape(f) for f in forms if is_east_asian(f))

    def at_start(opening: str, other: str) -> str:
        return rf"(?i)^{opening}{{0,4}}(?:(?:{spaced})(?:{other}|$)|(?:{tight}))"

    def inside(large: str, small: str) -> str:
        return (
            r"(?i:\b(?:post author|written|posted|published) by\b)"
            rf"|\b(?:[Bb]y|[Vv]on){large}{small}|\s(?:by|von|By|Von) {large}"
        )

    return (
        (at_start("[^a-z]", "[^a-z]"), at_start(r"[\s\pP]", r"[^\pL]")),
        (inside(r"[^\x00-@\[-\x7f]", r"[^\x00-`{-\x7f]"), inside(r"\p{Lu}", r"\p{Ll}")),
    )
