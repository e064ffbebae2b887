"""Who holds which line: entries of outlines, and what they amount to line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.recognise.template.outline import is_long, keys_of, numbers_of
from cleancopy.pipeline.scan.numbers import Asked, distinct

Keys = npt.NDArray[np.uint64]
"""A site and the number of a line in one, so that two sites share nothing."""
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Parts = Callable[[Sequence[str], Sequence[str]], Iterator[pa.Table]]
"""Goes through rows of `outlines`, some at a time, with the columns asked for: all of some sites, and maybe others."""

ABOVE, AMID, BELOW = range(3)
PLACES = ("above", "amid", "below")
"""Where a line is: above all running text, directly between two long lines, anywhere else."""
COLUMNS = ("doc_id", "site", "fetched_on", "lines")
_NO_DAY = np.int32(np.iinfo(np.int32).min)
_NEVER = np.iinfo(np.int64).max
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Entries:
    """Lines held, each once a document."""

    key: Keys
    number: Numbers
    document: npt.NDArray[np.object_]
    site: npt.NDArray[np.object_]
    place: npt.NDArray[np.int8]
    day: Numbers
    """The day on which the page was fetched, counted from 1970; `_NO_DAY` when nobody said."""
    story: Numbers
    """Two numbers for the story of the document, 0 for none."""
    other_story: Numbers

    @classmethod
    def of(cls, rows: pa.Table, asked: Asked) -> Entries:
        """What some rows of `outlines` hold of the lines that are asked for."""
        numbers, bounds, row = _lines(rows)
        keys = line_keys(rows)
        held, _ = asked.among(keys)
        order = held[np.lexsort((held, keys[held], row[held]))]
        new = np.ones(len(order), np.bool_)
        new[1:] = (np.diff(row[order]) != 0) | (keys[order][1:] != keys[order][:-1])
        at = order[new]
        own = row[at]
        days = rows.column("fetched_on").combine_chunks().cast(pa.int32()).fill_null(int(_NO_DAY)).to_numpy()
        document, site = (np.array(rows.column(name).to_pylist(), np.object_)[own] for name in ("doc_id", "site"))
        story, other = (keys[own] for keys in keys_of(numbers, bounds))
        return cls(keys[at], numbers[at], document, site, _places(numbers, bounds, row)[at], days[own], story, other)

    @classmethod
    def joined(cls, parts: Sequence[Entries]) -> Entries:
        """The entries of all parts, of which there must be one."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


@dataclass(frozen=True)
class Line:
    """What is known of one line of one site."""

    site: str
    number: int
    pages: int
    bodies: int
    place: str
    first: int | None
    """Day since 1970, None when nobody said."""
    last: int | None
    holder: str
    """The smallest doc_id of those that hold it."""


def counted(entries: Entries, least: int, known: Asked) -> Iterator[Line]:
    """The lines that so many bodies have at least, or that are known.

    A story that is published again counts once among the bodies: each has two numbers, and the smaller count of
    distinct ones is taken, so that both must tell the stories apart. Of a long line the larger one is: it may be the
    number of its stories itself.
    """
    order = np.argsort(entries.key)
    keys = entries.key[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    sizes = np.diff(starts, append=len(keys))
    group = np.repeat(np.arange(len(starts)), sizes)
    pages = np.bincount(group, minlength=len(starts))
    one, other = (_distinct(group, story[order], len(starts)) for story in (entries.story, entries.other_story))
    bodies = np.where(is_long(entries.number[order[starts]]), np.maximum(one, other), np.minimum(one, other))
    places = np.stack([np.bincount(group[entries.place[order] == at], minlength=len(starts)) for at in range(3)])
    place = np.argmax(places, axis=0)
    wanted = bodies >= least
    wanted[known.among(keys[starts])[0]] = True
    day = entries.day[order].astype(np.int64)
    dated = day != _NO_DAY
    first = np.minimum.reduceat(np.where(dated, day, _NEVER), starts) if len(starts) else day
    last = np.maximum.reduceat(day, starts) if len(starts) else day
    held, documents = order[starts[wanted]], entries.document[order]
    counts = (some[wanted].tolist() for some in (starts, sizes, pages, bodies, place, first, last))
    names = (entries.site[held].tolist(), entries.number[held].tolist())
    for site, number, at, size, on, of, where, since, until in zip(*names, *counts, strict=True):
        yield Line(
            site=site,
            number=number,
            pages=on,
            bodies=of,
            place=PLACES[where],
            first=since if since != _NEVER else None,
            last=until if since != _NEVER else None,
            holder=min(documents[at : at + size].tolist()),
        )


def line_keys(rows: pa.Table) -> Keys:
    """The keys of all lines of some rows of `outlines`."""
    numbers, _, row = _lines(rows)
    return _mixed(rows.column("site").to_pylist(), row, numbers)


def keys_of_lines(sites: Sequence[str], lines: Sequence[str]) -> Keys:
    """The keys of some lines (in their forms), each of its site."""
    return _mixed(sites, np.arange(len(sites)), numbers_of(pa.array(lines, pa.string())))


def _lines(rows: pa.Table) -> tuple[Numbers, Ints, Ints]:
    """The lines of all rows, where those of each begin, and of which row each is."""
    lists = rows.column("lines").combine_chunks()
    bounds = lists.offsets.to_numpy().astype(np.int64)
    bounds = bounds - bounds[0]
    return lists.flatten().to_numpy(), bounds, np.repeat(np.arange(len(lists)), np.diff(bounds))


def _mixed(sites: Sequence[str], row: Ints, numbers: Numbers) -> Keys:
    own = np.array([_site(site) for site in sites], np.uint64)[row]
    keys = own ^ (numbers.view(np.uint32).astype(np.uint64) * _ODD)
    return keys ^ (keys >> np.uint64(29))


@cache
def _site(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def _places(numbers: Numbers, bounds: Ints, row: Ints) -> npt.NDArray[np.int8]:
    """Where each line of each document is."""
    if not len(numbers):
        return np.zeros(0, np.int8)
    long = is_long(numbers)
    seen: Ints = np.cumsum(long) - long
    before: Ints = seen - seen[bounds[:-1][row]]
    over, under = np.zeros(len(long), np.bool_), np.zeros(len(long), np.bool_)
    same = row[1:] == row[:-1]
    over[1:], under[:-1] = long[:-1] & same, long[1:] & same
    return np.where(over & under, AMID, np.where(before == 0, ABOVE, BELOW)).astype(np.int8)


def _distinct(group: Ints, story: Numbers, groups: int) -> Ints:
    """How many stories each group has."""
    some = story != 0
    pairs, _ = distinct(group[some] << 32 | story[some].view(np.uint32))
    return np.bincount(pairs >> 32, minlength=groups)
