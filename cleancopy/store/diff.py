"""What differs between two versions, by document. Files that both hold are equal and are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.store.changed_lines import changed_lines
from cleancopy.store.entries import Entry
from cleancopy.store.parquet import read_files
from cleancopy.store.reading import Reader
from cleancopy.store.segments import by_document, digests, row_bytes, starts
from cleancopy.store.versions import Version

_HOMES = ("articles", "quarantine")
AT_ONCE = 20_000
"""Documents of both sides that are compared together."""
LAST = "\U0010ffff"
"""No path comes after it."""
_Part = tuple[str | None, str | None]
"""Source paths from one on up to another; None for no bound."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One document that differs. `fields` are columns of its table, `table` when it moved, `lines` for its lines.

    `values` holds (before, after) by field when rows were asked for; null stands for a row that is not there. Those of
    `lines` are the rows of the lines that differ, as they were and as they are.
    """

    doc_id: str
    source_path: str
    fields: tuple[str, ...] = ()
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diff:
    """The documents that differ between two versions, each list by source path."""

    older: int
    newer: int
    added: list[Difference]
    changed: list[Difference]
    removed: list[Difference]


@dataclass(frozen=True, slots=True)
class _Side:
    """Documents of one version that are in files the other does not have, by doc_id."""

    rows: dict[str, tuple[str, pa.Table, int]]
    """Table, its rows, and which of them."""
    digests: dict[str, str]
    """Of the document's row."""
    lines: dict[str, str]
    """Digest of the document's lines."""


def diff(store: Reader, older: Version, newer: Version, rows: bool) -> Diff:
    """The difference from `older` to `newer`. Memory: as `diff_parts`, and what is said of documents that differ."""
    found = Diff(older.number, newer.number, [], [], [])
    for part in diff_parts(store, older, newer, rows):
        found.added.extend(part.added)
        found.changed.extend(part.changed)
        found.removed.extend(part.removed)
    return found


def diff_parts(store: Reader, older: Version, newer: Version, rows: bool) -> Iterator[Diff]:
    """The difference range by range of source paths, in their order.

    Memory: the rows of some ten thousand documents that are in files of one version only.
    """
    for part in _parts(older, newer):
        old, new = _side(store, older, newer, part), _side(store, newer, older, part)
        yield Diff(
            older.number,
            newer.number,
            added=_sorted(_alone(new, doc_id, rows, 1) for doc_id in new.rows.keys() - old.rows.keys()),
            changed=_sorted(_changed(store, (older, old), (newer, new), rows)),
            removed=_sorted(_alone(old, doc_id, rows, 0) for doc_id in old.rows.keys() - new.rows.keys()),
        )


def _parts(older: Version, newer: Version) -> list[_Part]:
    """Ranges of source paths that part the documents of the files which are not in both, evenly as far as known."""
    documents = sum(
        entry.rows
        for one, other in ((older, newer), (newer, older))
        for name in _HOMES
        for entry in _own(one, other, name)
    )
    firsts = [entry.first for entry in newer.entries("sources") if entry.first is not None]
    step = max(1, len(firsts) // (documents // AT_ONCE + 1))
    cuts = firsts[step::step]
    return list(zip([None, *cuts], [*cuts, None], strict=True))


def _changed(
    store: Reader, before: tuple[Version, _Side], after: tuple[Version, _Side], rows: bool
) -> Iterator[Difference]:
    """The documents that both sides have, and that are not the same."""
    (older, old), (newer, new) = before, after
    differ = {doc_id for doc_id in old.lines.keys() & new.lines.keys() if old.lines[doc_id] != new.lines[doc_id]}
    files = (_own_lines(older, newer), _own_lines(newer, older))
    lines = changed_lines(*files, store.tables["lines"].arrow, differ) if rows and differ else {}
    for doc_id in old.rows.keys() & new.rows.keys():
        if values := _values(old, new, doc_id):
            if doc_id in lines and "lines" in values:
                values["lines"] = lines[doc_id]
            path = _path(new, doc_id)
            yield Difference(doc_id, path, tuple(values), values if rows else {})
    # A document whose row stayed in a shared file can differ in its lines alone.
    for doc_id in differ - old.rows.keys() - new.rows.keys():
        told: dict[str, tuple[Any, Any]] = {"lines": lines[doc_id]} if rows else {}
        yield Difference(doc_id, store.path_of(doc_id, newer) or "", ("lines",), told)


def _side(store: Reader, version: Version, other: Version, part: _Part) -> _Side:
    rows: dict[str, tuple[str, pa.Table, int]] = {}
    own: dict[str, str] = {}
    lines: dict[str, str] = {}
    for name in _HOMES:
        table = pa.concat_tables(_read(store, version, other, name, part)).combine_chunks()
        ids = table["doc_id"].to_pylist()
        rows |= {doc_id: (name, table, at) for at, doc_id in enumerate(ids)}
        own |= zip(ids, digests(row_bytes(table), np.arange(len(ids) + 1)), strict=True)
    for some in _read(store, version, other, "lines", part):
        table = by_document(some)
        begins = starts(table)
        ids = table["doc_id"].take(pa.array(begins[:-1])).to_pylist()
        lines |= zip(ids, digests(row_bytes(table), begins), strict=True)
    return _Side(rows, own, lines)


def _read(store: Reader, version: Version, other: Version, name: str, part: _Part) -> Iterator[pa.Table]:
    """The rows of a range of paths in each file of a table that the other version does not have."""
    first, last = part
    schema = store.tables[name].arrow
    yield schema.empty_table()
    for entry in _own(version, other, name):
        if not entry.span.meets(first or "", last or LAST):
            continue
        rows = read_files([version.folder / name / entry.name], schema)
        if first is not None:
            rows = rows.filter(pc.greater_equal(rows["source_path"], first))
        if last is not None:
            rows = rows.filter(pc.less(rows["source_path"], last))
        yield rows


def _own(version: Version, other: Version, table: str) -> list[Entry]:
    theirs = {entry.name for entry in other.entries(table)}
    return [entry for entry in version.entries(table) if entry.name not in theirs]


def _own_lines(version: Version, other: Version) -> list[Path]:
    return [version.folder / "lines" / entry.name for entry in _own(version, other, "lines")]


def _values(old: _Side, new: _Side, doc_id: str) -> dict[str, tuple[Any, Any]]:
    """What differs, (before, after) by field."""
    (was, before, at), (now, after, to) = old.rows[doc_id], new.rows[doc_id]
    if was != now:
        return {"table": (was, now)}
    found: dict[str, tuple[Any, Any]] = {}
    if old.digests[doc_id] != new.digests[doc_id]:
        pairs = {name: (before[name][at].as_py(), after[name][to].as_py()) for name in after.column_names}
        found = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if old.lines.get(doc_id) != new.lines.get(doc_id):
        found["lines"] = (None, None)
    return found


def _alone(side: _Side, doc_id: str, rows: bool, place: int) -> Difference:
    _, table, at = side.rows[doc_id]
    values: dict[str, tuple[Any, Any]] = {}
    if rows:
        for name in table.column_names:
            value = table[name][at].as_py()
            values[name] = (None, value) if place else (value, None)
    return Difference(doc_id, _path(side, doc_id), (), values)


def _path(side: _Side, doc_id: str) -> Any:
    _, table, at = side.rows[doc_id]
    return table["source_path"][at].as_py() if "source_path" in table.column_names else None


def _sorted(found: Iterable[Difference]) -> list[Difference]:
    return sorted(found, key=lambda one: (one.source_path or "", one.doc_id))
