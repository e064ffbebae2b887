"""One name, two spellings in one English article: Zelensky and Zelenskyy, Erdoğan and Erdogan.

Two capitalised words are variants when nothing is left of their difference once accents are off, double letters single
and the usual pairs of romanisation equal (`y`, `i`, `j`; `kh`, `h`; `w`, `v`). Other vowels must agree: German and
Germany are two words. English only: elsewhere an accent is often a letter of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.assess.lints.draft import Finding
from cleancopy.pipeline.assess.reading import Reading
from cleancopy.pipeline.lore.marks import JOINERS
from cleancopy.pipeline.scan.columns import Ints
from cleancopy.pipeline.scan.rank import Rank
from cleancopy.pipeline.scan.repeats import occurrences
from cleancopy.pipeline.scan.segments import each, row_of, running
from cleancopy.pipeline.words.characters import JOINER, UPPER
from cleancopy.pipeline.words.words import BASE, mixed, span_hashes

SHORTEST = 6
"""Letters below which two words are too easily alike."""
_NO_NAME, _ALL = 1 << 30, (1 << 30) - 1
_FOLDED = 0x250
"""Latin letters up to here lose their accents before they are compared."""


def names(reading: Reading) -> Iterator[Finding]:
    """`inconsistent_spelling`: one name spelled in two ways, reported where the second one stands first."""
    words, text = reading.words, reading.text
    at = np.flatnonzero((text.flags[words.starts] & UPPER) > 0)
    at = at[words.lengths[at] >= SHORTEST]
    owner = row_of(at, words.bounds)
    english = (reading.languages == "en")[owner]
    at, owner = at[english], owner[english]
    at, owner = _ambiguous(reading, at, owner)
    variants: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for word, doc in zip(at.tolist(), owner.tolist(), strict=True):
        spelled = text.cut(int(words.starts[word]), int(words.ends[word]))
        if spelled.isalpha():
            variants[doc, _plain(spelled)].setdefault(int(words.hashes[word]), word)
    for (doc, _), found in variants.items():
        if len(found) > 1:
            places = list(found.values())
            shown = " / ".join(text.cut(int(words.starts[word]), int(words.ends[word])) for word in places)
            paragraph = reading.paragraph(doc, int(words.starts[places[1]]))
            yield Finding(reading.first + doc, "inconsistent_spelling", "info", paragraph, shown)


def _ambiguous(reading: Reading, at: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """The words (each once a document) that share their letters and their skeleton with another word of the same
    document.

    Measured: few share their letters, which are looked at in a third of the time of the skeletons.
    """
    salt = mixed((owner + 1).astype(np.uint64) * BASE)
    some = np.flatnonzero(~occurrences(reading.words.hashes[at] + salt)[1])
    letters = _letters(reading, at[some])
    some, letters = some[letters < _NO_NAME], letters[letters < _NO_NAME]
    some = some[occurrences(mixed(letters * BASE + salt[some]))[0] > 1]
    some = some[occurrences(_skeletons(reading, at[some]) + salt[some])[0] > 1]
    return at[some], owner[some]


def _characters(reading: Reading, at: Ints) -> tuple[Ints, Ints]:
    """The places of the characters of some words, and where among them each word begins (and the last one ends)."""
    starts, lengths = reading.words.starts[at], reading.words.lengths[at]
    edges = running(lengths)
    return each(starts, lengths), edges


def _letters(reading: Reading, at: Ints) -> npt.NDArray[np.uint64]:
    """The letters of each word as bits, those in which variants differ left out or set to one; `_NO_NAME` or more for a
    word with another character. Letters beyond Latin set all bits, as they are no others in any variant.
    """
    text = reading.text
    inside, edges = _characters(reading, at)
    if not len(at):
        return np.zeros(0, np.uint64)
    codes = text.lower[inside]
    bits = _bits().take(codes, mode="clip")
    far = np.flatnonzero(codes >= _FOLDED)
    bits[far] = np.where((text.flags[inside[far]] & JOINER) > 0, _NO_NAME, _ALL)
    return np.bitwise_or.reduceat(bits, edges[:-1]).astype(np.uint64)


def _skeletons(reading: Reading, at: Ints) -> npt.NDArray[np.uint64]:
    """A number for the consonants of each word in order, doubles once: the same for all variants of a name."""
    text = reading.text
    inside, edges = _characters(reading, at)
    codes = text.lower[inside].astype(np.intp)
    folded = _table().take(codes, mode="clip")
    far = np.flatnonzero(codes >= _FOLDED)
    folded[far] = np.where((text.flags[inside[far]] & JOINER) > 0, 0, codes[far])
    solid = np.flatnonzero(folded)
    bounds = Rank.of(folded > 0).before(edges)
    new = np.ones(len(solid), np.bool_)
    new[1:] = folded[solid[1:]] != folded[solid[:-1]]
    new[bounds[bounds < len(solid)]] = True
    bounds = Rank.of(new).before(bounds)
    return span_hashes(folded[solid[new]], bounds[:-1], bounds[1:])


@cache
def _table() -> npt.NDArray[np.uint32]:
    """Lower-case Latin letters without accents; vowels, `y`, `j`, `h` and what joins words become 0; `w` is `v`."""
    table = np.arange(_FOLDED, dtype=np.uint32)
    for code in range(_FOLDED):
        base = _bare(chr(code))[:1]
        table[code] = 0 if base in "aeiouyjh" else ord("v" if base == "w" else base)
    table[[ord(char) for char in JOINERS if ord(char) < _FOLDED]] = 0
    return table


@cache
def _bits() -> npt.NDArray[np.uint32]:
    """For each character below `_FOLDED` the letters that `_plain` may leave of it as bits; `k` and `h` have none."""
    bits = np.zeros(_FOLDED, np.uint32)
    for code in range(_FOLDED):
        for letter in _plain(chr(code)) if chr(code).isalpha() else ():
            bits[code] |= 0 if letter in "kh" else 1 << ord(letter) % 30
        bits[code] |= 0 if chr(code).isalpha() else _NO_NAME
    return bits


def _bare(string: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", string) if not unicodedata.combining(char)) or string


def _plain(name: str) -> str:
    """A name without what its variants differ in."""
    name = name.lower()
    plain = (name if name.isascii() else _bare(name)).replace("ı", "i").replace("kh", "h").replace("w", "v")
    return re.sub(r"(.)\1+", r"\1", re.sub("[yj]", "i", plain))
