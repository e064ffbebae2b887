"""Which of the many 8-bit and multi-byte encodings: two detectors propose, the decoded text decides."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import numpy as np

from cleancopy.pipeline.decode.judge import Verdict, verdict
from cleancopy.pipeline.decode.reading import Note, Reading, as_utf8, decoded, name_of, turned_away
from cleancopy.pipeline.decode.structure import cut_short

logging.getLogger("charset_normalizer").setLevel(logging.ERROR)

SAMPLE = 4096
"""Bytes of the lines beyond ASCII that detectors and judge are shown."""
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
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "tis-620": "cp874"}
ONLY_FOR = {"iso8859-16": "ro", "cp1258": "vi"}
"""Encodings that were made for one language and hardly ever used for others."""
OLD = ("cp437", "cp7", "cp8", "cp11", "mac-")
"""Encodings of DOS and of the first Macintoshes: hardly ever on the web, and nearly always with letters at 0x80-0x9F,
where younger ones have quotes and dashes: a text that reads without a fault in a younger one is not in these."""
MAX_RATE = 0.1
"""Faults per character beyond ASCII above which no reading is believed."""
MIN_SURE = 0.4
"""How much the words must be those of some language to be believed."""
CLEAR = 0.25
"""More faults, per character that differs, which make a rival clearly the worse reading."""
RATE_CLEAR = 0.05
"""A higher rate of faults that makes a rival clearly the worse reading."""
WORDS_CLEAR = 0.25
"""A lead in how much the words are those of a language that is clear."""
FIT_CLEAR = 3.0
"""A likelihood ratio (its natural logarithm) of the letters' frequencies that is clear: twenty to one."""
C1 = re.compile(rb"\xc2[\x80-\x9f]")
BEYOND = re.compile(r"[^\x00-\x7f]")
HIGH = re.compile(rb"[\x80-\xff]")
EBCDIC = re.compile(r"cp(037|273|424|500|875|1026|1140)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read the sample: its text, the detectors' number (the best one's is 1) and the judge's verdict."""

    encoding: str
    text: str
    number: float
    verdict: Verdict

    @property
    def has_letters(self) -> bool:
        """Whether letters, not signs only, stand beyond ASCII."""
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


def by_detector(data: bytes) -> Reading:
    """Read bytes that are no UTF-8; `encoding_uncertain` where no reading, or more than one, makes words."""
    if _is_ebcdic(data):
        return turned_away("encoding_uncertain", "EBCDIC: its variants differ in signs, and its lines cannot be cut")
    sample = _sample(data)
    numbers, second = _propose(sample)
    if not numbers:
        return turned_away("not_text", "binary: no encoding explains its bytes")
    found = _candidates(data, sample, numbers)
    if found and found[0].verdict.faults >= 1:  # not quite right: perhaps no detector thought of the right one
        found = _candidates(data, sample, {**dict.fromkeys(COMMON, 0.5), **numbers})
    if not found:
        return turned_away("encoding_uncertain", f"not valid in any likely encoding ({', '.join(list(numbers)[:4])})")
    best, others = found[0], [other for other in found[1:] if _changes_letters(found[0], other)]
    rival = others[0] if others else None
    if best.verdict.rate > MAX_RATE:
        return turned_away("encoding_uncertain", _both("no reading fits", best, rival), best.encoding, "detector")
    if rival and best.has_letters and best.verdict.sure < MIN_SURE:
        return turned_away("encoding_uncertain", _both("no reading is of a known language", best, rival), best.encoding)
    for other in others:
        if not _clearly_worse(best, other):
            return turned_away("encoding_uncertain", _both("two readings fit", best, other), best.encoding, "detector")
    return _publish(data, best, rival, second)


def _clearly_worse(best: Candidate, other: Candidate) -> bool:
    """Whether `other` cannot be the truth when `best` is at hand: by its letters, by its words, or by the detectors."""
    differing = max(abs(len(best.text) - len(other.text)), _differing(best.text, other.text), 1)
    more = other.verdict.faults - best.verdict.faults
    lead = best.verdict.sure - other.verdict.sure
    if more >= 3 and other.verdict.rate > MAX_RATE:
        return True
    if best.has_letters and other.verdict.fit - best.verdict.fit >= FIT_CLEAR:
        return more >= max(CLEAR * differing, 3)
    by_letters = more >= max(CLEAR * differing, 0.5) or (
        more >= 3 and other.verdict.rate - best.verdict.rate >= RATE_CLEAR
    )
    by_words = more >= 0 and lead >= WORDS_CLEAR and best.verdict.sure >= 0.5
    by_numbers = more >= 0 and lead > -WORDS_CLEAR and other.number < 0.8 * best.number
    by_fit = more >= 0 and best.verdict.fit - other.verdict.fit >= FIT_CLEAR
    older = other.encoding.startswith(OLD) and not best.encoding.startswith(OLD)
    by_age = more >= 0 and older and (lead > -WORDS_CLEAR or not best.has_letters)
    by_sense = lead >= 0.5 and best.verdict.rate <= 0.03  # the other is of no language at all
    return by_letters or by_words or by_numbers or by_fit or by_age or by_sense


def _publish(data: bytes, best: Candidate, rival: Candidate | None, second: str | None) -> Reading:
    whole = decoded(data, best.encoding)
    text = as_utf8(whole[0]) if whole else None
    if whole is None or text is None:
        return turned_away("encoding_uncertain", f"not valid {best.encoding} throughout", best.encoding, "detector")
    if C1.search(text):  # behind the sample
        return turned_away("encoding_uncertain", f"not {best.encoding} throughout", best.encoding, "detector")
    other = decoded(_sample(data), second) if second else None
    agrees = other is not None and other[0] == best.text
    gap = min(rival.cost - best.cost, 0.5) if rival else 0.5
    confidence = round(
        min(0.99, max(0.5, 0.55 + 0.15 * agrees + 0.2 * best.verdict.sure + 0.4 * gap - best.verdict.rate)), 3
    )
    named = rival.encoding if rival and rival.verdict.rate <= 3 * MAX_RATE else None
    reading = Reading(best.encoding, "detector", text, confidence, named)
    if not agrees and second:
        reading = reading.but(warnings=(Note("encoding_guessed", f"{best.encoding}; second opinion {second}", "info"),))
    return cut_short(reading, data[len(data) - whole[1] :]) if whole[1] else reading


def _is_ebcdic(data: bytes) -> bool:
    """Blanks are 0x40, there is no ASCII blank, and most bytes are EBCDIC's letters."""
    sample = data[:SAMPLE]
    if sample.count(0x40) * 20 <= len(sample) or sample.count(0x20) * 100 >= len(sample):
        return False
    return sum(0x81 <= b <= 0xA9 for b in sample) * 2 > len(sample)


def _sample(data: bytes) -> bytes:
    """Lines with bytes beyond ASCII, up to a few KB: the rest says nothing about the encoding."""
    if len(data) <= SAMPLE:
        return data
    parts: list[bytes] = []
    at = size = 0
    while size < SAMPLE and (first := HIGH.search(data, at)):
        # What stands before the first such byte of a line is ASCII: every place in it is a border between characters.
        begin = max(data.rfind(b"\n", at, first.start()) + 1, first.start() - 200, at)
        end = data.find(b"\n", first.start(), begin + SAMPLE) + 1
        at = end or max(data.rfind(b" ", first.start(), begin + SAMPLE) + 1, 0) or begin + SAMPLE
        parts.append(data[begin:at])
        size += len(parts[-1])
        if not end:  # a line longer than the sample: no telling where the next character begins
            break
    return b"".join(parts)


def _propose(sample: bytes) -> tuple[dict[str, float], str | None]:
    """(encoding -> number, second opinion): what the detectors name, and the neighbours of what they name.

    The detectors are loaded here: most files are UTF-8 and never need them, which cost 40 ms of a start.
    """
    import chardet
    from charset_normalizer import from_bytes

    numbers: dict[str, float] = {}
    for guess in chardet.detect_all(sample, compat_names=False)[:8]:
        name = guess["encoding"] and name_of(WIDER.get(guess["encoding"], guess["encoding"]))
        if name and not name.startswith("utf") and not EBCDIC.fullmatch(name):
            numbers.setdefault(name, guess["confidence"])
    top = max(numbers.values(), default=1.0)
    numbers = {name: number / top for name, number in numbers.items()}
    best = from_bytes(sample).best()
    second = name_of(best.encoding) if best else None
    if second and not second.startswith("utf") and not EBCDIC.fullmatch(second):
        numbers.setdefault(second, 0.7)
    numbers.setdefault("cp1252", 0.5)
    for family in FAMILIES:
        members = [name_of(member) for member in family]
        if any(member in numbers for member in members):
            for member in members:
                numbers.setdefault(member, 0.5)
    return numbers, second


def _candidates(data: bytes, sample: bytes, numbers: dict[str, float]) -> list[Candidate]:
    """The distinct readings that are valid, best first; readings with the same text stand under the commonest name."""
    texts: dict[str, list[str]] = {}
    for encoding in numbers:
        found = decoded(sample, encoding)
        if found is not None and (len(sample) == len(data) or decoded(data, encoding) is not None):
            texts.setdefault(found[0], []).append(encoding)
    judged = []
    for text, names in texts.items():
        name = min(names, key=lambda name: COMMON.get(name, 0))
        judged.append(Candidate(name, text, max(numbers[n] for n in names), verdict(text)))
    return sorted(judged, key=lambda c: (c.cost, c.encoding))


def _differing(one: str, other: str) -> int:
    return len(_differences(one, other))


def _differences(one: str, other: str) -> list[int]:
    """Where two texts differ, as far as both go."""
    size = min(len(one), len(other))
    first, second = (
        np.frombuffer(text[:size].encode("utf-32-le", "surrogatepass"), np.uint32) for text in (one, other)
    )
    return np.flatnonzero(first != second).tolist()


def _changes_letters(best: Candidate, other: Candidate) -> bool:
    """Whether the readings differ in more than signs."""
    if len(best.text) != len(other.text):
        return True
    return any(best.text[i].isalpha() or other.text[i].isalpha() for i in _differences(best.text, other.text))


def _both(why: str, best: Candidate, rival: Candidate | None) -> str:
    said = f"{why}: {best.encoding} reads {_excerpt(best, rival)!r}"
    return f"{said}; {rival.encoding} reads {_excerpt(rival, best)!r}" if rival else said


def _excerpt(one: Candidate, other: Candidate | None) -> str:
    """Some words around the first difference, or else around the first character beyond ASCII."""
    pairs = zip(one.text, other.text if other else one.text, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if (a != b if other else a > "\x7f")), 0)
    return " ".join("".join(c if c.isprintable() else " " for c in one.text[max(at - 20, 0) : at + 30]).split())
