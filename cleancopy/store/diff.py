"""What differs between two versions, by document. Files that both hold are equal and are not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from cleancopy.store.changed_lines import changed_lines
from cleancopy.store.parquet import read_files
from cleancopy.store.reading import Reader
from cleancopy.store.segments import by_document, digests, row_bytes, starts
from cleancopy.store.versions import Version

_HOMES = ("articles", "quarantine")


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
    """Documents of one version that stand in files the other does not have, by doc_id."""

    rows: dict[str, tuple[str, pa.Table, int]]
    """Table, its rows, and which of them."""
    digests: dict[str, str]
    """Of the document's row."""
    lines: dict[str, str]
    """Digest of the document's lines."""


def diff(store: Reader, older: Version, newer: Version, rows: bool) -> Diff:
    """The difference from `older` to `newer`. Memory: the articles that differ, of both sides."""
    old, new = _side(store, older, newer), _side(store, newer, older)
    changed = []
    differ = {doc_id for doc_id in old.lines.keys() & new.lines.keys() if old.lines[doc_id] != new.lines[doc_id]}
    files = (_own(older, newer, "lines"), _own(newer, older, "lines"))
    lines = changed_lines(*files, store.tables["lines"].arrow, differ) if rows else {}
    for doc_id in old.rows.keys() & new.rows.keys():
        if values := _values(old, new, doc_id):
            if doc_id in lines and "lines" in values:
                values["lines"] = lines[doc_id]
            path = _value(new, doc_id, "source_path")
            changed.append(Difference(doc_id, path, tuple(values), values if rows else {}))
    # A document whose row stayed in a shared file can differ in its lines alone.
    for doc_id in differ - old.rows.keys() - new.rows.keys():
        path = store.rows_of("articles", doc_id, ["source_path"], newer)["source_path"]
        told: dict[str, tuple[Any, Any]] = {"lines": lines[doc_id]} if rows else {}
        changed.append(Difference(doc_id, path[0].as_py() if len(path) else "", ("lines",), told))
    return Diff(
        older=older.number,
        newer=newer.number,
        added=_sorted(_alone(new, doc_id, rows, 1) for doc_id in new.rows.keys() - old.rows.keys()),
        changed=_sorted(changed),
        removed=_sorted(_alone(old, doc_id, rows, 0) for doc_id in old.rows.keys() - new.rows.keys()),
    )


def _side(store: Reader, version: Version, other: Version) -> _Side:
    rows: dict[str, tuple[str, pa.Table, int]] = {}
    own: dict[str, str] = {}
    lines: dict[str, str] = {}
    for name in _HOMES:
        table = read_files(_own(version, other, name), store.tables[name].arrow).combine_chunks()
        ids = table["doc_id"].to_pylist()
        rows |= {doc_id: (name, table, at) for at, doc_id in enumerate(ids)}
        own |= zip(ids, digests(row_bytes(table), np.arange(len(ids) + 1)), strict=True)
    for path in _own(version, other, "lines"):
        table = by_document(read_files([path], store.tables["lines"].arrow))
        begins = starts(table)
        ids = table["doc_id"].take(pa.array(begins[:-1])).to_pylist()
        lines |= zip(ids, digests(row_bytes(table), begins), strict=True)
    return _Side(rows, own, lines)


def _own(version: Version, other: Version, table: str) -> list[Any]:
    theirs = {entry.name for entry in other.entries(table)}
    return [path for path in version.files(table) if path.name not in theirs]


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
    return Difference(doc_id, _value(side, doc_id, "source_path"), (), values)


def _value(side: _Side, doc_id: str, column: str) -> Any:
    _, table, at = side.rows[doc_id]
    return table[column][at].as_py() if column in table.column_names else None


def _sorted(found: Iterable[Difference]) -> list[Difference]:
    return sorted(found, key=lambda one: (one.source_path or "", one.doc_id))
