"""The news agencies of the world as data: how pages write them, and the one name that is published for each."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

SQUARE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
"""Kana, ideographs and Hangul: written without blanks, so that a name may touch the next word."""
BEFORE, AFTER = rf"(?<![^\W{SQUARE}])", rf"(?![^\W{SQUARE}])"
"""Where a name begins and ends: no letter or figure of a script with blanks touches it."""


DESK = (
    r"(?:[ -](?:[Ss]ports?|[Nn]ews|[Ss]taff|[Nn]ewsroom|[Ww]riters?|[Cc]orrespondents?|[Rr]eporters?|infocom|Wirtschaft"
    r"|Politik|Kultur|Panorama|Deportes))*"
)
"""A desk of the agency, or what its writer is there."""
OTHERS = r"(?:\s?[/+&]\s?[\w-]{2,14}){0,4}"
"""Other agencies, desks and initials after the first one."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("agencies.toml").read_text("utf-8"))


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
    """All spellings as one pattern, for `re` and RE2 alike: longest first, since one may begin another."""
    return "|".join(re.escape(form) for form in sorted(agencies(), key=len, reverse=True))


@cache
def agency() -> str:
    """The group `agency`, for `re`: one agency by any of its names."""
    return rf"{BEFORE}(?P<agency>{spellings()}){AFTER}"


def agency_of(text: str) -> str | None:
    """The agency that some characters are, with its desk and what else is in its list; None for anything else."""
    match = re.fullmatch(rf"\W*{agency()}{DESK}{OTHERS}\W*", text)
    return None if match is None else agencies()[match["agency"]]


@cache
def words(kind: str) -> str:
    """The words before a `source` or a `writer`, or of a `picture`, as one pattern, longest first."""
    return "|".join(map(re.escape, sorted(_table()["words"][kind], key=len, reverse=True)))
