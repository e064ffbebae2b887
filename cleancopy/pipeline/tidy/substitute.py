"""Characters swapped, deleted and spaces made plain over all lines at once, on the bytes of the batch.

No replacement is longer than its character, so the work is done in place and the bytes left over are squeezed out once;
the cost is a few passes over the bytes, whatever their script.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, places
from cleancopy.pipeline.scan.segments import row_of
from cleancopy.pipeline.tidy.chars import KINDS, Table

SPACE, TAB = 32, 9
SPACES = KINDS.index("spaces")
Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int32]


def substitute(lines: pa.Array, table: Table, counts: Counts, squeeze: bool) -> pa.Array:
    """The lines with the table's substitutions made; with `squeeze` also runs of spaces collapsed and the ends trimmed.

    `counts` (int32[kinds, lines]) grows by the edits of each line.
    """
    data, bounds = bytes_of(lines)
    data = data[bounds[0] : bounds[-1]]
    bounds = bounds - bounds[0]
    at, rule = _hits(data, table)
    fillers = gone = at[:0]
    if len(at):
        row = row_of(at, bounds)
        free = table.in_links[rule] | ~_in_link(data, bounds, at, row, table.kind[rule] == SPACES)
        at, rule, row = at[free], rule[free], row[free]
        for kind in np.unique(table.kind[rule]):
            counts[kind] += _per_line(row[table.kind[rule] == kind], counts)
        data, fillers, gone = _swapped(data, bounds, at, rule, table)
    removed = np.searchsorted(gone, bounds)
    drop = np.zeros(len(data), np.bool_)
    if squeeze:
        spaces = _drop_spaces(drop, data, bounds)
        counts[SPACES] += np.diff(spaces - np.searchsorted(fillers, bounds)).astype(np.int32)
        removed += spaces
    drop[gone] = True
    if removed[-1]:
        data, bounds = data[~drop], bounds - removed
    offsets = pa.py_buffer(bounds.astype(np.int32))
    return pa.Array.from_buffers(pa.string(), len(bounds) - 1, [None, offsets, pa.py_buffer(data)])


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


def _in_link(data: Bytes, bounds: Ints, at: Ints, row: Ints, blank: Bools) -> Bools:
    """Which of the characters at `at` stand inside a URL: after "://" in the same word, with more of the URL behind.

    `row` are their lines, `blank` says which are white space. A closing quote behind a URL is not inside it.
    """
    inside = np.zeros(len(at), np.bool_)
    colon = signs(data, b"://")
    if not len(colon):
        return inside
    before = np.searchsorted(colon, at) - 1
    start = colon[np.maximum(before, 0)]
    maybe = np.flatnonzero((before >= 0) & (start >= bounds[row]))
    if len(maybe):
        inside[maybe] = _before_gap(data, bounds, at[maybe], start[maybe], row[maybe], at[blank])
    return inside


def signs(data: Bytes, sign: bytes) -> Ints:
    """Where these bytes stand; the bytes behind the first are looked at only where that stands."""
    at = places(data[: max(len(data) - len(sign) + 1, 0)], lambda d: d == sign[0])
    for k, byte in enumerate(sign[1:], 1):
        at = at[data[at + k] == byte]
    return at


def doubled(data: Bytes) -> Ints:
    """Where two spaces stand in a row: the place of the first."""

    def test(data: Bytes) -> Bools:
        space = data == SPACE
        return space[:-1] & space[1:]

    return places(data, test, ahead=1)


def _before_gap(data: Bytes, bounds: Ints, at: Ints, start: Ints, row: Ints, gaps: Ints) -> Bools:
    """Whether no white space stands between `start` and `at`, and behind `at` one more character of a URL.

    Looks only at the bytes of the rows concerned.
    """
    some = np.unique(row)
    size = bounds[some + 1] - bounds[some]
    ends = np.cumsum(size)
    shift = ends - size - bounds[some]
    near = np.concatenate([data[bounds[r] : bounds[r + 1]] for r in some.tolist()])
    space = (near == SPACE) | (near == TAB)
    gap_row = row_of(gaps, bounds)
    known = np.isin(gap_row, some)
    space[gaps[known] + shift[np.searchsorted(some, gap_row[known])]] = True
    places = np.append(np.flatnonzero(space), len(near))
    which = np.searchsorted(some, row)
    start, at = start + shift[which], at + shift[which]
    end = np.minimum(places[np.searchsorted(places, start)], ends[which])
    follow = at + _length(near[at])
    more = near[np.minimum(follow, len(near) - 1)]
    return (at < end) & (follow < end) & (_LINKABLE[more] | (more >= 0xC3))


_LINKABLE = np.zeros(256, np.bool_)
_LINKABLE[list(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_%&=#")] = True


def _swapped(
    data: Bytes, bounds: Ints, at: Ints, rule: npt.NDArray[np.uint8], table: Table
) -> tuple[Bytes, Ints, Ints]:
    """The bytes with replacements in place; where bytes left over became spaces; where bytes left over must go.

    Left over of a new space are spaces, which collapse with it. A character that goes without replacement behind a
    space (or at the start of a line) becomes spaces as well, so that its going brings no two spaces together.
    """
    data = data.copy()
    size, made = _length(data[at]), table.size[rule]
    for k in range(3):
        some = made > k
        data[at[some] + k] = table.text[rule[some], k]
    places = at[:, None] + np.arange(3)
    over = (np.arange(3) >= made[:, None]) & (np.arange(3) < size[:, None])
    blank = table.kind[rule] == SPACES
    data[places[over & blank[:, None]]] = SPACE
    deleted = np.flatnonzero(made == 0)
    begins = bounds[np.searchsorted(bounds, at[deleted])] == at[deleted]
    while len(deleted):
        joins = begins | (data[at[deleted] - 1] == SPACE)
        if not joins.any():
            break
        # The whole run of deleted characters behind that space, at once: each ends where the next one starts.
        end = at[deleted] + size[deleted]
        runs = np.cumsum(np.append(True, at[deleted][1:] != end[:-1]) | joins)
        joins = np.isin(runs, runs[joins])
        blank[deleted[joins]] = True
        data[places[over & blank[:, None]]] = SPACE
        deleted, begins = deleted[~joins], begins[~joins]
    return data, places[over & blank[:, None]], places[over & ~blank[:, None]]


def _drop_spaces(drop: Bools, data: Bytes, bounds: Ints) -> Ints:
    """Marks the spaces that go: all of a run but the first, and all at either end of a line.

    Out: how many of them stand before each of `bounds`. A space that begins a line goes when the line before ends in
    one, too: both ends are trimmed anyway.
    """
    second = doubled(data) + 1
    drop[second] = True
    full = np.flatnonzero(bounds[1:] > bounds[:-1])
    first, last = bounds[:-1][full], bounds[1:][full] - 1
    trailing = np.flatnonzero(data[last] == SPACE)
    first, last, leading = first[trailing], last[trailing], first[data[first] == SPACE]
    if len(second):
        # Behind the last word of a line a run of spaces goes with its first one, the one before its first `second`.
        several = drop[last]
        opens = second[np.flatnonzero(np.diff(second, prepend=-2) > 1)]
        opening = opens[np.searchsorted(opens, last[several], side="right") - 1] - 1
        drop[opening[opening >= first[several]]] = True
    drop[leading] = True
    drop[last] = True
    return np.searchsorted(np.flatnonzero(drop) if len(leading) or len(last) else second, bounds)


def _length(first: Bytes) -> Ints:
    """Bytes of the (at most three-byte) characters that begin with these."""
    return 1 + (first >= 0x80).astype(np.int64) + (first >= 0xE0)


def _per_line(rows: Ints, counts: Counts) -> Counts:
    return np.bincount(rows, minlength=counts.shape[1]).astype(np.int32)
