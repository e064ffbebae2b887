"""Two readings of the same bytes held against each other: is one clearly the worse?"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from cleancopy.pipeline.decode.judge import Verdict
from cleancopy.pipeline.decode.reading import name_of

FAMILIES = (
    ("cp1252", "iso8859-15", "iso8859-1", "mac-roman", "cp850", "cp437"),
    ("cp1250", "iso8859-2", "iso8859-16", "mac-latin2", "cp852"),
    ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "mac-cyrillic", "cp866"),
    ("cp1253", "iso8859-7", "mac-greek", "cp737", "cp869"),
    ("cp1254", "iso8859-9", "mac-turkish", "cp857"),
    ("cp1257", "iso8859-13", "iso8859-4", "cp775"),
    ("cp1255", "iso8859-8", "cp862"),
    ("cp1256", "iso8859-6", "cp720"),
    ("cp1258", "cp1252"),
    ("cp874", "tis-620"),
    ("cp932", "shift_jis_2004"),
    ("euc_jp", "euc_jis_2004"),
    ("cp950", "big5", "big5hkscs"),
    ("gb18030",),
    ("cp949", "johab"),
)
"""Neighbours that are easily taken for each other, the likeliest first: of equal texts the first gives the name."""
COMMON = {name: -rank for rank, name in enumerate([name_of(m) for family in FAMILIES for m in family][::-1])}
ONLY_FOR = {"iso8859-16": "ro", "cp1258": "vi"}
"""Encodings that were made for one language and hardly ever used for others."""
OLD = ("cp437", "cp7", "cp8", "cp11", "mac-")
"""Encodings of DOS and of the first Macintoshes: hardly ever on the web, and nearly always with letters at 0x80-0x9F,
where younger ones have quotes and dashes: a text that reads without a fault in a younger one is not in these."""
MAX_RATE = 0.1
"""Faults per character beyond ASCII above which no reading is believed."""
CLEAR = 0.25
"""More faults, per character that differs, which make a rival clearly the worse reading."""
RATE_CLEAR = 0.05
"""A higher rate of faults that makes a rival clearly the worse reading."""
WORDS_CLEAR = 0.25
"""A lead in how much the words are those of a language that is clear."""
FIT_CLEAR = 3.0
"""A likelihood ratio (its natural logarithm) of the letters' frequencies that is clear: twenty to one."""
NUMBER_CLEAR = 0.8
"""A share of the best one's number below which the detectors plainly doubt a rival."""
SENSE_CLEAR = 0.5
"""A lead in how much the words are those of a language that leaves the rival none."""
OF_A_LANGUAGE = 0.5
"""How much the words must be those of a language to speak for a reading."""
HARDLY_A_FAULT = 0.03
"""Faults per character beyond ASCII of a reading that is as good as right."""
SEVERAL = 3
"""Faults that are no accident any more."""
BEYOND = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read the sample: its text, the detectors' number (the best one's is 1) and the judge's verdict."""

    encoding: str
    text: str
    number: float
    verdict: Verdict

    @property
    def has_letters(self) -> bool:
        """Whether letters, not signs only, are beyond ASCII."""
        return any(c.isalpha() for c in BEYOND.findall(self.text))

    @property
    def cost(self) -> float:
        """What speaks against it in all: faults, words of no language, a low number, an encoding hardly in use."""
        rare = self.encoding not in COMMON or self.verdict.language != ONLY_FOR.get(
            self.encoding, self.verdict.language
        )
        unfit = -self.verdict.fit / max(self.verdict.beyond, 1)
        cost = self.verdict.rate + 0.3 * (1 - self.verdict.sure) + 0.1 * (1 - self.number) + 0.1 * rare
        return round(cost + 0.1 * unfit, 3)


def clearly_worse(best: Candidate, other: Candidate) -> bool:
    """Whether `other` cannot be the truth when `best` is at hand. One ground is enough, but none holds against fit."""
    more = other.verdict.faults - best.verdict.faults
    if more >= SEVERAL and other.verdict.rate > MAX_RATE:
        return True
    if best.has_letters and other.verdict.fit - best.verdict.fit >= FIT_CLEAR:
        # the other's letters are those of a language far more: only faults in plenty outweigh that
        return more >= max(CLEAR * _differing(best.text, other.text), SEVERAL)
    return _by_faults(best, other) or _by_sense(best, other) or (more >= 0 and _by_likelihood(best, other))


def _by_faults(best: Candidate, other: Candidate) -> bool:
    """The other has more letters and signs where none can be: in what differs, or in all."""
    more = other.verdict.faults - best.verdict.faults
    if more >= max(CLEAR * _differing(best.text, other.text), 0.5):
        return True
    return more >= SEVERAL and other.verdict.rate - best.verdict.rate >= RATE_CLEAR


def _by_sense(best: Candidate, other: Candidate) -> bool:
    """The best is nearly without a fault, and the other is of no language at all."""
    return best.verdict.sure - other.verdict.sure >= SENSE_CLEAR and best.verdict.rate <= HARDLY_A_FAULT


def _by_likelihood(best: Candidate, other: Candidate) -> bool:
    """Of two that have no more faults than the best: by words, by the detectors, by letters, or by age."""
    lead = best.verdict.sure - other.verdict.sure
    words_are_close = lead > -WORDS_CLEAR
    by_words = lead >= WORDS_CLEAR and best.verdict.sure >= OF_A_LANGUAGE
    by_detectors = words_are_close and other.number < NUMBER_CLEAR * best.number
    by_letters = best.verdict.fit - other.verdict.fit >= FIT_CLEAR
    is_older = other.encoding.startswith(OLD) and not best.encoding.startswith(OLD)
    by_age = is_older and (words_are_close or not best.has_letters)
    return by_words or by_detectors or by_letters or by_age


def _differing(one: str, other: str) -> int:
    """How many characters differ, at least one; a character that only one text has counts."""
    return max(abs(len(one) - len(other)), len(_differences(one, other)), 1)


def _differences(one: str, other: str) -> list[int]:
    """Where two texts differ, as far as both go."""
    size = min(len(one), len(other))
    first, second = (
        np.frombuffer(text[:size].encode("utf-32-le", "surrogatepass"), np.uint32) for text in (one, other)
    )
    return np.flatnonzero(first != second).tolist()


def changes_letters(best: Candidate, other: Candidate) -> bool:
    """Whether the readings differ in more than signs."""
    if len(best.text) != len(other.text):
        return True
    return any(best.text[i].isalpha() or other.text[i].isalpha() for i in _differences(best.text, other.text))


def both(why: str, best: Candidate, rival: Candidate | None) -> str:
    """A reason with what either reading makes of the place in which they differ."""
    said = f"{why}: {best.encoding} reads {_excerpt(best, rival)!r}"
    return f"{said}; {rival.encoding} reads {_excerpt(rival, best)!r}" if rival else said


def _excerpt(one: Candidate, other: Candidate | None) -> str:
    """Some words around the first difference, or else around the first character beyond ASCII."""
    pairs = zip(one.text, other.text if other else one.text, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if (a != b if other else a > "\x7f")), 0)
    return " ".join("".join(c if c.isprintable() else " " for c in one.text[max(at - 20, 0) : at + 30]).split())
