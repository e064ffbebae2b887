"""UTF-8 read in a code page that ftfy does not try: found by the shape of UTF-8, repaired by undoing it.

Text that was never broken practically cannot have this shape: encoded in the suspected code page, every lead byte would
have to be followed by just as many continuation bytes as it announces, and those are signs, rarely letters. A line with
`ENOUGH` such sequences and nothing against it is proof; shorter lines of the same document follow it.
"""

from __future__ import annotations

import re
from codecs import charmap_build, charmap_encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any
from unicodedata import category

NAMES = (
    "latin_1", "cp1252", "mac_roman", "cp1251", "cp1250", "cp1253", "cp1254", "cp1256", "cp1255", "cp1257", "cp1258",
    "cp437", "cp850", "cp852", "cp855", "cp862", "cp866", "cp874", "koi8_r", "koi8_u", "mac_cyrillic", "mac_greek",
    "mac_latin2", "mac_turkish", "iso8859_2", "iso8859_4", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8",
    "iso8859_9", "iso8859_13", "iso8859_15",
)  # fmt: skip
"""Single-byte code pages that scrapers and editors read UTF-8 in; of equals the first one wins."""

ENOUGH = 4
"""Sequences of valid UTF-8 in one line that prove a code page (chance: under (1/4)^4 a page even for random signs)."""

ENOUGH_IN_ALL = 6
"""Sequences in all lines that fit, where none speaks against the page."""

MEANINGFUL = 0.5
"""Mean weight of the letters of a repaired line (see `_weight`) below which it makes no sense as text."""

TWO_IN_A_ROW = r"^[\x00-\x7f]*[^\x00-\x7f]{2}"
"""RE2, necessary for any broken line: the first character that is not ASCII is followed by another one."""

_FOREIGN = re.compile("[a-z]?[^\x00-\x7f]")
_FIRST_PAIR = re.compile("[^\x00-\x7f]{2}")
_TAILED = re.compile("[\u0100-\u0e5b](?=[^\x00-\x7f]{0,2}[\x80-\x9f])")


@dataclass(frozen=True)
class CodePage:
    """One single-byte code page: its inverse as a translation table, and the shape of UTF-8 read in it."""

    rank: int
    to_byte: dict[str, int]
    as_bytes: Any
    """The same as the table of `codecs.charmap_encode`: ten times as fast as translating a string."""

    @classmethod
    def of(cls, rank: int, name: str) -> CodePage:
        """Unassigned bytes are taken as the C1 control of the same number, as browsers do."""
        chars = [bytes([b]).decode(name, "ignore") or chr(b) for b in range(0x80, 0x100)]
        to_byte = dict(zip(chars, range(0x80, 0x100), strict=True))
        table = "".join(c if to_byte[c] == b else "\ufffe" for b, c in enumerate(chars, 0x80))
        return cls(rank, to_byte, charmap_build("".join(map(chr, range(0x80))) + table))

    def undo(self, line: str, known: dict[bytes, Undone]) -> Undone | None:
        """The line as it was before the misreading; None when it is not UTF-8 or does not make sense as text.

        `known` remembers what other pages made of the line: most of them that fit agree.
        """
        try:
            meant = charmap_encode(line, "strict", self.as_bytes)[0]
            found = known[meant] if meant in known else known.setdefault(meant, Undone.of(meant.decode("utf-8")))
        except UnicodeError:
            return None
        # Misread twice: only the end makes sense.
        return found if found.meaning >= MEANINGFUL else self.undo(found.text, known)


@dataclass(frozen=True, slots=True)
class Undone:
    """A line made whole: its text, how many characters outside ASCII it has, and the mean of their weights."""

    text: str
    letters: int
    meaning: float

    @classmethod
    def of(cls, text: str) -> Undone:
        """A capital after a small letter has no meaning there."""
        foreign = _FOREIGN.findall(text)
        weights = [_weight(c[-1]) - (len(c) > 1 and c[-1].isupper()) for c in foreign]
        return cls(text, len(foreign), sum(weights) / len(weights) if weights else 0.0)


@lru_cache(maxsize=1 << 14)
def _weight(char: str) -> float:
    """1 for letters and marks of scripts in daily use, 1/2 for signs and emoji, -1 for what hardly anybody writes."""
    code = ord(char)
    if any(low <= code <= high for low, high in _DAILY):
        return 1.0 if category(char)[0] in "LMN" else 0.5 if category(char)[0] in "PSZ" else -1.0
    return 0.5 if any(low <= code <= high for low, high in _SIGNS) else -1.0


