"""The news agencies of the world as data: how pages write them, and the one name that is published for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from cleancopy.pipeline.lore.data import data_of

SQUARE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
"""Kana, ideographs and Hangul: written without blanks, so that a name may touch the next word."""
BEFORE, AFTER = rf"(?<![^\W{SQUARE}])", rf"(?![^\W{SQUARE}])"
"""Where a name begins and ends: no letter or figure of a script with blanks touches it."""


MARK = "\ue000"
"""Stands for an agency in a text whose form is looked at: a character that no text has a use for."""
DESK = (
    r"(?:[ -](?:[Ss]ports?|[Nn]ews|[Ss]taff|[Nn]ewsroom|[Ww]riters?|[Cc]orrespondents?|[Rr]eporters?|infocom|Wirtschaft"
    r"|Politik|Kultur|Panorama|Deportes))*"
)
"""A desk of the agency, or what its writer is there."""
OTHERS = r"(?:\s?[/+&]\s?[\w-]{2,14}){0,4}"
"""Other agencies, desks and initials after the first one."""


@cache
def _table() -> dict[str, Any]:
    return data_of(__package__, "agencies.toml")


@cache
def agencies() -> dict[str, str]:
    """How an agency is written: the name that is published for it."""
    return {
        form: name for country in _table()["agencies"].values() for name, forms in country.items() for form in forms
    }


@cache
def doubtful() -> frozenset[str]:
    """Spellings that stand for other things as well, so that only the place on the page makes them an agency."""
    return frozenset(_table()["doubtful"])


@cache
def spellings() -> str:
    """All spellings as one pattern for RE2, which merges neighbours that begin alike."""
    return "|".join(re.escape(form) for form in sorted(agencies()))


@cache
def _any() -> re.Pattern[str]:
    """Any spelling, by its first character: `re` tries the branches of a choice one after the other."""
    by_first: dict[str, list[str]] = {}
    for form in sorted(agencies(), key=len, reverse=True):
        by_first.setdefault(form[0], []).append(re.escape(form[1:]))
    choices = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items())
    return re.compile(f"(?=[{''.join(by_first)}]){BEFORE}(?:{choices}){AFTER}")


def marked(text: str) -> Iterator[tuple[str, int, int]]:
    """For each agency named in a text: the text with `MARK` in place of the name, and where the name is.

    A pattern then has one character for an agency, whichever it is.
    """
    for match in _any().finditer(text):
        start, end = match.span()
        yield text[:start] + MARK + text[end:], start, end


def unmarked(span: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Where a span of the marked text is in the text itself, in which the agency is `start:end`."""
    first, last = (at if at <= start else at + (end - start) - 1 for at in span)
    return first, last


def agency_of(text: str) -> str | None:
    """The agency that some characters are, with its desk and what else is in its list; None for anything else."""
    for short, start, end in marked(text):
        if re.fullmatch(rf"\W*{MARK}{DESK}{OTHERS}\W*", short):
            return agencies()[text[start:end]]
    return None


@cache
def words(kind: str) -> str:
    """The words before a `source` or a `writer`, or of a `picture`, as one pattern, longest first."""
    return "|".join(map(re.escape, sorted(_table()["words"][kind], key=len, reverse=True)))
