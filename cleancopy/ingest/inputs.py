"""What a walk found, a few dozen bytes a file: the process that plans a run holds all of it for as long as it lasts."""

from __future__ import annotations

import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from operator import attrgetter
from typing import TypeAlias, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.ingest.formats import NAMES, TEXT
from cleancopy.ingest.paths import escape

Ints = npt.NDArray[np.int64]
Rows = Sequence[int] | Ints
_UNKEPT = 0x80
by_path = attrgetter("source_path")


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read. `source_path` is its name for ever, `os_path` where the bytes lie now."""

    source_path: str
    os_path: bytes
    size: int
    mtime_ns: int
    site: str | None
    has_sidecar: bool
    format: str = TEXT
    keep_page: bool = True
    """Whether the bytes of a page are published."""

    @classmethod
    def of_record(cls, source_path: str, size: int | None, site: str | None, format: str, keep_page: bool) -> Input:
        """A record of a container, whose bytes lie in no file of their own."""
        return cls(source_path, b"", size or 0, 0, site, False, format, keep_page)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The files by column, in the order of their source paths; the paths below `root` stand end to end."""

    root: bytes
    pattern: re.Pattern[str] | None
    paths: bytearray
    ends: array[int]
    sizes: array[int]
    times: array[int]
    stamps: array[int]
    newest: array[int]
    sidecars: bytearray
    formats: bytearray
    """Places in `formats.NAMES`, and `_UNKEPT` where the page is not to be published."""
    plain: bool = False
    """Whether every path is written as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs(Sequence[Input]):
    """Inputs in the order of their source paths, made when they are asked for: as objects they take a kilobyte each."""

    _columns: _Columns
    _rows: Rows

    def __len__(self) -> int:
        """How many."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Input: ...
    @overload
    def __getitem__(self, at: slice) -> Inputs: ...
    def __getitem__(self, at: int | slice) -> Input | Inputs:
        """One, or some of them; the latter share their memory with these."""
        return replace(self, _rows=self._rows[at]) if isinstance(at, slice) else self._input(int(self._rows[at]))

    def __iter__(self) -> Iterator[Input]:
        """One after the other."""
        return map(self._input, map(int, self._rows))

    def only(self, places: Rows) -> Inputs:
        """Those at some places among these."""
        return replace(self, _rows=np.asarray(self._rows, np.int64)[np.asarray(places, np.int64)])

    def parted(self, names: Collection[str]) -> tuple[Inputs, Inputs]:
        """Those of some formats, and the others."""
        rows = np.asarray(self._rows, np.int64)
        formats = np.frombuffer(self._columns.formats, np.uint8)[rows] & ~np.uint8(_UNKEPT)
        wanted = np.isin(formats, [NAMES.index(name) for name in names])
        return replace(self, _rows=rows[wanted]), replace(self, _rows=rows[~wanted])

    @property
    def sizes(self) -> array[int]:
        """Their sizes in bytes."""
        return array("q", map(self._columns.sizes.__getitem__, self._rows))

    @property
    def stamps(self) -> Ints:
        """For each a number that is another one when size, times or inode of the file or of its sidecar are."""
        return np.frombuffer(self._columns.stamps, np.int64)[np.asarray(self._rows, np.int64)]

    @property
    def newest(self) -> Ints:
        """For each when it or its sidecar was changed last, nanoseconds since 1970, by the file system's account."""
        return np.frombuffer(self._columns.newest, np.int64)[np.asarray(self._rows, np.int64)]

    @property
    def source_paths(self) -> pa.Array:
        """Their source paths, ascending."""
        columns = self._columns
        if not columns.plain:
            return pa.array([one.source_path for one in self], pa.string())
        paths = [None, pa.py_buffer(columns.ends), pa.py_buffer(columns.paths)]
        held = pa.Array.from_buffers(pa.large_string(), len(columns.sizes), paths)
        return held.take(pa.array(np.asarray(self._rows, np.int64))).cast(pa.string())

    def sites(self) -> set[str | None]:
        """The sites of all of them."""
        if self._columns.pattern is not None:
            return {one.site for one in self}
        found: set[str | None] = set()
        at = 0
        while at < len(self):  # the files of a folder stand together
            site = self[at].site
            found.add(site)
            at = at + 1 if site is None else bisect_left(self, f"{site}0", at + 1, key=by_path)  # 0 comes after /
        return found

    def _input(self, row: int) -> Input:
        columns = self._columns
        path = bytes(columns.paths[columns.ends[row] : columns.ends[row + 1]])
        source_path = escape(path)
        return Input(
            source_path=source_path,
            os_path=columns.root + b"/" + path,
            size=columns.sizes[row],
            mtime_ns=columns.times[row],
            site=site_of(source_path, columns.pattern),
            has_sidecar=bool(columns.sidecars[row]),
            format=NAMES[columns.formats[row] & ~_UNKEPT],
            keep_page=not columns.formats[row] & _UNKEPT,
        )


Row: TypeAlias = tuple[bytes, int, int, int, int, bool, int]
"""A file as the walk meets it: path below the root, size, `mtime` in nanoseconds, stamp, when it or its sidecar was
changed last, whether it has a sidecar, and its place in `formats.NAMES` (with `_UNKEPT` where no page is published)."""


def row_of(
    path: bytes, file: os.stat_result, sidecar: os.stat_result | None, format: str, *, keep_page: bool = True
) -> Row:
    """A file by its status; one that is replaced, or changed without another size or time, has another `ctime`."""
    known = size, mtime_ns, ctime_ns, _ = _known(file)
    newest = ctime_ns if ctime_ns > mtime_ns else mtime_ns
    number = _NUMBERS[format] if keep_page else _NUMBERS[format] | _UNKEPT
    if sidecar is None:
        return path, size, mtime_ns, hash(known), newest, False, number
    beside = _known(sidecar)
    return path, size, mtime_ns, hash(known + beside), max(newest, *beside[1:3]), True, number


_known: Callable[[os.stat_result], tuple[int, ...]] = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
_NUMBERS = {name: number for number, name in enumerate(NAMES)}


class Found:
    """Inputs in the making: files are added in the order of their source paths."""

    def __init__(self, root: bytes, pattern: re.Pattern[str] | None) -> None:
        """`root` is the raw folder; `pattern` finds a site in a source path, None takes the first folder."""
        sizes, times, stamps, newest = (array("q") for _ in range(4))
        known = (sizes, times, stamps, newest, bytearray(), bytearray())
        self._columns = _Columns(root, pattern, bytearray(), array("q", [0]), *known)
        self.is_plain = True

    def add(self, rows: Sequence[Row]) -> None:
        """Some files more."""
        columns = self._columns
        paths, sizes, times, stamps, newest, sidecars, formats = zip(*rows, strict=True)
        columns.ends.extend(islice(accumulate(map(len, paths), initial=len(columns.paths)), 1, None))
        columns.paths.extend(b"".join(paths))
        columns.sizes.extend(sizes)
        columns.times.extend(times)
        columns.stamps.extend(stamps)
        columns.newest.extend(newest)
        columns.sidecars.extend(sidecars)
        columns.formats.extend(formats)

    def inputs(self) -> Inputs:
        """All of them."""
        return Inputs(replace(self._columns, plain=self.is_plain), np.arange(len(self._columns.sizes)))


def site_of(source_path: str, pattern: re.Pattern[str] | None) -> str | None:
    """The site of a path under the raw folder: the group `site` of the pattern, without one the first folder."""
    if pattern is not None:
        found = pattern.search(source_path)
        return (found["site"] or None) if found else None
    first, slash, _ = source_path.partition("/")
    return first if slash else None
