"""Which of the many 8-bit and multi-byte encodings: two detectors propose, the decoded text decides."""

from __future__ import annotations

import logging
import re

from cleancopy.pipeline.decode.judge import verdict
from cleancopy.pipeline.decode.reading import Note, Reading, as_utf8, decoded, name_of, turned_away
from cleancopy.pipeline.decode.rivals import COMMON, FAMILIES, MAX_RATE, Candidate, both, changes_letters, clearly_worse
from cleancopy.pipeline.decode.structure import cut_short

logging.getLogger("charset_normalizer").setLevel(logging.ERROR)

SAMPLE = 4096
"""Bytes of the lines beyond ASCII that detectors and judge are shown."""
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "tis-620": "cp874"}
MIN_SURE = 0.4
"""How much the words must be those of some language to be believed."""
C1 = re.compile(rb"\xc2[\x80-\x9f]")
HIGH = re.compile(rb"[\x80-\xff]")
EBCDIC = re.compile(r"cp(037|273|424|500|875|1026|1140)")


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
    best, others = found[0], [other for other in found[1:] if changes_letters(found[0], other)]
    rival = others[0] if others else None
    if best.verdict.rate > MAX_RATE:
        return turned_away("encoding_uncertain", both("no reading fits", best, rival), best.encoding, "detector")
    if rival and best.has_letters and best.verdict.sure < MIN_SURE:
        return turned_away("encoding_uncertain", both("no reading is of a known language", best, rival), best.encoding)
    for other in others:
        if not clearly_worse(best, other):
            return turned_away("encoding_uncertain", both("two readings fit", best, other), best.encoding, "detector")
    return _publish(data, best, rival, second)


def _publish(data: bytes, best: Candidate, rival: Candidate | None, second: str | None) -> Reading:
    whole = decoded(data, best.encoding)
    text = as_utf8(whole[0]) if whole else None
    if whole is None or text is None:
        return turned_away("encoding_uncertain", f"not valid {best.encoding} throughout", best.encoding, "detector")
    if C1.search(text):  # after the sample
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
        # What is before the first such byte of a line is ASCII: every place in it is a border between characters.
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
        if name and _may_be(name):
            numbers.setdefault(name, guess["confidence"])
    top = max(numbers.values(), default=1.0)
    numbers = {name: number / top for name, number in numbers.items()}
    best = from_bytes(sample).best()
    second = name_of(best.encoding) if best else None
    if second and _may_be(second):
        numbers.setdefault(second, 0.7)
    numbers.setdefault("cp1252", 0.5)
    for family in FAMILIES:
        members = [name_of(member) for member in family]
        if any(member in numbers for member in members):
            for member in members:
                numbers.setdefault(member, 0.5)
    return numbers, second


def _may_be(encoding: str) -> bool:
    """Whether bytes that are no UTF-8 may be in an encoding; EBCDIC is known before."""
    return not encoding.startswith("utf") and not EBCDIC.fullmatch(encoding)


def _candidates(data: bytes, sample: bytes, numbers: dict[str, float]) -> list[Candidate]:
    """The distinct readings that are valid, best first; readings with the same text are under the commonest name."""
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
