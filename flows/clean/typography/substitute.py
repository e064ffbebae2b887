"""Characters swapped, deleted and spaces made plain over all lines at once, on the bytes of the batch.

No replacement is longer than its character, so the work is done in place and the bytes left over are squeezed out; the
cost is a few passes over the bytes, whatever their script.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.table import Bools, Ints, bytes_of
from flows.clean.typography.chars import KINDS, Table

SPACE = 32
SPACES = KINDS.index("spaces")
Bytes = npt.NDArray[np.uint8]


def substitute(lines: pa.Array, table: Table, counts: npt.NDArray[np.int32], squeeze: bool) -> pa.Array:
    """The lines with the table's substitutions made; with `squeeze` also runs of spaces collapsed and the ends trimmed.

    `counts` (int32[lines, kinds]) grows by the edits of each line.
    """
    data, bounds = bytes_of(lines)
    data = data[bounds[0] : bounds[-1]]
    bounds = bounds - bounds[0]
    at, rule = _hits(data, table)
    if len(at):
        free = table.in_links[rule] | ~_in_link(data, bounds, at, at[table.kind[rule] == SPACES])
        at, rule = at[free], rule[free]
    if len(at):
        row = np.searchsorted(bounds, at, side="right") - 1
        _count(counts, row, table.kind[rule])
        data, bounds = _swapped(data, bounds, at, rule, table)
    if squeeze:
        data, bounds = _squeezed(data, bounds, counts)
    return strings(data, bounds)


def strings(data: Bytes, bounds: Ints) -> pa.Array:
    """A string array over bytes and bounds (`bounds[0]` is 0)."""
    offsets = pa.py_buffer(bounds.astype(np.int32))
    return pa.Array.from_buffers(
        pa.string(), len(bounds) - 1, [None, offsets, pa.py_buffer(np.ascontiguousarray(data))]
    )


def _hits(data: Bytes, table: Table) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Positions (ascending) of the characters with a rule, and their rules."""
    at = np.flatnonzero(table.lead[data])
    first = data[at].astype(np.int64)
    second, third = (data[np.minimum(at + k, len(data) - 1)].astype(np.int64) & 0x3F for k in (1, 2))
    code = np.where(first < 0x80, first, (first & 0x1F) << 6 | second)
    code = np.where(first < 0xE0, code, (first & 0x0F) << 12 | second << 6 | third)
    rule = table.rule[code]
    hit = rule > 0
    return at[hit], rule[hit]


def _in_link(data: Bytes, bounds: Ints, at: Ints, gaps: Ints) -> Bools:
    """Which of the characters at `at` stand inside a URL: after "://" in the same word, with more of the URL behind.

    `gaps` are the white space characters outside ASCII. A closing quote behind a URL is not inside it.
    """
    inside = np.zeros(len(at), np.bool_)
    colon = np.flatnonzero(data[:-2] == ord(":")) if len(data) > 2 else at[:0]
    colon = colon[(data[colon + 1] == ord("/")) & (data[colon + 2] == ord("/"))]
    if not len(colon):
        return inside
    before = np.searchsorted(colon, at) - 1
    start = colon[np.maximum(before, 0)]
    row = np.searchsorted(bounds, at, side="right") - 1
    maybe = np.flatnonzero((before >= 0) & (start >= bounds[row]))
    if len(maybe):
        at, start, row = at[maybe], start[maybe], row[maybe]
        space = (data == SPACE) | (data == 9)
        space[gaps] = True
        gaps = np.flatnonzero(space)
        end = np.minimum(np.append(gaps, len(data))[np.searchsorted(gaps, start)], bounds[row + 1])
        follow = at + np.select([data[at] < 0x80, data[at] < 0xE0], [1, 2], 3)
        more = data[np.minimum(follow, len(data) - 1)]
        inside[maybe] = (at < end) & (follow < end) & (_LINKABLE[more] | (more >= 0xC3))
    return inside


_LINKABLE = np.zeros(256, np.bool_)
_LINKABLE[list(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_%&=#")] = True


def _swapped(data: Bytes, bounds: Ints, at: Ints, rule: npt.NDArray[np.uint8], table: Table) -> tuple[Bytes, Ints]:
    data = data.copy()
    size = np.select([data[at] < 0x80, data[at] < 0xE0], [1, 2], 3)
    made = table.size[rule]
    for k in range(3):
        some = made > k
        data[at[some] + k] = table.text[rule[some], k]
    places = at[:, None] + np.arange(3)
    return _without(data, bounds, places[(np.arange(3) >= made[:, None]) & (np.arange(3) < size[:, None])])


def _squeezed(data: Bytes, bounds: Ints, counts: npt.NDArray[np.int32]) -> tuple[Bytes, Ints]:
    """Runs of spaces collapsed to one, then the (single) spaces at the ends of lines dropped."""
    is_space = data == SPACE
    again = np.flatnonzero(is_space[1:] & is_space[:-1]) + 1
    if len(again):
        # A space that begins a line goes as well when the line before ended in one: both ends are trimmed anyway.
        _count(counts, np.searchsorted(bounds, again, side="right") - 1, SPACES)
        data, bounds = _without(data, bounds, again)
    full = np.flatnonzero(bounds[1:] > bounds[:-1])
    first, last = bounds[:-1][full], bounds[1:][full] - 1
    at_end = np.zeros(len(data), np.bool_)
    at_end[first], at_end[last] = data[first] == SPACE, data[last] == SPACE
    ends = np.flatnonzero(at_end)
    if len(ends):
        _count(counts, np.searchsorted(bounds, ends, side="right") - 1, SPACES)
        data, bounds = _without(data, bounds, ends)
    return data, bounds


def _count(counts: npt.NDArray[np.int32], row: Ints, kind: Ints | int) -> None:
    """One more edit of `kind` in each `row` (which may repeat)."""
    width = counts.shape[1]
    counts += np.bincount(row * width + kind, minlength=counts.size).reshape(counts.shape).astype(np.int32)


def _without(data: Bytes, bounds: Ints, places: Ints) -> tuple[Bytes, Ints]:
    """The bytes without those at `places` (ascending, distinct), and the bounds moved accordingly."""
    keep = np.ones(len(data), np.bool_)
    keep[places] = False
    return data[keep], bounds - np.searchsorted(places, bounds)
