"""One word, two spellings in one article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from flows.clean.quality.layout import lines
from flows.clean.quality.lints.draft import Draft, Finding, matching
from flows.clean.sentences import Text, Words, read, slices, words
from flows.clean.sentences.characters import DIGIT
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
    plain = matching(draft.texts, rf"(?:^|[^\pL])(?:{_TITLES}) \p{{Lu}}")
    for doc in np.intersect1d(dotted, plain).tolist():
        counts = Counter(match.groups() for match in _HONORIFIC.finditer(draft.texts[doc].as_py()))
        for title in dict.fromkeys(title for title, _ in counts):
            with_stop, without = counts[title, "."], counts[title, ""]
            if with_stop and without:
                evidence = f"{title}. {with_stop} times, {title} {without} times"
                yield Finding(doc, "inconsistent_honorific", "info", None, evidence)


def hyphens(draft: Draft) -> Iterator[Finding]:
    """`inconsistent_spelling`: a word with a hyphen in one place and without it in another (title included)."""
    for start, stop in slices(draft.titles, draft.texts):
        text = read(draft.titles[start:stop], draft.texts[start:stop])
        tokens = words(text)
        hyphen, joined = _hyphenated(text, tokens)
        if not len(hyphen):
            continue
        owner = np.searchsorted(tokens.bounds, hyphen, side="right") - 1
        told = set()
        for at, doc, plain in zip(hyphen.tolist(), owner.tolist(), _partners(tokens, owner, joined), strict=True):
            if plain < 0 or (doc, int(tokens.hashes[at])) in told:
                continue
            told.add((doc, int(tokens.hashes[at])))
            place = min(at, plain) if _paragraph(text, tokens, doc, min(at, plain), draft, start) else max(at, plain)
            paragraph = _paragraph(text, tokens, doc, place, draft, start)
            shown = (text.cut(int(tokens.starts[word]), int(tokens.ends[word])) for word in (at, plain))
            yield Finding(start + doc, "inconsistent_spelling", "info", paragraph or None, " / ".join(shown))


def _hyphenated(text: Text, tokens: Words) -> tuple[Ints, Hashes]:
    """Words of letters with exactly one hyphen, and the hash that each would have without it."""
    marks = np.flatnonzero(np.isin(text.codes, _HYPHENS))
    at = np.searchsorted(tokens.starts, marks, side="right") - 1
    inside = (at >= 0) & (marks < tokens.ends[at]) if len(tokens.ends) else np.zeros(len(marks), np.bool_)
    marks, at = marks[inside], at[inside]
    once = np.bincount(at, minlength=1)[at] == 1
    marks, at = marks[once], at[once]
    starts, ends = tokens.starts[at], tokens.ends[at]
    digits = np.concatenate([[0], np.cumsum((text.flags & DIGIT) > 0)])
    good = (ends - starts > SHORTEST) & (digits[ends] == digits[starts]) & (marks - starts > 1) & (ends - marks > 2)
    marks, at, starts, ends = marks[good], at[good], starts[good], ends[good]
    power, inverse = powers(len(tokens.prefix))
    head = (tokens.prefix[marks] - tokens.prefix[starts]) * inverse[starts]
    tail = (tokens.prefix[ends] - tokens.prefix[marks + 1]) * inverse[marks + 1]
    return at, mixed(head + tail * power[marks - starts])


def _partners(tokens: Words, owner: Ints, joined: Hashes) -> list[int]:
    """For each wanted hash the first word of the same document that has it, -1 without one."""
    screen = np.zeros(1 << 16, np.bool_)
    screen[(joined >> np.uint64(48)).astype(np.int64)] = True
    some = np.flatnonzero(screen[(tokens.hashes >> np.uint64(48)).astype(np.int64)])
    doc = np.searchsorted(tokens.bounds, some, side="right") - 1
    first: dict[tuple[int, int], int] = {}
    for place, number, key in zip(some.tolist(), doc.tolist(), tokens.hashes[some].tolist(), strict=True):
        first.setdefault((number, key), place)
    return [first.get(wanted, -1) for wanted in zip(owner.tolist(), joined.tolist(), strict=True)]


def _paragraph(text: Text, tokens: Words, doc: int, word: int, draft: Draft, start: int) -> int:
    """The paragraph of a word, 0 in the title."""
    body = int(text.bounds[doc]) + len(draft.titles[start + doc].as_py() or "") + 2
    place = int(tokens.starts[word])
    if place < body:
        return 0
    opens = lines(text)
    paragraphs = opens.starts[opens.opens]
    return int(np.searchsorted(paragraphs, place, side="right") - np.searchsorted(paragraphs, body))
