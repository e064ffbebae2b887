"""Who holds which line: entries of outlines, and what they amount to line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.template.outline import is_long, keys_of, numbers_of
from cleancopy.pipeline.scan.columns import column, flat
from cleancopy.pipeline.scan.numbers import Asked, distinct
from cleancopy.pipeline.scan.segments import running

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
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Entries:
    """Lines held, each once a document."""

    key: Keys
    number: Numbers
    place: npt.NDArray[np.int8]
    row: Ints
    """The document that holds it, among these."""
    documents: pa.Table
    """`doc_id`, `site`, `fetched_on`, and `story`, `other_story`: two numbers for the story, 0 for none."""

    @classmethod
    def of(cls, rows: pa.Table, asked: Asked) -> Entries:
        """What some rows of `outlines` hold of the lines that are asked for."""
        numbers, bounds, row = _lines(rows)
        keys = line_keys(rows)
        held, which = asked.among(keys)
        _, first = np.unique(row[held] * len(asked.numbers) + which, return_index=True)
        at = held[first]
        story, other = map(pa.array, keys_of(numbers, bounds))
        documents = rows.select(["doc_id", "site", "fetched_on"])
        documents = documents.append_column("story", story).append_column("other_story", other)
        return cls(keys[at], numbers[at], _places(numbers, bounds, row)[at], row[at], documents)

    @classmethod
    def joined(cls, parts: Sequence[Entries]) -> Entries:
        """The entries of all parts, of which there must be one."""
        columns = zip(*((one.key, one.number, one.place) for one in parts), strict=True)
        key, number, place = map(np.concatenate, columns)
        before = running(np.array([len(one.documents) for one in parts]))[:-1]
        row = np.concatenate([one.row + first for one, first in zip(parts, before, strict=True)])
        return cls(key, number, place, row, pa.concat_tables([one.documents for one in parts]))


def counted(entries: Entries, least: int, known: Asked) -> pa.Table:
    """The lines that so many bodies have at least, or that are known: `key`, `number`, and columns of `templates`.

    A story that is published again counts once among the bodies: each has two numbers, and the smaller count of
    distinct ones is taken, so that both must tell the stories apart. Of a long line the larger one is: it may be the
    number of its stories itself.
    """
    order = np.argsort(entries.key)
    keys, number, row = entries.key[order], entries.number[order], entries.row[order]
    starts = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
    pages = np.diff(starts, append=len(keys))
    line = np.repeat(np.arange(len(starts)), pages)
    documents = entries.documents
    stories = (column(documents, name)[row] for name in ("story", "other_story"))
    one, other = (_distinct(line, story, len(starts)) for story in stories)
    bodies = np.where(is_long(number[starts]), np.maximum(one, other), np.minimum(one, other))
    place = np.bincount(line * len(PLACES) + entries.place[order], minlength=len(starts) * len(PLACES))
    by_name = pc.sort_indices(documents["doc_id"]).to_numpy()
    named = pa.table(
        {"line": line, "day": documents["fetched_on"].take(pa.array(row)), "doc": np.argsort(by_name)[row]}
    )
    each = named.group_by("line", use_threads=False).aggregate([("day", "min"), ("day", "max"), ("doc", "min")])
    holder = documents.take(pa.array(by_name[column(each, "doc_min")]))
    found = pa.table(
        {
            "key": keys[starts],
            "number": number[starts],
            "site": holder["site"],
            "example_of": holder["doc_id"],
            "bodies": bodies,
            "pages": pages,
            "first_seen": each["day_min"],
            "last_seen": each["day_max"],
            "place": pa.array(PLACES).take(pa.array(place.reshape(-1, len(PLACES)).argmax(axis=1))),
        }
    )
    return found.filter(pa.array((bodies >= least) | known.holds(keys[starts])))


def line_keys(rows: pa.Table) -> Keys:
    """The keys of all lines of some rows of `outlines`."""
    numbers, _, row = _lines(rows)
    return _mixed(rows["site"], numbers, row)


def keys_of_lines(rows: pa.Table) -> Keys:
    """The keys of lines that are written out: columns `site` and `line` (in their forms)."""
    return _mixed(rows["site"], numbers_of(rows["line"]), np.arange(len(rows)))


def _lines(rows: pa.Table) -> tuple[Numbers, Ints, Ints]:
    """The lines of all rows, where those of each begin, and of which row each is."""
    lists = rows.column("lines").combine_chunks()
    bounds = lists.offsets.to_numpy().astype(np.int64)
    bounds = bounds - bounds[0]
    return lists.flatten().to_numpy(), bounds, np.repeat(np.arange(len(lists)), np.diff(bounds))


def _mixed(sites: pa.ChunkedArray, numbers: Numbers, row: Ints) -> Keys:
    """The keys of lines by their numbers; `row`: which of the sites is that of each."""
    own = flat(sites).dictionary_encode()
    names = np.array([_site(name) for name in own.dictionary.to_pylist()], np.uint64)
    keys = names[own.indices.to_numpy()][row] ^ (numbers.view(np.uint32).astype(np.uint64) * _ODD)
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
