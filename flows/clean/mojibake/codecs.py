"""UTF-8 read in a code page that ftfy does not try: found by the shape of UTF-8, repaired by undoing it.

Text that was never broken practically cannot have this shape: encoded in the suspected code page, every lead byte would
have to be followed by just as many continuation bytes as it announces, and those are signs, rarely letters. A line with
`ENOUGH` such sequences and nothing against it is proof; shorter lines of the same document follow it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

NAMES = (
    "mac_roman", "mac_latin2", "mac_cyrillic", "cp1256", "cp1255", "cp1258", "cp1257", "cp1254", "cp1253", "cp1251",
    "cp1250", "cp1252", "cp874", "koi8_r", "koi8_u", "cp866", "cp850", "cp852", "cp437", "iso8859_2", "iso8859_5",
    "iso8859_7", "iso8859_15",
)  # fmt: skip
"""Single-byte code pages that scrapers and editors read UTF-8 in, the likelier first."""

ENOUGH = 4
"""Sequences of valid UTF-8 in one line that prove a code page (chance: under (1/4)^4 a page even for random signs)."""

TWO_IN_A_ROW = r"^[\x00-\x7f]*[^\x00-\x7f]{2}"
"""RE2, necessary for any broken line: the first character that is not ASCII is followed by another one."""

_FIRST_PAIR = re.compile("[^\x00-\x7f]{2}")
_TAILED = re.compile("[\u0100-\u0e5b](?=[^\x00-\x7f]{0,2}[\x80-\x9f])")


@dataclass(frozen=True)
class CodePage:
    """One single-byte code page: its inverse as a translation table, and the shape of UTF-8 read in it."""

    to_byte: dict[str, int]
    whole: re.Pattern[str]
    """The whole line is ASCII and broken sequences."""

    @classmethod
    def of(cls, name: str) -> CodePage:
        """Unassigned bytes are taken as the C1 control of the same number, as browsers do."""
        chars = [bytes([b]).decode(name, "ignore") or chr(b) for b in range(0x80, 0x100)]

        def one(low: int, high: int) -> str:
            return "[" + "".join(re.escape(c) for c in chars[low - 0x80 : high - 0x7F]) + "]"

        tail = one(0x80, 0xBF)
        shape = rf"(?:[\x00-\x7f]|{one(0xC2, 0xDF)}{tail}|{one(0xE0, 0xEF)}{tail}{{2}}|{one(0xF0, 0xF4)}{tail}{{3}})*\Z"
        return cls(dict(zip(chars, range(0x80, 0x100), strict=True)), re.compile(shape))

    def undo(self, line: str) -> str | None:
        """The line as it was before the misreading; None when it is not UTF-8 or does not make sense as text."""
        if not self.whole.match(line):
            return None
        try:
            text = bytes(ord(c) if c < "\x80" else self.to_byte[c] for c in line).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            return None
        foreign = [c for c in text if c >= "\x80"]
        senseless = sum(unicodedata.category(c) in ("Cn", "Co", "Cc") for c in foreign)
        return text if foreign and senseless * 10 <= len(foreign) else None


@cache
def _pages() -> tuple[CodePage, ...]:
    return tuple(CodePage.of(name) for name in NAMES)


@lru_cache(maxsize=1 << 16)
def _candidates(first: str, second: str) -> tuple[CodePage, ...]:
    """The code pages in which `first` is a lead byte and `second` a continuation byte."""
    return tuple(
        p for p in _pages() if 0xC2 <= p.to_byte.get(first, 0) <= 0xF4 and 0x80 <= p.to_byte.get(second, 0) < 0xC0
    )


def undo_code_pages(lines: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Which of these (document, line) are UTF-8 read in one of the code pages: position -> the text before that.

    A code page is proven for a document by one line with `ENOUGH` sequences; every line that fits it follows.
    """
    found: list[tuple[int, int, CodePage, str]] = []
    for at, (doc, line) in enumerate(lines):
        pair = _FIRST_PAIR.search(line)
        for page in _candidates(*pair.group()) if pair else ():
            text = page.undo(line)
            if text is not None:
                found.append((at, doc, page, text))
    proven = {(doc, id(page)) for _, doc, page, text in found if sum(c >= "\x80" for c in text) >= ENOUGH}
    undone: dict[int, str] = {}
    for at, doc, page, text in found:
        if (doc, id(page)) in proven:
            undone.setdefault(at, text)
    return undone


def has_tails(line: str) -> bool:
    """Whether `mend_tails` could change the line."""
    return _TAILED.search(line) is not None


def mend_tails(line: str) -> str:
    """The line with each sequence mended whose continuation bytes are (partly) C1 controls.

    Before them stands the letter that some code page made of the lead byte ("β\\x80\\x94" for a dash, by way of ISO
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
    """The character that stands broken at `start`, and how many characters it takes there."""
    for page, lead in _pages_with_lead(line[start]):
        size = 3 if lead < 0xF0 else 4
        codes = [ord(c) if "\x80" <= c <= "\x9f" else page.to_byte.get(c, 0) for c in line[start + 1 : start + size]]
        if len(codes) == size - 1 and any("\x80" <= c <= "\x9f" for c in line[start : start + size]):
            try:
                return bytes([lead, *codes]).decode("utf-8"), size
            except UnicodeDecodeError:
                continue
    return None
