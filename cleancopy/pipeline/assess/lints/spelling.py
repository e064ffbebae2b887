"""One word, two spellings in one article."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from cleancopy.pipeline.assess.lints.draft import Finding
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.assess.lints.names import names
from cleancopy.pipeline.assess.reading import Reading
from cleancopy.pipeline.scan.columns import Ints
from cleancopy.pipeline.scan.segments import each, row_of, running
from cleancopy.pipeline.words import Text, Words, hash_of
from cleancopy.pipeline.words.characters import JOINER, LETTER, UPPER, Codes
from cleancopy.pipeline.words.words import Hashes, Listed, word_hashes

TITLES = ("Mr", "Mrs", "Ms", "Dr", "Prof", "Sr", "Jr", "St", "Mme", "Sra")
SHORTEST = 6
"""Letters of a word, hyphen aside, below which two spellings are two words (re-do, redo)."""
_HYPHENS = tuple(map(ord, "-‐‑"))


def honorifics(reading: Reading) -> Iterator[Finding]:
    """`inconsistent_honorific`: "Mr." and "Mr" in one text, each before a name."""
    text, words = reading.text, reading.words
    listed, keys = _titles()
    at = listed.among(words)
    ends = words.ends[at]
    stopped = text.codes[ends] == ord(".")
    after = ends + stopped  # inside the text: each ends with two line feeds of ours
    named = (text.codes[after] == ord(" ")) & ((text.flags[after + 1] & UPPER) > 0)
    named &= (text.flags[words.starts[at]] & UPPER) > 0
    for title, key in zip(TITLES, keys, strict=True):
        mine = named & (words.hashes[at] == key)
        bounds = words.bounds
        dotted, plain = (np.diff(np.searchsorted(at[mine & some], bounds)) for some in (stopped, ~stopped))
        for doc in np.flatnonzero((dotted > 0) & (plain > 0)).tolist():
            evidence = f"{title}. {dotted[doc]} times, {title} {plain[doc]} times"
            yield Finding(reading.first + doc, "inconsistent_honorific", "info", None, evidence)


@cache
def _titles() -> tuple[Listed, tuple[int, ...]]:
    """`TITLES` as a list to look in, and the hash of each."""
    hashes = hash_of(TITLES)
    return Listed(np.unique(hashes)), tuple(hashes.tolist())


def hyphens(reading: Reading) -> Iterator[Finding]:
    """`inconsistent_spelling`: a word with a hyphen in one place and without it in another, title or text."""
    sides = (reading.title, (reading.text, reading.words))
    hyphened = [_hyphenated(*side) for side in sides]
    if not any(len(at) for at, _ in hyphened):
        return
    wanted = Listed(np.unique(np.concatenate([joined for _, joined in hyphened])))
    plain = _places([words for _, words in sides], wanted)
    met = Listed(np.unique(np.array([key for _, key in plain], np.uint64)))
    told = set()
    for side, (at, joined) in enumerate(hyphened):
        text, words = sides[side]
        some = met.holds(joined)
        at, joined = at[some], joined[some]
        owner = row_of(at, words.bounds)
        for word, doc, key in zip(at.tolist(), owner.tolist(), joined.tolist(), strict=True):
            if (doc, key) in told or (doc, key) not in plain:
                continue
            told.add((doc, key))
            other_side, other = plain[doc, key]
            shown = [_word(text, words, word), _word(*sides[other_side], other)]
            if any(map(str.isupper, shown[1][1:])) and not shown[1].isupper():
                continue  # a name in CamelCase is no spelling of the word
            in_text = [place for place, where in ((word, side), (other, other_side)) if where]
            paragraph = reading.paragraph(doc, int(reading.words.starts[min(in_text)])) if in_text else None
            yield Finding(reading.first + doc, "inconsistent_spelling", "info", paragraph, " / ".join(shown))


def _word(text: Text, words: Words, at: int) -> str:
    return text.cut(int(words.starts[at]), int(words.ends[at]))


def _hyphenated(text: Text, words: Words) -> tuple[Ints, Hashes]:
    """Words of letters with exactly one hyphen, and the hash that each would have without it."""
    marks = text.places(JOINER)
    codes = text.codes[marks]
    marks = marks[(codes == _HYPHENS[0]) | (codes == _HYPHENS[1]) | (codes == _HYPHENS[2])]
    at = words.before(marks) - 1
    inside = (at >= 0) & (marks < words.ends[at]) if len(words.ends) else np.zeros(len(marks), np.bool_)
    marks, at = marks[inside], at[inside]
    once = np.bincount(at, minlength=1)[at] == 1
    marks, at = marks[once], at[once]
    starts, ends = words.starts[at], words.ends[at]
    no_number = (text.flags[starts] & text.flags[ends - 1] & LETTER) > 0
    good = (ends - starts > SHORTEST) & no_number & (marks - starts > 1) & (ends - marks > 2)
    marks, at, starts, ends = marks[good], at[good], starts[good], ends[good]
    return at, _without(text.lower, starts, marks, ends) if len(at) else words.hashes[:0]


def _without(codes: Codes, starts: Ints, marks: Ints, ends: Ints) -> Hashes:
    """The hash of each span of characters as it would be without the character at `marks`."""
    lengths = ends - starts
    edges = running(lengths)
    joined = np.delete(codes[each(starts, lengths)], edges[:-1] + marks - starts)
    edges -= np.arange(len(edges))
    return word_hashes(joined, edges[:-1], edges[1:])


def _places(sides: list[Words], wanted: Listed) -> dict[tuple[int, int], tuple[int, int]]:
    """Where wanted words stand first: (document, hash) to (title 0 or text 1, word)."""
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for side, words in enumerate(sides):
        some = wanted.among(words)
        doc = row_of(some, words.bounds)
        for word, number, key in zip(some.tolist(), doc.tolist(), words.hashes[some].tolist(), strict=True):
            first.setdefault((number, key), (side, word))
    return first


HONORIFIC = Lint(
    "inconsistent_honorific",
    {"info": ""},
    why="One title of address with a full stop in one place and without in another.",
    example="`Mr. Adler opened the bridge. Mr Adler then left.`",
    near_miss="`Mr Adler` and `Dr. Bell`, each in one way throughout.",
    checks=(honorifics,),
)
SPELLING = Lint(
    "inconsistent_spelling",
    {"info": ""},
    why="A word with a hyphen in one place and in one piece in another, the title included; or, in English, a "
    "capitalised word of six letters or more in two spellings that differ only by accents, doubled letters or "
    "romanisation (`y`, `i`, `j`; `kh`, `h`; `w`, `v`). The text is never changed.",
    example="`Flood-gate` in the title, `floodgate` in the text; `Oleksiy` and `Oleksii`.",
    near_miss="short words (`re-do`, `redo`), figures (`20-24`, `2024`), names in CamelCase; `German` and `Germany`.",
    checks=(hyphens, names),
)
