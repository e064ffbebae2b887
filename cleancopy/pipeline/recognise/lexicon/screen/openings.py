"""How the lines that a pattern takes can begin: read off the pattern, so that most lines need not be asked.

An *opening* is a few bytes; a line that begins with none of a rule's openings cannot be hit by it (a necessary
condition, tested against RE2). What this room does not understand opens with anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.scan.columns import Ints, bytes_of
from cleancopy.pipeline.scan.segments import each
from cleancopy.pipeline.scan.windows import eights, first_of

MOST_BYTES = 8
"""Bytes of an opening that are kept; as many as one 64-bit number holds."""
MOST = 2000
"""Where a pattern branches into more openings than this, they are left shorter."""

Words = npt.NDArray[np.uint64]
Heads = set[tuple[bytes, bool]]
"""Beginnings of what a piece of a pattern matches; True: that is all of it, what follows the piece follows."""

_ANYTHING: Heads = {(b"", False)}
TOKEN = re.compile(
    r"(?P<hex>\\x[0-9a-f]{2})|(?P<kind>\\[dDW])|(?P<escaped>\\[^\w\s])|(?P<odd>\\.)|(?P<set>\[(?:\\.|[^\]\\])+\])"
    r"|(?P<open>\(\?:)|(?P<close>\))|(?P<bar>\|)|(?P<times>[?*+]|\{\d+(?:,\d*)?\})|(?P<any>[.^$(\[])"
    r"|(?P<char>[^\\\[\](){}?*+|.^$]+(?![?*+{])|.)",
    re.S,
)
_ENDS = ("bar", "close", "end")
_KINDS: dict[str, Heads] = {
    r"\d": {(bytes([b]), True) for b in b"0123456789"},
    r"\D": {(bytes([b]), False) for b in range(256) if not chr(b).isdecimal() or b >= 128},
    r"\W": {(bytes([b]), False) for b in range(256) if b >= 128 or not (chr(b).isalnum() or b == ord("_"))},
}


def openings(starts: Iterable[str], patterns: Iterable[str]) -> frozenset[bytes] | None:
    """The openings of lines that begin with one of `starts` or match one of `patterns` (RE2); None: anything."""
    found = {start.encode()[:MOST_BYTES] for start in starts}
    for pattern in patterns:
        found |= {head for head, _ in _Reader(pattern).heads()}
    return None if b"" in found else frozenset(found)


@dataclass(frozen=True)
class Openings:
    """The openings of many rules, to be looked up for all lines at once."""

    short: npt.NDArray[np.bool_]
    """bool[2^16]: whether an opening of one or two bytes begins lines that begin with these two bytes."""
    long: npt.NDArray[np.bool_]
    """bool[2^18]: whether the last 18 bits of its first three bytes are those of a longer opening."""
    by_length: tuple[tuple[int, Words, Ints, Ints], ...]
    """(bytes, openings of so many, bounds, rules): opening i belongs to `rules[bounds[i]:bounds[i + 1]]`."""

    @classmethod
    def of(cls, begins: Mapping[int, frozenset[bytes]]) -> Openings:
        """From the openings of each rule (its row)."""
        short, long = np.zeros(1 << 16, np.bool_), np.zeros(1 << 18, np.bool_)
        owners: dict[int, dict[int, list[int]]] = {}
        for row, heads in begins.items():
            for head in heads:
                first = int.from_bytes(head[:3].ljust(2, b"\0"), "big")
                if len(head) > 2:
                    long[first & 0x3FFFF] = True
                else:
                    short[first : first + (256 if len(head) == 1 else 1)] = True
                owners.setdefault(len(head), {}).setdefault(int.from_bytes(head, "big"), []).append(row)
        by_length = []
        for length, heads_of in sorted(owners.items()):
            known = sorted(heads_of)
            bounds = np.cumsum([0] + [len(heads_of[head]) for head in known])
            rules = np.array([row for head in known for row in heads_of[head]], np.int64)
            by_length.append((length, np.array(known, np.uint64), bounds.astype(np.int64), rules))
        return cls(short, long, tuple(by_length))

    def candidates(self, words: Words) -> tuple[Ints, Ints]:
        """(line, rule) for every line that begins with an opening of the rule; a pair may come more than once.

        `words` are the first bytes of the lines (`first_bytes`).
        """
        rows = np.flatnonzero(
            self.short[words >> np.uint64(48)] | self.long[words >> np.uint64(40) & np.uint64(0x3FFFF)]
        )
        order = np.argsort(words[rows])  # what is looked up in order is found in a third of the time
        rows = rows[order]
        words = words[rows]
        lines, rules = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for length, known, bounds, owners in self.by_length:
            heads = words >> np.uint64(64 - 8 * length)
            at = np.searchsorted(known, heads)
            hit = np.flatnonzero(known[np.minimum(at, len(known) - 1)] == heads)
            first, counts = bounds[at[hit]], np.diff(bounds)[at[hit]]
            lines.append(np.repeat(rows[hit], counts))
            rules.append(owners[each(first, counts)])
        return np.concatenate(lines), np.concatenate(rules)


def first_bytes(texts: pa.Array) -> Words:
    """The first eight bytes of each text as a number that sorts as they do; zeros after a shorter one."""
    data, bounds = bytes_of(texts)
    return first_of(eights(data)[bounds[:-1]], np.diff(bounds)).byteswap()


class _Reader:
    """A recursive descent over the few forms that rules are written in."""

    def __init__(self, pattern: str) -> None:
        self.tokens = [(token.lastgroup, token.group()) for token in TOKEN.finditer(pattern)] + [("end", "")]
        self.at = 0

    def heads(self) -> Heads:
        """Heads of the whole pattern; no more of it is read once it is known to open with anything."""
        found: Heads = set()
        while not found & _ANYTHING:
            found |= self._sequence()
            if self._kind() != "bar":
                return found if self._kind() == "end" else _ANYTHING
            self.at += 1
        return _ANYTHING

    def _kind(self) -> str | None:
        return self.tokens[self.at][0]

    def _choice(self) -> Heads:
        found = self._sequence()
        while self._kind() == "bar":
            self.at += 1
            found = found | self._sequence()
        return found

    def _sequence(self) -> Heads:
        found: Heads = {(b"", True)}
        while self._kind() not in _ENDS:
            found = _followed(found, self._piece())
            if found == _ANYTHING or not any(whole for _, whole in found):
                self._skip()
        return found

    def _skip(self) -> None:
        """To the end of the sequence: what follows does not matter any more."""
        depth = 0
        for at in range(self.at, len(self.tokens)):
            kind, said = self.tokens[at]
            if kind == "end" or (not depth and kind in _ENDS):
                self.at = at
                return
            depth += (kind == "open" or said == "(") - (kind == "close")

    def _piece(self) -> Heads:
        """One atom with its quantifier."""
        found = self._atom()
        while self._kind() == "times":
            times = self.tokens[self.at][1]
            self.at += 1
            if times == "?":
                found = found | {(b"", True)}
            else:  # perhaps several: only the first of them is looked at
                found = {(head, False) for head, _ in found}
                found |= {(b"", True)} if times[0] == "*" or times.startswith("{0") else set()
        return found

    def _atom(self) -> Heads:
        kind, said = self.tokens[self.at]
        self.at += 1
        match kind:
            case "open":
                found = self._choice()
                self.at += self._kind() == "close"
                return found
            case "char":
                return {(said.encode(), True)}
            case "escaped":
                return {(said[1:].encode(), True)}
            case "hex":
                return {(chr(int(said[2:], 16)).encode(), True)}
            case "kind":
                return _KINDS[said]
            case "set":
                return _set(said[1:-1])
        return _ANYTHING


def _set(inside: str) -> Heads:
    """A character class that lists its characters; any other one is anything."""
    chars = re.sub(r"\\x([0-9a-f]{2})", lambda m: chr(int(m[1], 16)), inside.replace(r"\d", "0123456789"))
    if inside[0] in "^[" or "\\" in chars or re.search(".-.", chars):
        return _ANYTHING
    return {(char.encode(), True) for char in chars}


def _followed(found: Heads, piece: Heads) -> Heads:
    """Heads of one piece after another, cut at `MOST_BYTES`."""
    if len(found) * len(piece) > MOST:
        return {(head, False) for head, _ in found}
    cut: Heads = {(head, False) for head, whole in found if not whole or len(head) >= MOST_BYTES}
    longer = (head for head, whole in found if whole and len(head) < MOST_BYTES)
    return cut | {((head + more)[:MOST_BYTES], whole) for head in longer for more, whole in piece}
