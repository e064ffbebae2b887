"""The words that dates are made of, from `words.toml`: months, weekdays, units and the order of figures by language."""

from __future__ import annotations

from functools import cache
from typing import Any

from cleancopy.pipeline.lore.data import data_of


@cache
def words() -> dict[str, Any]:
    """The data beside this file."""
    return data_of(__package__, "words.toml")


def fold(word: str) -> str:
    """A word as the tables hold it: lower case, one blank between its parts, no closing full stop."""
    return " ".join(word.lower().replace("i̇", "i").rstrip(".").split())


@cache
def month_of() -> dict[str, int]:
    """Every form of a month's name in the Gregorian calendar, in any language, folded, to its number."""
    return _numbers("months")


@cache
def persian_month_of() -> dict[str, int]:
    """The months of the Iranian calendar to their numbers."""
    return _numbers("persian_months")


@cache
def weekday_of() -> dict[str, int]:
    """Every form of a weekday's name, folded, to its number: Monday is 0."""
    return {form: number - 1 for form, number in _numbers("weekdays").items()}


def _numbers(table: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for names in words()[table].values():
        for number, forms in enumerate(names, 1):
            for form in forms.split():
                found.setdefault(form.replace("_", " "), number)
    return found


@cache
def _orders() -> dict[str, str]:
    return {language: order for order, languages in words()["order"].items() for language in languages}


def reading_order(language: str | None) -> str | None:
    """How figures are read in a language where nothing else settles day and month: `DMY`, or `MDY`.

    None where the language is written in both orders (English) or is not known.
    """
    if language is None:
        return None
    order = _orders().get(language, "DMY")
    return None if order == "both" else order
