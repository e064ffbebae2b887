"""The forms in which a line names the news agency that a text is from, and the sign-off at the end of a text.

A name amid a sentence says nothing ("he told AFP"), nor does the credit of a picture ("Photo: AFP").
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from cleancopy.pipeline.lore.agencies import DESK, MARK, OTHERS, agencies, doubtful, marked, unmarked, words
from cleancopy.pipeline.recognise.head.credit_forms import FORMS, INITIALS, ROLE, SOURCE, WRITER, Form
from cleancopy.pipeline.recognise.head.persons import is_known, is_person

SIGN_OFF = re.compile(
    rf"[.!?…。！？।؟։\"”’»“)]\s?(?:[-–—]{{1,2}}\s?|(?P<open>[(（\[［/]))\s?(?:{INITIALS}[/,]\s?)?{MARK}{DESK}{OTHERS}"
    r"\s?(?:[)）\]］/]|(?(open)(?!)|))[.。]?\s*$"
)
"""The end of a text that names its agency: `... said. (AP)`, `... said. — Reuters`, `... sa han. /TT/`."""
LAST = 90
"""Characters at a line's end in which the sign-off is."""


@cache
def forms() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    """Each form with its compiled pattern, to be matched at a line's start."""
    return tuple((form, re.compile(_filled(form.pattern))) for form in FORMS)


def _filled(pattern: str) -> str:
    """A pattern with the labels in their places."""
    return pattern.replace(SOURCE, words("source")).replace(WRITER, words("writer"))


@cache
def _picture() -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{words('picture')})\b|{words('picture_anywhere')}")


def of_a_picture(text: str) -> bool:
    """Whether a line is the credit of a picture."""
    return _picture().search(text) is not None


def credit(text: str, places: Collection[str]) -> tuple[Form, dict[str, tuple[int, int]]] | None:
    """The form by which a line names an agency, and where it names agency and place; None where it does not.

    `places` are those of the page that the line is in, in the words of `Form.where`.
    """
    named = list(marked(text))
    for form, pattern in forms():
        if form.where not in places:
            continue
        for short, start, end in named:
            spans = _spans(form, pattern, short, text[start:end])
            if spans is not None:
                there = {field: unmarked(span, start, end) for field, span in spans.items()}
                return None if of_a_picture(text) else (form, {"agency": (start, end)} | there)
    return None


def _spans(form: Form, pattern: re.Pattern[str], short: str, name: str) -> dict[str, tuple[int, int]] | None:
    """Where the marked text `short` names a place or a person, where it has the form at all; else None."""
    match = pattern.match(short)
    if match is None or (name in doubtful() and not form.sure) or (form.in_full and " " not in name):
        return None
    found = {field: match.span(field) for field, said in match.groupdict().items() if said}
    place = match.groupdict().get("place") or ""
    if place in agencies() or ROLE.match(place):
        return None
    if "author" in found and not (is_known(match["author"]) and is_person(match["author"])):
        del found["author"]
    return found


def signed_off(text: str) -> tuple[int, int] | None:
    """Where the end of a text names its agency; None where it does not."""
    before = max(len(text) - LAST, 0)
    for short, start, end in marked(text[before:]):
        match = SIGN_OFF.search(short)
        if match is not None and (match["open"] or text[before + start : before + end] not in doubtful()):
            return before + start, before + end
    return None
