"""Taking documents down for good: what the commit must hold, and which other documents say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import Unknown
from cleancopy.store.commit import Change
from cleancopy.store.reading import Reader


def takedown(
    store: Reader, names: Iterable[str], info: Mapping[str, Any], whole: dict[str, pa.Table], *, pin: bool
) -> Change:
    """The commit that forgets documents (source paths or doc_ids). Raises `Unknown` for a name not in the ledger."""
    number = store.published().number + 1
    sources = store.table("sources")
    ids = ids_of(store, names)
    whole.setdefault("sources", _tombstones(sources, ids, number))
    whole.setdefault("copies", _without(store.table("copies"), ids))
    return Change(gone=ids, whole=whole, info=info, pin=pin, drop_older=True)


def ids_of(store: Reader, names: Iterable[str]) -> set[str]:
    """The doc_ids of documents by source path or doc_id. Raises `Unknown` for a name not in the ledger."""
    sources = store.table("sources", ["source_path", "doc_id"])
    return {_find(sources, name)["doc_id"] for name in names}


def exact_copies(store: Reader, name: str) -> list[str]:
    """Source paths of the other documents with the same body, or the same bytes, as one (source path or doc_id)."""
    sources = store.table("sources", ["source_path", "doc_id", "source_sha256", "outcome"])
    own = _find(sources, name)
    here = sources.filter(pc.is_in(sources["outcome"], value_set=pa.array(["curated", "quarantined"])))
    same = set(here.filter(pc.equal(here["source_sha256"], own["source_sha256"]))["source_path"].to_pylist())
    articles = store.table("articles", ["doc_id", "source_path", "body_sha256"])
    body = articles.filter(pc.equal(articles["doc_id"], own["doc_id"]))["body_sha256"]
    if len(body):
        same |= set(articles.filter(pc.equal(articles["body_sha256"], body[0]))["source_path"].to_pylist())
    return sorted(same - {own["source_path"]})


def _find(sources: pa.Table, name: str) -> dict[str, Any]:
    for column in ("source_path", "doc_id"):
        if found := sources.filter(pc.equal(sources[column], name)).to_pylist():
            return dict(found[0])
    raise Unknown(f"The ledger has no {name}: give a source path or a doc_id as `sources` has it.")


def _tombstones(sources: pa.Table, ids: set[str], number: int) -> pa.Table:
    """The ledger with path, doc_id, hash and size of the forgotten kept, and nothing else of them."""
    gone = pc.is_in(sources["doc_id"], value_set=pa.array(sorted(ids), pa.string()))
    said = {"outcome": "forgotten", "recipe": None, "detail": None, "changed_run": number}
    for name, value in said.items():
        at = sources.schema.get_field_index(name)
        if at >= 0:
            field = sources.schema.field(at)
            sources = sources.set_column(at, field, pc.if_else(gone, pa.scalar(value, field.type), sources[name]))
    return sources


def _without(copies: pa.Table, ids: set[str]) -> pa.Table:
    """The relations among those that stay."""
    gone = pa.array(sorted(ids), pa.string())
    return copies.filter(pc.invert(pc.or_(pc.is_in(copies["doc_id"], gone), pc.is_in(copies["of"], gone))))
