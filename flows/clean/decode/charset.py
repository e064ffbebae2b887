"""Which of the many 8-bit and multi-byte encodings: two detectors propose, the decoded text decides."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import chardet
from charset_normalizer import from_bytes

from flows.clean.decode.judge import Verdict, verdict
from flows.clean.decode.reading import Note, Reading, as_utf8, decoded, name_of, turned_away
from flows.clean.decode.structure import cut_short

logging.getLogger("charset_normalizer").setLevel(logging.ERROR)

SAMPLE = 8192
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
    ("cp949",),
)
"""Neighbours that are easily taken for each other, the likeliest first: of equal texts the first gives the name."""

WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "tis-620": "cp874"}
MAX_RATE = 0.08
"""Faults per character beyond ASCII above which no reading is believed."""
CLEAR_GAP = 0.04
"""A rival whose rate of faults is no more than this above the best one's is a rival indeed."""
EBCDIC = re.compile(r"cp(037|273|424|500|875|1026|1140)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read the sample: its text, the detector's number (0-1) and what the judge says."""

    encoding: str
    text: str
    number: float
    verdict: Verdict


def by_detector(data: bytes) -> Reading:
    """Read bytes that are no UTF-8; `encoding_uncertain` where no reading, or more than one, makes words."""
    sample = _sample(data)
    numbers, hints, second = _propose(sample)
    top = next(iter(numbers), None)
    if top is None:
        return turned_away("not_text", "binary: no encoding explains its bytes")
    if EBCDIC.fullmatch(top):
        return turned_away("encoding_uncertain", f"EBCDIC ({top}): its variants differ in signs", top, "detector")
    found = _candidates(data, sample, numbers, hints)
    if not found:
        return turned_away("encoding_uncertain", f"not valid in any likely encoding ({', '.join(list(numbers)[:4])})")
    best, rival = found[0], _rival(found)
    if best.verdict.rate > MAX_RATE:
        return turned_away("encoding_uncertain", _both("no reading fits", best, rival), best.encoding, "detector")
    if rival and rival.verdict.rate <= best.verdict.rate + CLEAR_GAP and rival.number >= 0.8 * best.number:
        return turned_away("encoding_uncertain", _both("two readings fit", best, rival), best.encoding, "detector")
    return _publish(data, best, rival, second)


def _publish(data: bytes, best: Candidate, rival: Candidate | None, second: str | None) -> Reading:
    whole = decoded(data, best.encoding)
    text = as_utf8(whole[0]) if whole else None
    if whole is None or text is None:
        return turned_away("encoding_uncertain", f"not valid {best.encoding} throughout", best.encoding, "detector")
    agrees = second is not None and _same(data, second, best)
    gap = min((rival.verdict.rate - best.verdict.rate) if rival else 1.0, 1.0)
    confidence = round(min(0.99, 0.6 + 0.2 * agrees + 0.2 * max(gap, 0.0) + 0.1 * best.number - best.verdict.rate), 3)
    reading = Reading(best.encoding, "detector", text, confidence, rival.encoding if rival else None)
    if not agrees and second:
        reading = reading.but(warnings=(Note("encoding_guessed", f"{best.encoding}; second opinion {second}", "info"),))
    return cut_short(reading, data[len(data) - whole[1] :]) if whole[1] else reading


def _same(data: bytes, encoding: str, best: Candidate) -> bool:
    other = decoded(_sample(data), encoding)
    return other is not None and other[0] == best.text


def _sample(data: bytes) -> bytes:
    """Lines with bytes beyond ASCII, up to a few KB: the rest says nothing about the encoding."""
    if len(data) <= SAMPLE:
        return data
    lines, size = [], 0
    for line in re.finditer(rb"[^\n]*[\x80-\xff][^\n]*\n?", data):
        lines.append(line[0])
        size += len(line[0])
        if size > SAMPLE:
            break
    return b"".join(lines)[: 4 * SAMPLE]


def _propose(sample: bytes) -> tuple[dict[str, float], dict[str, str], str | None]:
    """(encoding -> number, encoding -> language, second opinion), the likeliest first, neighbours behind."""
    numbers: dict[str, float] = {}
    hints: dict[str, str] = {}
    for guess in chardet.detect_all(sample, compat_names=False)[:6]:
        if guess["encoding"] and not guess["encoding"].startswith("utf"):
            name = name_of(WIDER.get(guess["encoding"], guess["encoding"]))
            numbers.setdefault(name, guess["confidence"])
            hints.setdefault(name, guess["language"] or "")
    if not numbers:
        return numbers, hints, None
    best = from_bytes(sample).best()
    second = name_of(best.encoding) if best else None
    if second and not second.startswith("utf"):
        numbers.setdefault(second, 0.7 * max(numbers.values()))
    for family in FAMILIES:
        if any(name_of(member) in numbers for member in family):
            for member in family:
                numbers.setdefault(name_of(member), 0.5 * max(numbers.values()))
    return numbers, hints, second


def _candidates(data: bytes, sample: bytes, numbers: dict[str, float], hints: dict[str, str]) -> list[Candidate]:
    """The distinct readings that are valid, best first; readings with the same text stand under the commonest name."""
    texts: dict[str, list[str]] = {}
    for encoding in numbers:
        found = decoded(sample, encoding)
        if found is not None:
            texts.setdefault(found[0], []).append(encoding)
    judged = []
    for text, names in texts.items():
        hint = next((hints[n] for n in names if hints.get(n)), None)
        name = min(names, key=_rank)
        judged.append(Candidate(name, text, max(numbers[n] for n in names), verdict(text, hint)))
    return sorted(judged, key=lambda c: (round(c.verdict.rate / CLEAR_GAP), -c.number, c.verdict.rate, c.encoding))


_COMMON = [name_of(member) for family in FAMILIES for member in family]


def _rank(encoding: str) -> int:
    return _COMMON.index(encoding) if encoding in _COMMON else len(_COMMON)


def _rival(found: list[Candidate]) -> Candidate | None:
    """The best other reading that changes letters."""
    best = found[0]
    for other in found[1:]:
        pairs = zip(best.text, other.text, strict=False)
        if len(other.text) != len(best.text) or any(a != b and (a.isalpha() or b.isalpha()) for a, b in pairs):
            return other
    return None


def _both(why: str, best: Candidate, rival: Candidate | None) -> str:
    said = f"{why}: {best.encoding} reads {_excerpt(best.text)!r}"
    return f"{said}; {rival.encoding} reads {_excerpt(rival.text)!r}" if rival else said


def _excerpt(text: str) -> str:
    """A word beyond ASCII with its surroundings."""
    at = next((i for i, c in enumerate(text) if c > "\x7f"), 0)
    return " ".join("".join(c if c.isprintable() else " " for c in text[max(at - 20, 0) : at + 30]).split())
