"""A raw file rebuilt byte for byte from the published tables."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import NotRestorable, Unknown
from cleancopy.store.parquet import read_files
from cleancopy.store.reading import Reader
from cleancopy.store.sentences import WITHOUT_BYTES


def restore(store: Reader, source_path: str) -> bytes:
    """The bytes of a source. Raises a `NotRestorable` that says why there are none."""
    columns = ["source_path", "source_sha256", "outcome", "doc_id"]
    ledger = read_files(store.holding("sources", [source_path]), store.tables["sources"].arrow, columns)
    found = ledger.filter(pc.equal(ledger["source_path"], source_path)).to_pylist()
    if not found:
        raise Unknown(f"The ledger has no {source_path}: `cleancopy verify` counts what it has.")
    row = found[0]
    outcome = row["outcome"]
    if advice := WITHOUT_BYTES.get(outcome):
        raise NotRestorable(f"{source_path} cannot be restored, its outcome is {outcome}: {advice}.")
    data = (
        _from_tables(store, row["doc_id"], source_path)
        if outcome == "curated"
        else _from_quarantine(store, row["doc_id"])
    )
    if hashlib.sha256(data).hexdigest() != row["source_sha256"]:
        raise NotRestorable(
            f"{source_path}: the tables do not give back the bytes of the ledger: run `cleancopy verify`."
        )
    return data


def bytes_of(store: Reader, doc_id: str) -> bytes:
    """The bytes of a published document, curated or in quarantine. Raises `NotRestorable` when they are not kept."""
    return _from_lines(store, doc_id) or _from_quarantine(store, doc_id)


def raw_bytes(lines: pa.Table) -> pa.ChunkedArray:
    """For each row of `lines` its bytes: `raw`, or where that is null the text in UTF-8 plus a line feed."""
    text = lines["text"].cast(pa.large_binary())
    line_feed, nothing = pa.scalar(b"\n", pa.large_binary()), pa.scalar(b"", pa.large_binary())
    return pc.coalesce(lines["raw"].cast(pa.large_binary()), pc.binary_join_element_wise(text, line_feed, nothing))


def _from_tables(store: Reader, doc_id: str, source_path: str) -> bytes:
    """The bytes of an admitted document: of a page those in `pages`, of a text those of its lines."""
    pages = store.rows_of("pages", doc_id, ["doc_id", "page"])
    if not pages.num_rows:
        return _from_lines(store, doc_id)
    page = pages["page"][0].as_py()
    if page is None:
        raise NotRestorable(f"{source_path} cannot be restored: `keep_html = false` kept its bytes out of the tables.")
    return bytes(page)


def _from_lines(store: Reader, doc_id: str) -> bytes:
    lines = store.rows_of("lines", doc_id, ["doc_id", "line_no", "part", "text", "raw"])
    in_order = lines.sort_by([("line_no", "ascending"), ("part", "ascending")])
    return b"".join(raw_bytes(in_order).to_pylist())


def _from_quarantine(store: Reader, doc_id: str) -> bytes:
    rows = store.rows_of("quarantine", doc_id, ["doc_id", "data"])
    data = rows["data"][0].as_py() if rows.num_rows else None
    if data is None:
        raise NotRestorable(f"Document {doc_id} is in quarantine without its bytes: run `cleancopy verify`.")
    return bytes(data)
