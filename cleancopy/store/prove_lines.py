"""The proof of `lines`: bytes, text and reasons of every admitted document."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.schemas import KEPT_ROLES
from cleancopy.store.parquet import read_files
from cleancopy.store.proof import Proof
from cleancopy.store.reading import Reader
from cleancopy.store.restore import raw_bytes
from cleancopy.store.segments import Ints, by_document, digests, places, starts
from cleancopy.store.versions import Version

Ledger = dict[str, dict[str, str | None]]
"""Rows of `sources` by doc_id."""

_KEPT = pa.array(KEPT_ROLES)
_BINARY = pa.large_binary()
_NOTHING = pa.scalar(b"", _BINARY)
_GLUES, _SEPARATORS = pa.array(["break", "space", "none"]), pa.array([b"\n\n", b" ", b""], _BINARY)


def prove_lines(
    store: Reader,
    version: Version,
    ledger: Ledger,
    bodies: dict[str, str],
    pages: dict[str, str],
    rules: frozenset[str] | None,
    proof: Proof,
) -> None:
    """Each curated source has lines, once, that give its bytes back and fold to its article's text, by `bodies`.

    Those of a page give what it was unfolded to, by `pages`.
    """
    unseen = {doc_id for doc_id, row in ledger.items() if row["outcome"] == "curated"}
    for path in version.files("lines"):
        lines = by_document(read_files([path], store.tables["lines"].arrow))
        begins = starts(lines)
        proof.lines += lines.num_rows
        _prove_order(lines, begins, path.name, proof)
        _prove_reasons(lines, rules, path.name, proof)
        for doc_id, raw, body in _documents(lines, begins):
            if doc_id not in unseen:
                known = ledger.get(doc_id, {}).get("outcome") == "curated"
                proof.find("lines_in_pieces" if known else "not_in_ledger", doc_id, f"lines/{path.name}")
                continue
            unseen.discard(doc_id)
            proof.restored += 1
            if raw != pages.get(doc_id, ledger[doc_id]["source_sha256"]):
                proof.find("not_restorable", ledger[doc_id]["source_path"], "its lines do not give its bytes")
            if body != bodies.get(doc_id):
                proof.find("not_the_fold", ledger[doc_id]["source_path"], "text is not the fold of its lines")
    for doc_id in sorted(unseen):
        proof.find("no_lines", ledger[doc_id]["source_path"], "the ledger says curated")


def _documents(lines: pa.Table, begins: Ints) -> Iterator[tuple[str, str, str]]:
    """For each document its doc_id and the sha256 of its bytes and of the fold of its kept lines."""
    ids = lines["doc_id"].take(pa.array(begins[:-1])).to_pylist()
    yield from zip(ids, digests(raw_bytes(lines), begins), digests(_pieces(lines, begins), begins), strict=True)


def _pieces(lines: pa.Table, begins: Ints) -> pa.ChunkedArray:
    """For each row what it adds to its document's text: nothing unless kept, else the glue before it and its text."""
    kept = lines["kept"].to_numpy()
    before = np.concatenate([[0], np.cumsum(kept)])[:-1]
    document = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
    first = pa.array(kept & (before == before[begins[:-1]][document])) if len(kept) else pa.array([], pa.bool_())
    separators = _SEPARATORS.take(pc.index_in(lines["glue"].combine_chunks(), _GLUES))
    # An unknown glue is none of the three: a NUL, which stands in no text, makes the fold differ.
    separators = pc.if_else(first, _NOTHING, pc.fill_null(separators, pa.scalar(b"\0", _BINARY)))
    said = pc.binary_join_element_wise(separators, lines["text"].combine_chunks().cast(_BINARY), _NOTHING)
    return pa.chunked_array([pc.if_else(lines["kept"].combine_chunks(), said, _NOTHING)])


def _prove_order(lines: pa.Table, begins: Ints, name: str, proof: Proof) -> None:
    """No two rows of a document have the same line and part."""
    repeated = np.diff(places(lines)) == 0
    repeated[begins[1:-1] - 1] = False
    if count := int(repeated.sum()):
        proof.find("duplicate_key", f"lines/{name}", f"{count} rows repeat the line and part of another")


def _prove_reasons(lines: pa.Table, rules: frozenset[str] | None, name: str, proof: Proof) -> None:
    """Every removed line has a rule and evidence; a line of the body is kept; every rule exists."""
    where = f"lines/{name}"
    taken = pc.invert(lines["kept"])
    of_body = pc.is_in(lines["role"], value_set=_KEPT)
    if lost := pc.sum(pc.and_(taken, of_body)).as_py():
        proof.find("body_not_kept", where, f"{lost} lines of the body are not kept")
    silent = pc.or_(_is_empty(lines["rule"]), _is_empty(lines["evidence"]))
    removed = pc.and_(taken, pc.invert(pc.or_(of_body, pc.equal(lines["role"], "blank"))))
    if count := pc.sum(pc.and_(removed, silent)).as_py():
        proof.find("no_reason", where, f"{count} removed lines have no rule or no evidence")
    if rules is not None:
        for rule in sorted(set(pc.drop_null(lines["rule"]).unique().to_pylist()) - rules):
            proof.find("unknown_rule", where, f"there is no rule {rule}")


def _is_empty(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(pc.fill_null(texts, ""), "")
