"""Tables in the order of a key, in files that each hold a range of it: a change writes the ranges anew that it touches.

A file ends after a key whose hash says so, one in some thousand. So where the files are cut depends on the rows alone:
the same rows give the same files, whatever runs they came by (a prolly tree with one level, as in the database Noms).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import StoreError
from cleancopy.schemas import Table
from cleancopy.store.entries import Entry
from cleancopy.store.parquet import columns_of

Piece: TypeAlias = Entry | pa.Table
"""A file that stays as it is, or the rows of a new one."""
Files: TypeAlias = Sequence[tuple[Path, Entry]]


def upserted(table: Table, files: Files, rows: pa.Table, *, anew: bool = False) -> Iterator[Piece]:
    """The files of a table, in order, once `rows` have come; rows that were there with their value of `by` go.

    `anew` writes all of them, as another contract asks for.
    """
    rows = in_order(table, rows)
    keys = rows[table.by].to_pylist()
    files = [(path, entry) for path, entry in files if entry.rows]
    unknown = any(entry.first is None for _, entry in files)  # written before files said it, or of endless names
    waiting, at = rows.slice(0, 0), 0  # rows read since the last file that ended where one may, and how many came
    for number, (path, entry) in enumerate(files):
        is_last = number + 1 == len(files)
        end = len(keys) if is_last or unknown else bisect_right(keys, entry.last)
        if end == at and not (anew or unknown or waiting.num_rows):
            yield entry
            continue
        coming = rows.slice(at, end - at)
        held = columns_of(path, table.arrow)
        again = (rows if unknown else coming)[table.by].combine_chunks()
        stays = held.filter(pc.invert(pc.is_in(held[table.by], again)))
        waiting, at = in_order(table, pa.concat_tables([waiting, stays, coming])), end
        if is_last or (not unknown and _is_end(table, waiting[table.by][-1].as_py())):
            yield from cut(table, waiting)
            waiting = waiting.slice(0, 0)
    yield from cut(table, rows.slice(at))


def replaced(table: Table, files: Files, rows: pa.Table) -> Iterator[Piece]:
    """The files of a table that holds `rows` now; those that would be as they were stay."""
    before = {entry.first: (path, entry) for path, entry in files}
    for piece in cut(table, in_order(table, rows)):
        path, entry = before.get(piece[table.by][0].as_py(), (None, None))
        if path and entry and entry.rows == piece.num_rows and columns_of(path, table.arrow).equals(piece):
            yield entry
        else:
            yield piece


def cut(table: Table, rows: pa.Table) -> Iterator[pa.Table]:
    """Rows in order, those of each file."""
    keys = rows[table.by].combine_chunks()
    ends = np.flatnonzero(pc.not_equal(keys[1:], keys[:-1]).to_numpy(zero_copy_only=False)) + 1
    start = 0
    for end, key in zip(ends.tolist(), keys.take(pa.array(ends - 1)).to_pylist(), strict=True):
        if _is_end(table, key):
            yield rows.slice(start, end - start)
            start = end
    if start < len(keys):
        yield rows.slice(start)


def in_order(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the order of the table. Raises `StoreError` when two are in the same place."""
    rows = rows.cast(table.arrow).combine_chunks().sort_by([(name, "ascending") for name in table.order])
    twice = np.ones(max(rows.num_rows - 1, 0), np.bool_)
    for name in table.order:
        values = rows[name].combine_chunks()
        twice &= pc.equal(values[1:], values[:-1]).to_numpy(zero_copy_only=False)
    if twice.any():
        found = rows[table.by][int(np.argmax(twice))].as_py()
        raise StoreError(f"{table.name}: {found} stands there twice; nothing was published.")
    return rows


def _is_end(table: Table, key: Any) -> bool:
    digest = hashlib.sha256(str(key).encode()).digest()
    return int.from_bytes(digest[:8], "big") % table.per_file == 0
