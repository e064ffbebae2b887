"""Further training documents made of the development pages: what a crawl of whole web pages does not hold.

The pages are whole sites' pages, mostly long and in a few languages. The net also meets short clean texts, hard-wrapped
ones, lists and dialogues, a story with a line of chrome in its middle, and languages and scripts no page was written
in. So some pages are cropped to their content, wrapped or cut into sentences, and some are put through a letter cipher
that keeps length, punctuation and capitals while no word is one the net knows (other scripts with their own stops).
All from one seed.
"""

from __future__ import annotations

import random
import re
from typing import Any

_VOWELS, _CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
_SCRIPTS = {
    "latin": None,
    "cyrillic": ("аеиоуыэюябвгджзйклмнпрстфхцчшщ", True),
    "greek": ("αεηιουωβγδζθκλμνξπρστφχψ", True),
    "arabic": ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", False),
    "hebrew": ("אבגדהוזחטיכלמנסעפצקרשת", False),
    "devanagari": ("अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह", False),
    "bengali": ("অআইঈউঊএঐওঔকখগঘচছজঝটঠডঢণতথদধনপফবভমযরলশষসহ", False),
    "tamil": ("அஆஇஈஉஊஎஏஐஒஓகஙசஞடணதநபமயரலவழளறன", False),
    "georgian": ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", False),
    "armenian": ("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", True),
    "hangul": None,
    "han": None,
    "kana": None,
    "thai": None,
}
_STOPS = {"devanagari": "।", "bengali": "।", "han": "。", "kana": "。", "armenian": "։"}
_MARKS = {
    "arabic": {",": "،", "?": "؟"},
    "han": {",": "，", "?": "？", "!": "！", ":": "："},
    "kana": {",": "、", "?": "？", "!": "！"},
}
_RANGES = {"hangul": (0xAC00, 0xD7A3), "han": (0x4E00, 0x8FFF), "kana": (0x3042, 0x3093), "thai": (0x0E01, 0x0E2E)}
_WORD = re.compile(r"[^\W\d_]+")


class Cipher:
    """One invented language: a fixed replacement of letters (or of words, where a script writes syllables)."""

    def __init__(self, rng: random.Random, script: str) -> None:
        self.rng, self.script = rng, script
        self.words: dict[str, str] = {}
        self.letters: dict[str, str] = {}
        self.cased = True
        if script == "latin":
            for kind in (_VOWELS, _CONSONANTS):
                self.letters |= dict(zip(kind, rng.sample(kind, len(kind)), strict=True))
        elif isinstance(alphabet := _SCRIPTS[script], tuple):
            self.cased = alphabet[1]
            self.letters = {letter: rng.choice(alphabet[0]) for letter in _VOWELS + _CONSONANTS}

    def text(self, line: str) -> str:
        """The line in this language; what is no letter stays, full stops and commas become the script's own."""
        out = _WORD.sub(self._word, line)
        if self.script in ("han", "kana"):
            out = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", out)
        if self.script == "thai":
            out = re.sub(r"(?<=[\u0e00-\u0e7f])[.,]", "", re.sub(r"(?<=[\u0e00-\u0e7f]) (?=[\u0e00-\u0e7f])", "", out))
        for mark, other in _MARKS.get(self.script, {}).items():
            out = out.replace(mark, other)
        stop = _STOPS.get(self.script)
        return re.sub(r"\.(?=\s|$|[\"”’])", stop, out) if stop else out

    def _word(self, found: re.Match[str]) -> str:
        word = found.group()
        if self.script in _RANGES:
            key = word.lower()
            if key not in self.words:
                low, high = _RANGES[self.script]
                size = max(1, len(key) // (2 if self.script == "thai" else 3))
                self.words[key] = "".join(chr(self.rng.randint(low, high)) for _ in range(size))
            return self.words[key]
        out = "".join(self.letters.get(c, c) for c in word.lower())
        if self.cased and word[0].isupper():
            return out.upper() if word.isupper() and len(word) > 1 else out[:1].upper() + out[1:]
        return out


def invented(cases: list[dict[str, Any]], number: int, seed: int) -> list[dict[str, Any]]:
    """`number` further cases with one variant (`layout`), its labels and the domain of the page they were made of."""
    rng = random.Random(seed)
    made = [dict(_one(rng, rng.choice(cases)), id=f"invented-{at}") for at in range(number)]
    return [case for case in made if case["raw_text_layout"].strip()]


def _one(rng: random.Random, case: dict[str, Any]) -> dict[str, Any]:
    variant = rng.choice(("layout", "wet", "semi"))
    lines = case[f"raw_text_{variant}"].split("\n")
    labels = case["line_labels"][variant]
    pairs = list(zip(lines, labels, strict=False))
    kind = rng.random()
    if kind < 0.75:
        pairs = _cropped(rng, pairs)
    if kind > 0.4:
        cipher = Cipher(rng, "latin" if rng.random() < 0.3 else rng.choice(tuple(_SCRIPTS)))
        pairs = [(cipher.text(line), label) for line, label in pairs]
    return {
        "source": "invented", "domain": case["domain"], "aside": True,
        "raw_text_layout": "\n".join(line for line, _ in pairs),
        "line_labels": {"layout": "".join(label for _, label in pairs)},
    }  # fmt: skip


def _cropped(rng: random.Random, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A run of the page's content: sometimes wrapped or cut into sentences, with a title, with stray chrome."""
    content = [line.strip() for line, label in pairs if label == "c" and line.strip()]
    chrome = [line.strip() for line, label in pairs if label == "x" and 0 < len(line.strip()) < 90]
    if not content:
        return []
    size = min(len(content), rng.choice((1, 2, 3, 3, 4, 5, 6, 8, 12, 20)))
    begin = rng.randint(0, len(content) - size)
    shaped = _shaped(rng, content[begin : begin + size])
    out = [(line, "c") for line in shaped]
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        if chrome:
            out.insert(rng.randint(0, len(out)), (rng.choice(chrome), "x"))
    titles = [line.strip() for line, label in pairs if label == "t"]
    if titles and rng.random() < 0.6:
        out.insert(0, (titles[0], "t"))
    gap = rng.random() < 0.6
    return [pair for at, pair in enumerate(out) for pair in (([("", "-")] if gap and at else []) + [pair])]


def _shaped(rng: random.Random, lines: list[str]) -> list[str]:
    """The lines as they are, hard-wrapped, cut into sentences, or as a list."""
    kind = rng.random()
    if kind < 0.6:
        return lines
    if kind < 0.75:
        width = rng.choice((34, 45, 60, 72, 78))
        return [part.strip() for line in lines for part in re.findall(rf".{{1,{width}}}(?:\s|$)", line) if part.strip()]
    sentences = [part for line in lines for part in re.split(r"(?<=[.!?])\s+", line) if part]
    if kind < 0.9:
        return sentences[:20]
    bullet = rng.choice(("- ", "• ", "* ", ""))
    return [bullet + sentence[:60].rstrip(" .,") for sentence in sentences[:12]]
