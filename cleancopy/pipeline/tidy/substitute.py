"""Characters swapped, deleted and spaces made plain over all lines at once, on the bytes of the batch.

No replacement is longer than its character, so it is written where the character was, and the bytes left over are taken
out once. Then runs of spaces become one: the cost is a few passes over the bytes, whatever their script.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, bytes_of, places, true_at
from cleancopy.pipeline.scan.segments import each, row_of, rows_holding
from cleancopy.pipeline.tidy.chars import BLANKS, KINDS, Table

SPACE, TAB = 32, 9
SPACES = KINDS.index("spaces")
Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int32]


def substitute(lines: pa.Array, table: Table, counts: Counts, squeeze: bool) -> pa.Array:
    """The lines with the table's substitutions made; with `squeeze` also runs of spaces collapsed and the ends trimmed.

    `counts` (int32[kinds, lines]) grows by the edits of each line.
    """
    data, bounds = bytes_of(lines)
    data, bounds = data[bounds[0] : bounds[-1]], bounds - bounds[0]
    at, rule = _hits(data, table)
    if len(at):
        free = table.in_links[rule] | ~_in_link(data, bounds, at)
        at, rule = at[free], rule[free]
        row = row_of(at, bounds)
        for kind in np.unique(table.kind[rule]):
            counts[kind] += np.bincount(row[table.kind[rule] == kind], minlength=len(lines)).astype(np.int32)
        data, bounds = _swapped(data, bounds, at, rule, table)
    return _squeezed(data, bounds, counts) if squeeze else _strings(data, bounds)


def _hits(data: Bytes, table: Table) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Positions (ascending) of the characters with a rule, and their rules."""
    at = foreign(data, table.lead)
    rule = table.rule[code_points(data, at)]
    hit = rule > 0
    return at[hit], rule[hit]


def foreign(data: Bytes, lead: npt.NDArray[np.bool_]) -> Ints:
    """Where characters begin whose first byte is in the table (of ASCII only the tab may be)."""
    at = places(data, (lambda d: (d >= 0xC2) | (d == TAB)) if lead[TAB] else (lambda d: d >= 0xC2))
    return at[lead[data[at]]]


def code_points(data: Bytes, at: Ints) -> npt.NDArray[np.uint16]:
    """The characters of the basic plane that begin at `at`; others come out as some number."""
    first, second, third = (data[np.minimum(at + k, len(data) - 1)].astype(np.uint16) for k in range(3))
    second &= 0x3F
    code = np.where(first < 0x80, first, (first & 0x1F) << 6 | second)
    return np.where(first < 0xE0, code, first << 12 | second << 6 | third & 0x3F)


def _in_link(data: Bytes, bounds: Ints, at: Ints) -> Bools:
    """Which of the characters at `at` are inside a URL: after "://" in the same word, with more of the URL after them.

    A closing quote after a URL is not inside it.
    """
    begins, ends = [0], [0]
    rows = np.flatnonzero(rows_holding(signs(data, b"://"), bounds) & rows_holding(at, bounds))
    for start, end in zip(bounds[rows].tolist(), bounds[rows + 1].tolist(), strict=True):
        for link in _LINK.finditer(data[start:end].tobytes()):
            begins.append(start + link.start())
            ends.append(start + link.end())
    end_of_link = np.array(ends)[np.searchsorted(begins, at, side="right") - 1]
    follows = at + _length(data[at])
    more = data[np.minimum(follows, len(data) - 1)]
    return (follows < end_of_link) & (_LINKABLE[more] | (more >= 0xC3))


_LINK = re.compile(rb"://(?:(?!" + b"|".join(space.encode() for space in BLANKS) + rb")[^ ])*")
_LINKABLE = true_at(256, b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_%&=#")


def signs(data: Bytes, sign: bytes) -> Ints:
    """Where these bytes are; the bytes after the first are looked at only where that is."""
    at = places(data[: max(len(data) - len(sign) + 1, 0)], lambda d: d == sign[0])
    for k, byte in enumerate(sign[1:], 1):
        at = at[data[at + k] == byte]
    return at


def doubled(data: Bytes) -> Ints:
    """Where two spaces are in a row: the place of the first."""

    def test(data: Bytes) -> Bools:
        space = data == SPACE
        return space[:-1] & space[1:]

    return places(data, test, ahead=1)


def _swapped(data: Bytes, bounds: Ints, at: Ints, rule: npt.NDArray[np.uint8], table: Table) -> tuple[Bytes, Ints]:
    """The bytes with the replacements in place of the characters at `at`, and the lines' new bounds."""
    size, made = _length(data[at]), table.size[rule].astype(np.int64)
    data = data.copy()
    for k in range(3):
        some = made > k
        data[at[some] + k] = table.text[rule[some], k]
    return _without(data, bounds, each(at + made, size - made))


def _squeezed(data: Bytes, bounds: Ints, counts: Counts) -> pa.Array:
    """The lines with one space for each run of spaces, and none at either end; `counts` grows by those that go."""
    sizes = np.diff(bounds)
    lines = pc.ascii_trim(_strings(*_without(data, bounds, doubled(data) + 1)), " ")
    counts[SPACES] += (sizes - byte_lengths(lines)).astype(np.int32)
    return lines


def _without(data: Bytes, bounds: Ints, gone: Ints) -> tuple[Bytes, Ints]:
    """The bytes without those at some places (ascending), and the lines' new bounds."""
    if not len(gone):
        return data, bounds
    keep = np.ones(len(data), np.bool_)
    keep[gone] = False
    return data[keep], bounds - np.searchsorted(gone, bounds)


def _strings(data: Bytes, bounds: Ints) -> pa.Array:
    offsets = pa.py_buffer(bounds.astype(np.int32))
    return pa.Array.from_buffers(pa.string(), len(bounds) - 1, [None, offsets, pa.py_buffer(data)])


def _length(first: Bytes) -> Ints:
    """Bytes of the (at most three-byte) characters that begin with these."""
    return 1 + (first >= 0x80).astype(np.int64) + (first >= 0xE0)
