"""UTF-8 with damage: lines in another encoding, stray bytes pasted in, characters cut at either end of the file."""

from __future__ import annotations

import re

from cleancopy.pipeline.decode.charset import by_detector
from cleancopy.pipeline.decode.judge import alphabets, guess, verdict
from cleancopy.pipeline.decode.reading import LINES, Note, Reading, first_error, is_utf8, turned_away

SEQUENCE = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
TOKENS = re.compile(rb"((?:" + SEQUENCE + rb")+)|([\x80-\xff])")
TAIL = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
HEAD = re.compile(rb"\A[\x80-\xbf]{1,3}(?![\x80-\xbf])")
OPENING = b"\x91\x93\x96\x97\xa1\xab\xbf"
"""What cp1252 may open a text with; other bytes of this kind at the start are the rest of a character."""
QUOTES = frozenset("‘’“”–—…")
LOOK = 1 << 16
MANY_FAULTS = 0.34
"""Faults per character beyond ASCII above which the valid sequences are an accident of another encoding."""
FEW = 4
"""Fewer bytes beyond ASCII than this are no ground to guess an encoding on; they are looked at one by one."""
MAX_DROPPED = 8
"""Bytes that no reading explains, above which the file is turned away."""


def read_damaged(data: bytes, sequences: int, strays: int) -> Reading | None:
    """The reading of bytes that are UTF-8 except in a few places; None where they are rather in another encoding.

    `sequences` and `strays` are what `weigh` found.
    """
    if not sequences:
        return _only_ends(data)
    parts, unexplained, mended = _mend(data)
    left_out = sum(len(span) for _, span, _ in unexplained)
    if left_out > MAX_DROPPED or any(hurts for _, _, hurts in unexplained):
        shown = ", ".join(span[:8].hex(" ") for _, span, _ in unexplained[:4])
        return turned_away("encoding_uncertain", f"UTF-8 with bytes that no reading explains: {shown}", "utf-8", "utf8")
    text = b"".join(parts)
    if sequences < 10 * strays and verdict(text[:LOOK].decode("utf-8", "ignore")[:4000]).rate > MANY_FAULTS:
        return turned_away("encoding_uncertain", "read as damaged UTF-8 it makes no words", "utf-8", "utf8")
    reading = Reading("utf-8", "utf8", text, confidence=0.9, edits=tuple(mended))
    if mended:
        reading = reading.but(warnings=(Note("mixed_encodings", f"{len(mended)} places read as another encoding"),))
    for offset, span, _ in unexplained:
        cut = offset in (0, len(text))
        note = (
            Note("truncated", f"the file {'starts' if offset == 0 else 'ends'} inside a character: {span.hex(' ')}")
            if cut
            else Note("undecodable_bytes", f"left out: {span.hex(' ')}")
        )
        edit = ("cut_character" if cut else "undecodable", offset)
        reading = reading.but(edits=(*reading.edits, edit), warnings=(*reading.warnings, note))
    return reading


def weigh(data: bytes) -> tuple[int, int]:
    """(runs of valid UTF-8 sequences, bytes that are none) among the first bytes beyond ASCII."""
    runs, strays = _weighed(data, 0, LOOK)
    if strays:
        return runs, strays
    bad = first_error(data) or 0  # the damage lies further back
    more, strays = _weighed(data, max(bad - 8, 0), bad + LOOK)
    return runs + more, strays


def _weighed(data: bytes, start: int, end: int) -> tuple[int, int]:
    tokens = TOKENS.findall(data, start, end)
    runs = sum(1 for run, _ in tokens if run)
    return runs, len(tokens) - runs


