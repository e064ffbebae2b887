"""Judge a decoded text: can these letters stand in these words? The detectors' numbers are not asked here."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from cleancopy.pipeline.decode.structure import basic_ideographs
from cleancopy.pipeline.language import ranked
from cleancopy.pipeline.lore.data import data_of

SHOWN = 80
"""Characters of a reading that the language model is shown; more of them hardly change its mind."""

FAMILIES = (
    ("no", "nn", "nb", "da"),
    ("hr", "bs", "sr", "sh", "sl"),
    ("cs", "sk"),
    ("id", "ms"),
    ("pt", "gl"),
    ("ar", "fa", "ur", "ps"),
)
"""Languages whose spelling is so alike that a short text may be of either."""
LETTER = r"[^\W\d_]"
SIGN = r"[^\w\s\x00-\x7f\u3000-\u303f\uff00-\uff65]"
AROUND_WORDS = frozenset("«»‹›“”„‚‘’¿¡…–—€£¥$§©®™°†‡‰•·²³¹ªº№″′‑‐‧ʼ\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f")
"""Signs that are beside letters in ordinary text."""
_IN_WORD = re.compile(
    rf"(?<={LETTER})[^\w\s\x00-\x7f’‘ʼ·‧‑‐–—…ºª\u00ad\u200b-\u200f\u3000-\u303f\uff00-\uff65](?={LETTER})"
)
_AT_WORD = re.compile(rf"(?<={LETTER})({SIGN})|({SIGN})(?={LETTER})")
_WRONG_QUOTE = re.compile(rf"(?<!\S)’(?={LETTER})|[¹²³¼½¾®™](?={LETTER})|(?<={LETTER})‘(?!\w)")
_TWO_SCRIPTS = re.compile("[A-Za-z][Ͱ-ӿԱ-֏א-תء-ي]|[Ͱ-ӿԱ-֏א-תء-ي][A-Za-z]|[A-Za-z][㐀-䶿一-鿿가-힣](?=[A-Za-z])")
_EAST_ASIAN = re.compile("[㐀-䶿一-鿿가-힣\uf900-\ufaff]")
_FALLING = re.compile("[^\\W\\d_a-zß-öø-ÿа-џα-ώ]{2,}[à-öø-ÿа-џα-ώ]$")
_MISPLACED = re.compile(rf"[ςךםןףץة](?={LETTER})|σ(?!{LETTER})")
_DIGIT_IN_WORD = re.compile("(?<=[À-\u1fff])[0-9](?=[À-\u1fff])")
_ODD_SIGNS = re.compile(rf"[¡¿®©£¥§°ª†‡•™][¡¿®©£¥§°ª†‡•™«»]|(?<={LETTER})[¿¡¥£§]")
_SIGNS = re.compile(r"[^\w\s\x00-\x7f\u3000-\u303f\uff00-\uffef]")
_GARBAGE = re.compile("[\x80-\x9f─-◿\ufffd\ue000-\uf8ff]")
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_WORDS = re.compile(rf"(?<!{LETTER}){LETTER}{{2,60}}(?!{LETTER})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks against a reading (`faults`), among how many characters beyond ASCII (`beyond`); how well their
    frequencies fit the language (`fit`, natural logarithm of a likelihood); the language, and how much its words are
    of it (`sure`, 0-1).
    """

    faults: float
    beyond: int
    fit: float
    language: str
    sure: float

    @property
    def rate(self) -> float:
        """Faults per character beyond ASCII."""
        return self.faults / max(self.beyond, 1)


@lru_cache(maxsize=64)
def verdict(text: str) -> Verdict:
    """Judge `text` (a few thousand characters). Readings that one document meets again are remembered."""
    foreign = "".join(_BEYOND.findall(text))
    garbage, beyond_ascii = len(_GARBAGE.findall(foreign)), len(foreign)
    if garbage * 10 > beyond_ascii:  # plainly wrong: no closer look
        return Verdict(4.0 * garbage, beyond_ascii, -5.0 * beyond_ascii, "", 0.0)
    language, sure = guess(text)
    bare, loose = _without_marks(unicodedata.normalize("NFC", text))
    beyond = Counter("".join(_BEYOND.findall(bare)))
    letters = _letters(language) if sure >= 0.4 else None
    faults = sum(count * _fault(char, letters) for char, count in beyond.items())
    fit = sum(count * _fit(char, letters) for char, count in beyond.items())
    total = sum(beyond.values()) + len(text) - len(bare)
    return Verdict(loose + _shape_faults(bare, language) + faults, total, fit, language, sure)


def guess(text: str) -> tuple[str, float]:
    """(language, score) of a text by its words; small letters, since the model knows capitals less well.

    Languages that are written nearly alike share their score: which of them it is does not matter here.
    """
    found = ranked(" ".join(text.lower().split())[:SHOWN], 4)
    if not found:
        return "", 0.0
    language = found[0][0]
    family = _family(language)
    score = sum(share for one, share in found if one in family)
    return language, round(min(score, 1.0), 2)


