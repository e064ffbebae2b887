"""What the labels of a line make of its dates: published, updated, created, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cleancopy.pipeline.lore.data import data_of
from cleancopy.pipeline.lore.dates import Written, written_dates

ROLES = ("published", "updated", "created", "other")


@dataclass(slots=True)
class Dated:
    """A date of a zone line and what its labels say of it."""

    z: int
    role: str
    """published, updated, created, other, or dated (no label)."""
    date: Written
    rest: int
    """Characters of the line besides the dates and labels."""


@cache
def _labels() -> tuple[dict[tuple[str, ...], str], frozenset[str], int]:
    """The words of every label to its role, all last words, and the number of words of the longest label."""
    table = data_of(__package__, "date_labels.toml")["labels"]
    found = {tuple(LABEL_WORD.findall(form)): role for role in reversed(ROLES) for form in table[role]}
    return found, frozenset(form[-1] for form in found), max(map(len, found))


LABEL_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]|©")
"""Words of a label; "ReadPublished" is two."""
LABEL_REACH = 44
"""Characters before a date in which its label is."""


def dates_of(text: str, z: int, before: str) -> list[Dated]:
    """The dates of one line. `before` is the line above, read for a label when it is nothing else (`Published:`)."""
    dates = written_dates(text)
    found, at = [], 0
    rest = len(text) - sum(date.end - date.start for date in dates)
    after = _follow(text, dates)
    for number, date in enumerate(dates):
        role = after[number] if after else role_of(text[at : date.start])
        if role is None and number == 0 and len(before) < 40:
            role = role_of(before, alone=True)
        found.append(Dated(z, role or "dated", date, rest))
        at = date.end
    return found


def _follow(text: str, dates: list[Written]) -> list[str | None]:
    """The roles of dates whose labels follow them (`2024年3月5日 公開`); empty where they do not."""
    if not dates or role_of(text[: dates[0].start]) is not None or text.rstrip().endswith((":", "：")):
        return []
    ends = [date.start for date in dates[1:]] + [len(text)]
    roles = [_whole(text[date.end : end]) for date, end in zip(dates, ends, strict=True)]
    return roles if roles[-1] is not None else []


def _whole(text: str) -> str | None:
    """The role that some characters are the label of, when they are nothing else."""
    role = _labels()[0].get(tuple(word.lower() for word in LABEL_WORD.findall(text)))
    return None if role == "other" else role


def role_of(text: str, alone: bool = False) -> str | None:
    """The role the last label of `text` gives to what follows it; `alone`: the label must end the text."""
    labels, closing, most = _labels()
    words = [word.lower() for word in LABEL_WORD.findall(text[-LABEL_REACH:])]
    for end in range(len(words), 0 if not alone else max(len(words) - 1, 0), -1):
        if words[end - 1] not in closing:
            continue
        for begin in range(max(0, end - most), end):
            role = labels.get(tuple(words[begin:end]))
            if role is not None:
                return role
    return None
