"""One word, two spellings in one article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from flows.clean.quality.lints.draft import Draft, Finding, Reading, matching
from flows.clean.sentences import Text, Words
from flows.clean.sentences.characters import JOINER, LETTER
from flows.clean.sentences.words import Hashes, mixed, powers
from flows.clean.table import Ints

_TITLES = "Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Mme|Sra"
_HONORIFIC = re.compile(rf"\b({_TITLES})(\.?) (?=[^\W\d_])(?=\S*[A-ZÀ-Þ])")
SHORTEST = 6
"""Letters of a word, hyphen aside, below which two spellings are two words (re-do, redo)."""
_HYPHENS = tuple(map(ord, "-‐‑"))


def honorifics(draft: Draft) -> Iterator[Finding]:
    """`inconsistent_honorific`: "Mr." and "Mr" in one text."""
    dotted = matching(draft.texts, rf"(?:^|[^\pL])(?:{_TITLES})\. \p{{Lu}}")
    plain = matching(draft.texts.take(dotted), rf"(?:^|[^\pL])(?:{_TITLES}) \p{{Lu}}")
    for doc in dotted[plain].tolist():
        counts = Counter(match.groups() for match in _HONORIFIC.finditer(draft.texts[doc].as_py()))
        for title in dict.fromkeys(title for title, _ in counts):
            with_stop, without = counts[title, "."], counts[title, ""]
            if with_stop and without:
                evidence = f"{title}. {with_stop} times, {title} {without} times"
                yield Finding(doc, "inconsistent_honorific", "info", None, evidence)


def hyphens(reading: Reading) -> Iterator[Finding]:
    """`inconsistent_spelling`: a word with a hyphen in one place and without it in another (title included)."""
    text, words = reading.text, reading.words
    hyphen, joined = _hyphenated(text, words)
    owner = np.searchsorted(words.bounds, hyphen, side="right") - 1
    told = set()
    for at, doc, plain in zip(hyphen.tolist(), owner.tolist(), _partners(words, owner, joined), strict=True):
        if plain < 0 or (doc, int(words.hashes[at])) in told:
            continue
        told.add((doc, int(words.hashes[at])))
        shown = [text.cut(int(words.starts[word]), int(words.ends[word])) for word in (at, plain)]
        if any(map(str.isupper, shown[1][1:])) and not shown[1].isupper():
            continue  # a name in CamelCase is no spelling of the word
        places = sorted(reading.paragraph(doc, int(words.starts[word])) for word in (at, plain))
        yield Finding(
            reading.first + doc, "inconsistent_spelling", "info", places[0] or places[1] or None, " / ".join(shown)
        )


def _hyphenated(text: Text, words: Words) -> tuple[Ints, Hashes]:
    """Words of letters with exactly one hyphen, and the hash that each would have without it."""
    marks = np.flatnonzero((text.flags & JOINER) > 0)
    marks = marks[np.isin(text.codes[marks], _HYPHENS)]
    at = np.searchsorted(words.starts, marks, side="right") - 1
    inside = (at >= 0) & (marks < words.ends[at]) if len(words.ends) else np.zeros(len(marks), np.bool_)
    marks, at = marks[inside], at[inside]
    once = np.bincount(at, minlength=1)[at] == 1
    marks, at = marks[once], at[once]
    starts, ends = words.starts[at], words.ends[at]
    no_number = (text.flags[starts] & text.flags[ends - 1] & LETTER) > 0
    good = (ends - starts > SHORTEST) & no_number & (marks - starts > 1) & (ends - marks > 2)
    marks, at, starts, ends = marks[good], at[good], starts[good], ends[good]
    power, inverse = powers(len(words.prefix))
    head = (words.prefix[marks] - words.prefix[starts]) * inverse[starts]
    tail = (words.prefix[ends] - words.prefix[marks + 1]) * inverse[marks + 1]
    return at, mixed(head + tail * power[marks - starts])


def _partners(words: Words, owner: Ints, joined: Hashes) -> list[int]:
    """For each wanted hash the first word of the same document that has it, -1 without one."""
    screen = np.zeros(1 << 16, np.bool_)
    screen[(joined >> np.uint64(48)).astype(np.int64)] = True
    some = np.flatnonzero(screen[(words.hashes >> np.uint64(48)).astype(np.int64)])
    doc = np.searchsorted(words.bounds, some, side="right") - 1
    first: dict[tuple[int, int], int] = {}
    for place, number, key in zip(some.tolist(), doc.tolist(), words.hashes[some].tolist(), strict=True):
        first.setdefault((number, key), place)
    return [first.get(wanted, -1) for wanted in zip(owner.tolist(), joined.tolist(), strict=True)]
