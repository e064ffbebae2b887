"""What a walk found, a few dozen bytes a file: the process that plans a run holds all of it for as long as it lasts."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import overload

from cleancopy.ingest.formats import NAMES, TEXT
from cleancopy.ingest.paths import escape

_UNKEPT = 0x80


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


@dataclass(frozen=True, slots=True)
class _Columns:
    """The files by column, in byte order of their paths, which are relative to `root` and stand end to end."""

    root: bytes
    pattern: re.Pattern[str] | None
    paths: bytearray
    ends: array[int]
    sizes: array[int]
    times: array[int]
    sidecars: bytearray
    formats: bytearray
    """Places in `formats.NAMES`, and `_UNKEPT` where the page is not to be published."""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs(Sequence[Input]):
    """Inputs in byte order of the path, each made when it is asked for: as objects they would take a kilobyte each."""

    _columns: _Columns
    _rows: Sequence[int]

    def __len__(self) -> int:
        """How many."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Input: ...
    @overload
    def __getitem__(self, at: slice) -> Inputs: ...
    def __getitem__(self, at: int | slice) -> Input | Inputs:
        """One, or some of them; the latter share their memory with these."""
        return self.only(self._rows[at]) if isinstance(at, slice) else self._input(self._rows[at])

    def __iter__(self) -> Iterator[Input]:
        """One after the other."""
        return map(self._input, self._rows)

    def only(self, rows: Sequence[int]) -> Inputs:
        """Those at some places in the walk."""
        return replace(self, _rows=rows)

    def parted(self, formats: Collection[str]) -> tuple[Inputs, Inputs]:
        """Those of some formats, and the others."""
        wanted = [NAMES.index(name) for name in formats]
        sides: tuple[array[int], array[int]] = (array("q"), array("q"))
        for row in self._rows:
            sides[self._columns.formats[row] & ~_UNKEPT not in wanted].append(row)
        return self.only(sides[0]), self.only(sides[1])

    @property
    def rows(self) -> Sequence[int]:
        """Their places in the walk."""
        return self._rows

    @property
    def sizes(self) -> array[int]:
        """Their sizes in bytes."""
        return array("q", map(self._columns.sizes.__getitem__, self._rows))

    def _input(self, row: int) -> Input:
        columns = self._columns
        path = bytes(columns.paths[columns.ends[row] : columns.ends[row + 1]])
        source_path = escape(path)
        return Input(
            source_path=source_path,
            os_path=columns.root + b"/" + path,
            size=columns.sizes[row],
            mtime_ns=columns.times[row],
            site=_site(source_path, columns.pattern),
            has_sidecar=bool(columns.sidecars[row]),
            format=NAMES[columns.formats[row] & ~_UNKEPT],
            keep_page=not columns.formats[row] & _UNKEPT,
        )


class Found:
    """Inputs in the making: files are added in byte order of their paths."""

    def __init__(self, root: bytes, pattern: re.Pattern[str] | None) -> None:
        """`root` is the raw folder; `pattern` finds a site in a source path, None takes the first folder."""
        ends, sizes, times = array("q", [0]), array("q"), array("q")
        self._columns = _Columns(root, pattern, bytearray(), ends, sizes, times, bytearray(), bytearray())

    def add(
        self, path: bytes, size: int, mtime_ns: int, has_sidecar: bool, format: str = TEXT, keep_page: bool = True
    ) -> None:
        """One file more; `path` is relative to the root."""
        columns = self._columns
        columns.paths.extend(path)
        columns.ends.append(len(columns.paths))
        columns.sizes.append(size)
        columns.times.append(mtime_ns)
        columns.sidecars.append(has_sidecar)
        columns.formats.append(NAMES.index(format) | (0 if keep_page else _UNKEPT))

    def inputs(self) -> Inputs:
        """All of them."""
        return Inputs(self._columns, range(len(self._columns.sizes)))


def _site(source_path: str, pattern: re.Pattern[str] | None) -> str | None:
    if pattern is not None:
        found = pattern.search(source_path)
        return (found["site"] or None) if found else None
    first, slash, _ = source_path.partition("/")
    return first if slash else None