def _only_ends(data: bytes) -> Reading | None:
    """ASCII but for a character cut at the start or the end, of which two bytes or more are left."""
    tail, head = TAIL.search(data), HEAD.search(data)
    for cut, at_end in ((tail, True), (head, False)):
        rest = data[: tail.start()] if at_end and tail else data[head.end() :] if head else data
        if cut and len(cut[0]) > 1 and rest.isascii():
            where = "ends" if at_end else "starts"
            note = Note("truncated", f"the file {where} inside a character: {cut[0].hex(' ')}")
            edit = ("cut_character", len(rest) if at_end else 0)
            return Reading("utf-8", "utf8", rest, confidence=0.8, edits=(edit,), warnings=(note,))
    return None


def _mend(data: bytes) -> tuple[list[bytes], list[tuple[int, bytes, bool]], list[tuple[str, int]]]:
    """(UTF-8 parts, unexplained spans with their place and whether a word is hurt, edits)."""
    lines = LINES.findall(data)
    broken = [i for i, line in enumerate(lines) if not is_utf8(line)]
    legacy = [i for i in broken if not re.search(SEQUENCE, lines[i])]
    if sum(byte > 0x7F for i in legacy for byte in lines[i]) < FEW:
        legacy = []
    other = by_detector(b"".join(lines[i] for i in legacy)) if legacy else None
    reread: dict[int, bytes] = {}
    if other and not other.reasons and not other.edits:
        reread = dict(zip(legacy, LINES.findall(other.text), strict=True))
    letters = alphabets().get(guess(data[:LOOK].decode("utf-8", "ignore"))[0], {})
    parts: list[bytes] = []
    unexplained: list[tuple[int, bytes, bool]] = []
    mended: list[tuple[str, int]] = []
    at = 0
    hard = set(broken)
    for i, line in enumerate(lines):
        if i in reread:
            mended.append(("charset", at))
            line = reread[i]
        elif i in hard:
            line = _mend_line(line, at, letters, unexplained, mended)
        parts.append(line)
        at += len(line)
    return parts, unexplained, mended


def _mend_line(
    line: bytes,
    at: int,
    letters: dict[str, float],
    unexplained: list[tuple[int, bytes, bool]],
    mended: list[tuple[str, int]],
) -> bytes:
    """One line as UTF-8: stray cp1252 bytes are read where that is unambiguous, others are left out and noted."""
    parts: list[bytes] = []
    done = length = 0
    for start, end in _stray_spans(line):
        parts.append(line[done:start])
        length += start - done
        done = end
        before, after = line[max(start - 4, 0) : start].decode("utf-8", "ignore"), line[end : end + 4]
        cut = at + start == 0 and HEAD.match(line) is not None
        meant = None
        if not (cut and line[0] not in OPENING):
            meant = _meant(line[start:end], before, after.decode("utf-8", "ignore"), letters)
        if meant is None:
            beside = before[-1:].isalnum() or after.decode("utf-8", "ignore")[:1].isalnum()
            unexplained.append((at + length, line[start:end], beside and not cut and bool(after)))
        else:
            mended.append(("charset", at + length))
            parts.append(meant.encode())
            length += len(parts[-1])
    parts.append(line[done:])
    return b"".join(parts)


def _stray_spans(line: bytes) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for token in TOKENS.finditer(line):
        if token[2] is None:
            continue
        if spans and spans[-1][1] == token.start():
            spans[-1] = (spans[-1][0], token.end())
        else:
            spans.append((token.start(), token.end()))
    return spans


def _meant(span: bytes, before: str, after: str, letters: dict[str, float]) -> str | None:
    """What stray bytes mean as cp1252: quotes, dashes, signs beside figures, letters of the language beside small ones.

    `before` and `after` are the few characters around them.
    """
    try:
        text = span.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if text == "\u00a0" or (text in "€£°" and (before.rstrip()[-1:].isdigit() or after.lstrip()[:1].isdigit())):
        return text
    words = "".join(c for c in text if c not in QUOTES)
    if len(text) > 3 or not all(c in letters and c.islower() for c in words):
        return None
    # A letter is believed beside small letters; three quotes in a row are rather the rest of something else.
    beside = before[-1:].islower() or after[:1].islower()
    return text if (beside if words else len(text) <= 2) else None
