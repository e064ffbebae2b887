"""Taking documents down for good: what the commit must hold, and which other documents say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import Unknown
from cleancopy.store.commit import Change
from cleancopy.store.parquet import read_files
from cleancopy.store.reading import Reader


def takedown(
    store: Reader,
    names: Iterable[str],
    info: Mapping[str, Any],
    rows: dict[str, pa.Table],
    whole: dict[str, pa.Table],
) -> Change:
    """The commit that forgets documents (source paths or doc_ids). Raises `Unknown` for a name not in the ledger."""
    gone = ids_of(store, names)
    rows.setdefault("sources", _tombstones(store, gone, store.published().number + 1))
    whole.setdefault("copies", _without(store.table("copies"), gone))
    return Change(gone=gone, rows=rows, whole=whole, info=info, drop_older=True)


def ids_of(store: Reader, names: Iterable[str]) -> dict[str, str]:
    """doc_id -> source path of documents named by either. Raises `Unknown` for a name not in the ledger."""
    found = (_find(store, name) for name in names)
    return {row["doc_id"]: row["source_path"] for row in found}


def exact_copies(store: Reader, name: str) -> list[str]:
    """Source paths of the other documents with the same body, or the same bytes, as one (source path or doc_id)."""
    sources = store.table("sources", ["source_path", "doc_id", "source_sha256", "outcome"])
    own = _find(store, name)
    here = sources.filter(pc.is_in(sources["outcome"], value_set=pa.array(["curated", "quarantined"])))
    same = set(here.filter(pc.equal(here["source_sha256"], own["source_sha256"]))["source_path"].to_pylist())
    articles = store.table("articles", ["doc_id", "source_path", "body_sha256"])
    body = articles.filter(pc.equal(articles["doc_id"], own["doc_id"]))["body_sha256"]
    if len(body):
        same |= set(articles.filter(pc.equal(articles["body_sha256"], body[0]))["source_path"].to_pylist())
    return sorted(same - {own["source_path"]})


def _find(store: Reader, name: str) -> dict[str, Any]:
    """The ledger's row of a document."""
    found = _row(store, name)
    if found is None and (path := store.path_of(name)):
        found = _row(store, path)
    if found is None:
        raise Unknown(f"The ledger has no {name}: give a source path or a doc_id as `sources` has it.")
    return found


def _row(store: Reader, path: str) -> dict[str, Any] | None:
    rows = read_files(store.holding("sources", [path]), store.tables["sources"].arrow)
    return next(iter(rows.filter(pc.equal(rows["source_path"], path)).to_pylist()), None)


def _tombstones(store: Reader, gone: Mapping[str, str], number: int) -> pa.Table:
    """The ledger's rows of the forgotten: path, doc_id, hash and size, and nothing else of them."""
    schema = store.tables["sources"].arrow
    said = {"outcome": "forgotten", "recipe": None, "detail": None, "changed_run": number}
    return pa.Table.from_pylist([_find(store, path) | said for path in gone.values()], schema)


def _without(copies: pa.Table, ids: Iterable[str]) -> pa.Table:
    """The relations among those that stay."""
    gone = pa.array(sorted(ids), pa.string())
    return copies.filter(pc.invert(pc.or_(pc.is_in(copies["doc_id"], gone), pc.is_in(copies["of"], gone))))
