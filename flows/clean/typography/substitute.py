"""Characters swapped, deleted and spaces made plain over all lines at once, on the bytes of the batch.

No replacement is longer than its character, so the work is done in place and the bytes left over are squeezed out once;
the cost is a few passes over the bytes, whatever their script.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.clean.table import Bools, Ints, bytes_of
from flows.clean.typography.chars import KINDS, Table

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
    if len(at):
        free = table.in_links[rule] | ~_in_link(data, bounds, at, at[table.kind[rule] == SPACES])
        at, rule = at[free], rule[free]
    fillers = gone = at[:0]
    if len(at):
        row = _rows(bounds, at)
        for kind in np.unique(table.kind[rule]):
            counts[kind] += _per_line(row[table.kind[rule] == kind], counts)
        data, fillers, gone = _swapped(data, bounds, at, rule, table)
        if not squeeze:
            keep = np.ones(len(data), np.bool_)
            keep[gone] = False
            data, bounds = data[keep], bounds - np.searchsorted(gone, bounds)
    if squeeze:
        data, bounds = _squeezed(data, bounds, fillers, gone, counts)
    offsets = pa.py_buffer(bounds.astype(np.int32))
    return pa.Array.from_buffers(pa.string(), len(bounds) - 1, [None, offsets, pa.py_buffer(data)])


def _hits(data: Bytes, table: Table) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Positions (ascending) of the characters with a rule, and their rules."""
    foreign = data >= 0xC2
    if np.count_nonzero(foreign) * 8 < len(data):
        if table.rule[TAB]:
            foreign |= data == TAB
        at = np.flatnonzero(foreign)
        at = at[table.lead[data[at]]]
    else:
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
    row = _rows(bounds, at)
    maybe = np.flatnonzero((before >= 0) & (start >= bounds[row]))
    if len(maybe):
        inside[maybe] = _before_gap(data, bounds, at[maybe], start[maybe], row[maybe], gaps)
    return inside


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
    gap_row = _rows(bounds, gaps)
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


def _squeezed(data: Bytes, bounds: Ints, fillers: Ints, gone: Ints, counts: Counts) -> tuple[Bytes, Ints]:
    """Runs of spaces collapsed to the first of them, no space at either end of a line, and the bytes `gone` dropped.

    A space that begins a line goes when the line before ends in one, too: both ends are trimmed anyway. `fillers` are
    no spaces of the text and not counted.
    """
    is_space = data == SPACE
    drop = np.zeros(len(data), np.bool_)
    np.logical_and(is_space[1:], is_space[:-1], out=drop[1:])
    full = np.flatnonzero(bounds[1:] > bounds[:-1])
    first, last = bounds[:-1][full], bounds[1:][full] - 1
    trailing = is_space[last]
    drop[first] |= is_space[first]
    several = trailing & drop[last]
    _drop_back(drop, is_space, first[several], last[several])
    drop[last] |= trailing
    spaces = np.searchsorted(np.flatnonzero(drop), bounds)
    counts[SPACES] += np.diff(spaces - np.searchsorted(fillers, bounds)).astype(np.int32)
    drop[gone] = True
    return data[~drop], bounds - spaces - np.searchsorted(gone, bounds)


def _drop_back(drop: Bools, is_space: Bools, first: Ints, last: Ints) -> None:
    """Marks the first space of each run of spaces that ends at `last`, too, where the others are marked already.

    `first` are the starts of these lines. Short runs step back together; each long one is looked up on its own, in time
    linear in its length.
    """
    for _ in range(8):
        more = (last >= first) & drop[np.maximum(last, 0)]
        ends = last[(last >= first) & ~drop[np.maximum(last, 0)]]
        drop[ends[is_space[ends]]] = True
        first, last = first[more], last[more] - 1
        if not len(last):
            return
    for start, end in zip(first.tolist(), last.tolist(), strict=True):
        back = is_space[start : end + 1][::-1]
        run = int(np.argmin(back)) if not back.all() else len(back)
        drop[end + 1 - run : end + 1] = True


def _length(first: Bytes) -> Ints:
    """Bytes of the (at most three-byte) characters that begin with these."""
    return 1 + (first >= 0x80).astype(np.int64) + (first >= 0xE0)


def _rows(bounds: Ints, places: Ints) -> Ints:
    return np.searchsorted(bounds, places, side="right") - 1


def _per_line(rows: Ints, counts: Counts) -> Counts:
    return np.bincount(rows, minlength=counts.shape[1]).astype(np.int32)
