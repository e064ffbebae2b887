"""What a short or odd body is made of: words, letters, digits, columns. Exact, and called for few documents only."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import numpy as np

from cleancopy.pipeline.lore.marks import CLOSERS, STOPS, one_of

LOOK = 1 << 16
"""Characters of a body that are looked at: beyond, its make-up does not change."""

SPACELESS = re.compile(
    "[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no spaces between words (Thai, Lao, Burmese, Khmer, kana, Han): about two make a word."""

ASCII_WORD = re.compile(r"\b[A-Za-z]+\b")
WORD = re.compile(r"[^\W\d_][^\s]*")
VOWELS = frozenset("aeiouyAEIOUY")
CLUSTER = re.compile(r"[bcdfghjklmnpqrstvxz]{5}", re.I)
SENTENCE_END = re.compile(f"{one_of(STOPS)}{one_of(CLOSERS)}*$")
DELIMITERS = (",", ";", "\t", "|")


def words(text: str) -> float:
    """Words of a text; a letter of a script without spaces counts as half a word."""
    spaceless = len(SPACELESS.findall(text))
    spaced = WORD.findall(SPACELESS.sub(" ", text)) if spaceless else WORD.findall(text)
    return len(spaced) + spaceless / 2


def shares(text: str) -> tuple[float, float]:
    """(letters with their marks, digits) as shares of the visible characters."""
    number = np.bincount(
        np.frombuffer(text[:LOOK].encode("utf-32-le", "surrogatepass"), "<u4")
    )  # a tenth of the time of a `Counter`
    present = np.flatnonzero(number)
    found: Counter[str] = Counter()
    digits = 0
    for char, count in zip(map(chr, present.tolist()), number[present].tolist(), strict=True):
        found[unicodedata.category(char)[0] if not char.isspace() else " "] += count
        digits += count * char.isdigit()
    visible = max(found.total() - found[" "] - found["C"], 1)
    return (found["L"] + found["M"]) / visible, digits / visible


def columns(lines: list[str]) -> str | None:
    """The delimiter of a text that is a table: nearly every line has as many, and the cells are no sentences."""
    lines = [line for line in lines if line.strip()][:2000]
    if len(lines) < 4:
        return None
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        usual, often = counts.most_common(1)[0]
        if usual < 1 or often < 0.9 * len(lines):
            continue
        wordy = sum(len(cell) for line in lines for cell in line.split(delimiter) if len(cell.split()) > 6)
        ended = sum(bool(SENTENCE_END.search(line.strip())) for line in lines)
        if wordy <= 0.2 * sum(map(len, lines)) and ended <= 0.2 * len(lines):
            return delimiter
    return None


def random_letters(text: str) -> bool:
    """Whether ASCII words are random: many without a vowel, or with five consonants in a row."""
    plain = ASCII_WORD.findall(text[:LOOK])
    found = [word for word in plain if len(word) >= 3]
    if len(found) < 20:
        return False
    odd = sum(count for word, count in Counter(found).items() if _odd(word) and not word.isupper())
    return odd > 0.15 * len(found) and len(plain) >= 0.8 * len(WORD.findall(text[:LOOK]))


def _odd(word: str) -> bool:
    """Whether an ASCII word has no vowel or five consonants in a row (and a vowel, hence six letters)."""
    return VOWELS.isdisjoint(word) or (len(word) > 5 and bool(CLUSTER.search(word)))


def labels_only(lines: list[str]) -> bool:
    """Whether a short text holds nothing but labels: no line of five words, hardly a sentence's end."""
    lines = [line.strip() for line in lines if line.strip()]
    ended = sum(bool(SENTENCE_END.search(line)) for line in lines)
    return all(words(line) < 5 for line in lines) and ended * 4 < len(lines)