_DAILY = (
    (0xA0, 0x17F), (0x218, 0x21B), (0x259, 0x259), (0x300, 0x304), (0x386, 0x3CE), (0x400, 0x4FF), (0x531, 0x58A),
    (0x5B0, 0x5F4), (0x60C, 0x6D5), (0x6F0, 0x6F9), (0x900, 0xDFF), (0xE01, 0xE5B), (0xE81, 0xEDD), (0x1000, 0x109F),
    (0x10D0, 0x10FF), (0x1200, 0x137F), (0x1780, 0x17E9), (0x1EA0, 0x1EF9), (0x3001, 0x30FF), (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3), (0xFF01, 0xFF5E),
)  # fmt: skip
_SIGNS = ((0x200B, 0x203A), (0x20AC, 0x20BF), (0x2116, 0x2122), (0x2190, 0x2BFF), (0xFE0F, 0xFE0F), (0x1F000, 0x1FAFF))


@cache
def _pages() -> tuple[CodePage, ...]:
    return tuple(CodePage.of(rank, name) for rank, name in enumerate(NAMES))


@lru_cache(maxsize=1 << 16)
def _candidates(first: str, second: str) -> tuple[CodePage, ...]:
    """The code pages in which `first` is a lead byte and `second` a continuation byte."""
    return tuple(
        p for p in _pages() if 0xC2 <= p.to_byte.get(first, 0) <= 0xF4 and 0x80 <= p.to_byte.get(second, 0) < 0xC0
    )


def undo_code_pages(lines: Sequence[str], docs: Sequence[int]) -> dict[int, str]:
    """Which of these lines are UTF-8 read in one of the code pages: position -> the text before that.

    `docs` is each line's document (ascending). A code page is proven for a document by one line with `ENOUGH` sequences
    or by `ENOUGH_IN_ALL` and no line against it; of several the one whose readings mean most. Every line that fits
    follows, were it a single letter.
    """
    undone: dict[int, str] = {}
    for _, group in groupby(range(len(lines)), key=lambda at: docs[at]):
        rows = list(group)
        readings: dict[int, dict[int, Undone]] = {}
        for at in rows:
            pair = _FIRST_PAIR.search(lines[at])
            known: dict[bytes, Undone] = {}
            for page in _candidates(*pair.group()) if pair else ():
                found = page.undo(lines[at], known)
                if found is not None:
                    readings.setdefault(page.rank, {})[at] = found
        proven = {rank: found for rank, found in readings.items() if _proven(found, len(rows))}
        if proven:
            best = max(proven.values(), key=_worth) if len(proven) > 1 else next(iter(proven.values()))
            undone |= {at: line.text for at, line in best.items()}
    return undone


def _worth(found: dict[int, Undone]) -> float:
    return sum(len(line.text) * line.meaning for line in found.values())


def _proven(found: dict[int, Undone], lines: int) -> bool:
    counts = [line.letters for line in found.values()]
    return max(counts) >= ENOUGH or (len(found) == lines and sum(counts) >= ENOUGH_IN_ALL)


def has_tails(line: str) -> bool:
    """Whether `mend_tails` could change the line."""
    return _TAILED.search(line) is not None


def mend_tails(line: str) -> str:
    """The line with each sequence mended whose continuation bytes are (partly) C1 controls.

    Before them is the letter that some code page made of the lead byte ("β\\x80\\x94" for a dash, by way of ISO
    8859-7). C1 controls have no other use.
    """
    out, done = [], 0
    for lead in _TAILED.finditer(line):
        found = _sequence_at(line, lead.start()) if lead.start() >= done else None
        if found:
            out += [line[done : lead.start()], found[0]]
            done = lead.start() + found[1]
    return "".join([*out, line[done:]])


@lru_cache(maxsize=1 << 12)
def _pages_with_lead(char: str) -> tuple[tuple[CodePage, int], ...]:
    """The code pages in which `char` is the lead byte of three or four, and that byte."""
    return tuple((p, p.to_byte[char]) for p in _pages() if 0xE0 <= p.to_byte.get(char, 0) < 0xF5)


def _sequence_at(line: str, start: int) -> tuple[str, int] | None:
    """The character that is broken at `start`, and how many characters it takes there."""
    for page, lead in _pages_with_lead(line[start]):
        size = 3 if lead < 0xF0 else 4
        codes = [ord(c) if "\x80" <= c <= "\x9f" else page.to_byte.get(c, 0) for c in line[start + 1 : start + size]]
        if len(codes) == size - 1 and any("\x80" <= c <= "\x9f" for c in line[start : start + size]):
            try:
                return bytes([lead, *codes]).decode("utf-8"), size
            except UnicodeDecodeError:
                continue
    return None