def _family(language: str) -> tuple[str, ...]:
    return next((family for family in FAMILIES if language in family), (language,))


@cache
def _letters(language: str) -> dict[str, float] | None:
    """The letters of a language, and rarer those of languages that a short text of it may be taken for."""
    known = [alphabets()[member] for member in (*_family(language), language) if member in alphabets()]
    merged = {letter: share for letters in known for letter, share in letters.items()}
    own = alphabets().get(language, {})
    return {letter: share if letter in own else min(share, -4.0) for letter, share in merged.items()} or None


def _without_marks(text: str) -> tuple[str, float]:
    """The text without accents and vowel signs of their own, and faults for those on Latin letters that never do so."""
    marks = {c for c in set(text) if c > "\x7f" and unicodedata.category(c)[0] == "M"}
    if not marks:
        return text, 0.0
    latin = sum(c in marks and before < "\u0250" for before, c in pairwise(text))
    return text.translate({ord(c): None for c in marks}), 2.0 * latin


def _shape_faults(text: str, language: str) -> float:
    """Signs inside words, signs that cling to words, two scripts in a word, capitals after small letters."""
    near = foreign_words(text)
    faults = 2.0 * len(_IN_WORD.findall(near)) + len(_TWO_SCRIPTS.findall(near))
    faults += sum((behind or before) not in AROUND_WORDS for behind, before in _AT_WORD.findall(near))
    faults += len(_ODD_SIGNS.findall(near))
    faults += len(_DIGIT_IN_WORD.findall(near)) + len(_MISPLACED.findall(near)) + _short_runs(near)
    if language not in ("en", "nl", "af"):
        faults += 0.5 * len(_WRONG_QUOTE.findall(near))
    small = 0
    for word in _WORDS.findall(near):
        if word.isascii() or word.islower() or word.isupper() or word.istitle():
            small += word.islower() and not word.isascii()
            continue
        faults += bool(_FALLING.search(word)) and not word.isascii()
        rising = (a + b for a, b in pairwise(word) if a.islower() and b.isupper())
        faults += sum(not pair.isascii() for pair in rising)
    return faults + _headless(text, small) + _signs(text)


def foreign_words(text: str) -> str:
    """What is between blanks and is not ASCII, single blanks between: no pattern of `_shape_faults` matches else.

    Each of them needs a character beyond ASCII and looks no further than at its neighbours, none across a blank. In
    languages written in Latin letters this leaves a tenth of the text, and the patterns are slow (20 us per thousand
    characters and pattern).
    """
    return " ".join([word for word in text.split() if not word.isascii()])


def _short_runs(text: str) -> float:
    """Faults of Thai letters in runs as short as words: Thai puts blanks between phrases only."""
    runs = re.findall("[\u0e00-\u0e7f]+", text)
    letters = sum(map(len, runs))
    return 0.2 * letters if letters >= 30 and letters < 8 * len(runs) else 0.0


def _signs(text: str) -> float:
    """Faults of lines in which signs beyond ASCII abound: letters of another encoding."""
    faults = 0
    for line in text.split("\n"):
        signs = len(_SIGNS.findall(line))
        if signs >= 10 and signs * 6 > len(line):
            faults += signs
    return faults


def _headless(text: str, small: int) -> float:
    """Faults of a text in a script with capitals that never uses one, not even after a full stop."""
    if small < 5 or any(c.isupper() for c in text if not c.isascii()) or re.search("[A-Z][a-z]", text):
        return 0.0
    return 0.1 * small


def _fit(char: str, letters: dict[str, float] | None) -> float:
    """Logarithm of how likely a character is among those beyond ASCII."""
    if not char.isalpha():
        return -4.0 if char in AROUND_WORDS else -4.5
    return -3.5 if letters is None else letters.get(char.lower(), -5.0)


def _fault(char: str, letters: dict[str, float] | None) -> float:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd":
        return 4.0
    if "─" <= char <= "◿":  # box drawing: letters of another code page
        return 2.0
    if "｡" <= char <= "ﾟ":
        return 1.0
    if kind == "Lo" and letters is None and _EAST_ASIAN.match(char):
        return 0.0 if char in basic_ideographs() else 0.5
    return 1.0 if kind[0] == "L" and letters is not None and char.lower() not in letters else 0.0


@cache
def alphabets() -> dict[str, dict[str, float]]:
    """Language -> its small letters beyond ASCII -> logarithm of their share, by Zipf's law from their order."""
    data = data_of(__package__, "alphabets.toml")
    found: dict[str, dict[str, float]] = {}
    for script in data.values():
        for code, letters in script.items():
            own, _, guests = letters.partition(" ")
            weights = {letter.lower(): 0.03 for letter in guests}
            weights |= {letter.lower(): 1 / (rank + 2) for rank, letter in reversed(list(enumerate(own)))}
            total = sum(weights.values())
            found.setdefault(code, {}).update({letter: math.log(weight / total) for letter, weight in weights.items()})
    return found
