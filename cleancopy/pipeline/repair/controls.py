"""Control characters of a line whose encoding is already repaired: line ends, terminal escapes, rubbish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SCREEN = r"[\x00-\x08\x0a-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}\x{1fffe}\x{1ffff}\x{2fffe}\x{2ffff}\x{3fffe}-\x{3ffff}\x{efffe}\x{effff}\x{ffffe}\x{fffff}\x{10fffe}\x{10ffff}]"  # fmt: skip  # noqa: E501
"""RE2 pattern of every character this room takes away or decides about (all control characters but the tab)."""

_ESCAPE = re.compile(
    "\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    "|[]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)"  # OSC, DCS, SOS, PM, APC with their text and terminator
    "|[()*+./-][0-9A-Z]|[=>78]"  # charset switches, save and restore
    r"|[\[\]]"  # what is left of an escape that was cut off
    ")"
)
_BREAK = re.compile("(?:\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029])")
_NONCHARACTERS = "".join(f"{chr(p * 0x10000 + 0xFFFE)}{chr(p * 0x10000 + 0xFFFF)}" for p in range(17))
_RUBBISH = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef{_NONCHARACTERS}]")
_OPEN_END = re.compile(r"[\w,;:–—-]\s*$")

_LEAD2 = "".join(sorted({bytes([b]).decode(e) for b in range(0xC2, 0xE0) for e in ("latin-1", "iso8859_2")}))
_LEAD3 = "".join(sorted({bytes([b]).decode(e) for b in range(0xE0, 0xF0) for e in ("latin-1", "iso8859_2")}))
_LEAD4 = "".join(sorted({bytes([b]).decode(e) for b in range(0xF0, 0xF5) for e in ("latin-1", "iso8859_2")}))
_TAIL = "".join(sorted({bytes([b]).decode(e) for b in range(0x80, 0xC0) for e in ("latin-1", "iso8859_2")}))
_SEQUENCE = re.compile(f"[{_LEAD2}][{_TAIL}]|[{_LEAD3}][{_TAIL}]{{2}}|[{_LEAD4}][{_TAIL}]{{3}}")
_CURLY_C1 = re.compile("[\x91-\x97]")
_AFTER_WORD = re.compile("(?<=[A-Za-z])[ß-ôš-žĺ-ŕ]\x85\x85?")
NEL = "\x85"
STAND_IN = "\x0b"


@dataclass(frozen=True, slots=True)
class Settled:
    """A line without control characters: its parts (more than one where it was several lines), and what was done."""

    parts: list[str]
    escapes: int
    breaks: int
    removed: int


def shield_line_ends(lines: Iterable[str]) -> list[str]:
    """The lines of ONE document that hold NEL, with each NEL that can be no part of a broken letter as VT.

    NEL is the second byte of many letters read as Latin-1 (or ISO 8859-2), so it may not be split at before the
    encoding repair; and ftfy would make a free one an ellipsis. Inside a complete UTF-8 sequence it is left for ftfy;
    free, it is a line end, unless the document shows cp1252 quotes as C1 characters too: then it is cp1252's ellipsis.
    """
    lines = list(lines)
    if any(_CURLY_C1.search(_SEQUENCE.sub("", line)) for line in lines):
        return lines
    shielded = [_shield(line) for line in lines]
    if any(
        STAND_IN in line for line in shielded
    ):  # NEL ends lines here: then also after a word that ends in "é" or "ß"
        shielded = [_AFTER_WORD.sub(lambda m: m.group().replace(NEL, STAND_IN), line) for line in shielded]
    return shielded


def _shield(line: str) -> str:
    out, at = [], 0
    for match in _SEQUENCE.finditer(line):
        out += [line[at : match.start()].replace(NEL, STAND_IN), match.group()]
        at = match.end()
    return "".join([*out, line[at:].replace(NEL, STAND_IN)])


def settle(line: str) -> Settled:
    """Decide about every control character of a line.

    Terminal escapes go whole. A character that may end a line (LF or CR from an entity, VT, FF, FS-RS, NEL, U+2028/9)
    cuts it, unless it is inside a sentence: an open end before it and a small letter after it, where it becomes a
    space. All other control characters and the noncharacters go. Linear: every pattern starts with a literal that the
    rest of it cannot contain.
    """
    text, escapes = _ESCAPE.subn("", line)
    pieces = _BREAK.split(text)
    if len(pieces) > 1 and not pieces[-1]:
        pieces.pop()  # a final line end opens no further line
    breaks = len(_BREAK.findall(text))
    parts: list[list[str]] = []
    removed = 0
    for piece in pieces:
        clean, n = _RUBBISH.subn("", piece)
        removed += n
        if parts and _inside_sentence(parts[-1][-1], clean):
            parts[-1] += ["" if parts[-1][-1].endswith(" ") or clean.startswith(" ") else " ", clean]
        else:
            parts.append([clean])
    return Settled(["".join(p) for p in parts], escapes, breaks, removed)


def _inside_sentence(before: str, after: str) -> bool:
    after = after.lstrip()
    return bool(after[:1].islower() and _OPEN_END.search(before[-40:]))


def without_controls(line: str) -> str:
    """The line with its escapes and controls gone and its line-end characters as spaces (rows are fixed already)."""
    return _RUBBISH.sub("", _BREAK.sub(" ", _ESCAPE.sub("", line)))
