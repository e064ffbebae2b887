"""Taking documents down for good: what the commit must hold, and which other documents say the same.

What is promised is in docs/explanation/forgetting.md. A tombstone keeps the hash of the bytes that the document has
now, and in `detail` those that it had in other versions that are kept: none of them comes in again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import Unknown
from cleancopy.schemas.names import LIVE_OUTCOMES
from cleancopy.store.commit import Change
from cleancopy.store.parquet import read_files
from cleancopy.store.reading import Reader
from cleancopy.store.versions import Version

_SHA256 = re.compile("[0-9a-f]{64}")
_COLUMNS = ["source_path", "doc_id", "source_sha256", "outcome"]


def takedown(
    store: Reader, names: Iterable[str], info: Mapping[str, Any], rows: dict[str, pa.Table], whole: dict[str, pa.Table]
) -> Change:
    """The commit that forgets documents (source paths or doc_ids). Raises `Unknown` for a name not in the ledger."""
    gone = ids_of(store, names)
    rows.setdefault("sources", _tombstones(store, gone, store.published().number + 1))
    whole.setdefault("copies", _without(store.table("copies"), gone))
    return Change(gone=gone, rows=rows, whole=whole, info=info, drop_older=True)


def ids_of(store: Reader, names: Iterable[str]) -> dict[str, str]:
    """doc_id -> source path of documents named by either; of a container also its records.

    Raises `Unknown` for a name that is not in the ledger.
    """
    found = [_find(store, name) for name in names]
    every = {row["doc_id"]: row["source_path"] for row in found}
    for row in found:
        if row["outcome"] == "container":
            every |= dict(_records(store, row["source_path"]))
    return every


def exact_copies(store: Reader, name: str) -> list[str]:
    """Source paths of the other documents with the bytes or the body that one (source path or doc_id) has.

    Or had in another version that is kept: what was published once counts.
    """
    own = _find(store, name)
    versions = store.versions()
    hashes = {sha256 for version in versions for sha256 in _hashes(store, own["source_path"], version)}
    bodies = {body for version in versions for body in _bodies(store, own["doc_id"], version)}
    same: set[str] = set()
    for rows in store.parts("sources", _COLUMNS):
        alike = pc.is_in(rows["source_sha256"], pa.array(sorted(hashes), pa.string()))
        there = pc.is_in(rows["outcome"], pa.array(LIVE_OUTCOMES))
        same.update(rows.filter(pc.and_(alike, there))["source_path"].to_pylist())
    for rows in store.parts("articles", ["source_path", "body_sha256"]) if bodies else ():
        alike = pc.is_in(rows["body_sha256"], pa.array(sorted(bodies), pa.string()))
        same.update(rows.filter(alike)["source_path"].to_pylist())
    return sorted(same - {own["source_path"]})


def barred(store: Reader) -> tuple[frozenset[str], frozenset[str]]:
    """Source paths and sha256 of everything taken down."""
    columns = ["source_path", "source_sha256", "outcome", "detail"]
    parts = (rows.filter(pc.equal(rows["outcome"], "forgotten")) for rows in store.parts("sources", columns))
    gone = [row for rows in parts for row in rows.to_pylist()]
    hashes = (sha256 for row in gone for sha256 in (row["source_sha256"], *_SHA256.findall(row["detail"] or "")))
    return frozenset(row["source_path"] for row in gone), frozenset(one for one in hashes if one)


def _find(store: Reader, name: str) -> dict[str, Any]:
    """The ledger's row of a document."""
    found = _row(store, name)
    if found is None and (path := store.path_of(name)):
        found = _row(store, path)
    if found is None:
        raise Unknown(f"The ledger has no {name}: give a source path or a doc_id as `sources` has it.")
    return found


def _row(store: Reader, path: str, version: Version | None = None) -> dict[str, Any] | None:
    rows = read_files(store.holding("sources", [path], version), store.tables["sources"].arrow)
    return next(iter(rows.filter(pc.equal(rows["source_path"], path)).to_pylist()), None)


def _records(store: Reader, container: str) -> Iterator[tuple[str, str]]:
    """doc_id and source path of the records of a container that are published."""
    files = store.between("sources", f"{container}#", f"{container}#\U0010ffff")
    for row in read_files(files, store.tables["sources"].arrow, _COLUMNS).to_pylist():
        if row["source_path"].startswith(f"{container}#") and row["outcome"] in LIVE_OUTCOMES:
            yield row["doc_id"], row["source_path"]


def _hashes(store: Reader, path: str, version: Version) -> set[str]:
    """The hash of the bytes that a version has under a path, when it holds them, and those that its tombstone names."""
    row = _row(store, path, version) or {}
    return {*([row["source_sha256"]] if row.get("source_sha256") else ()), *_SHA256.findall(row.get("detail") or "")}


def _bodies(store: Reader, doc_id: str, version: Version) -> list[str]:
    bodies: list[str] = store.rows_of("articles", doc_id, ["body_sha256"], version)["body_sha256"].to_pylist()
    return bodies


def _tombstones(store: Reader, gone: Mapping[str, str], number: int) -> pa.Table:
    """The ledger's rows of the forgotten: path, doc_id, hashes and size, and nothing else of them."""
    versions, rows = store.versions(), []
    for path in gone.values():
        row = _find(store, path)
        others = {sha256 for version in versions for sha256 in _hashes(store, path, version)} - {row["source_sha256"]}
        detail = f"and other bytes that it had: {' '.join(sorted(others))}" if others else None
        rows.append(row | {"outcome": "forgotten", "recipe": None, "detail": detail, "changed_run": number})
    return pa.Table.from_pylist(rows, store.tables["sources"].arrow)


def _without(copies: pa.Table, ids: Iterable[str]) -> pa.Table:
    """The relations among those that stay."""
    gone = pa.array(sorted(ids), pa.string())
    return copies.filter(pc.invert(pc.or_(pc.is_in(copies["doc_id"], gone), pc.is_in(copies["of"], gone))))
