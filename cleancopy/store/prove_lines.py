"""The proof of `lines`: bytes, text and reasons of every admitted document."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.schemas import KEPT_ROLES
from cleancopy.store.proof import Proof
from cleancopy.store.restore import raw_bytes
from cleancopy.store.sample import Sample
from cleancopy.store.segments import Ints, by_document, digests, places, starts

_KEPT = pa.array(KEPT_ROLES)
_BINARY = pa.large_binary()
_NOTHING = pa.scalar(b"", _BINARY)
_GLUES, _SEPARATORS = pa.array(["break", "space", "none"]), pa.array([b"\n\n", b" ", b""], _BINARY)


def claims_of_lines(looked_at: Sample, rules: frozenset[str] | None, proof: Proof) -> Iterator[pa.Table]:
    """For each document the hash of the bytes that its lines give, and of the text that they fold to, file by file.

    With `rules`, a line whose rule is none of them is found.
    """
    for entry in looked_at.entries("lines"):
        lines = by_document(looked_at.file("lines", entry))
        begins = starts(lines)
        proof.lines += lines.num_rows
        _prove_order(lines, begins, entry.name, proof)
        _prove_reasons(lines, rules, entry.name, proof)
        said = list(_documents(lines, begins))
        columns = zip(*said, strict=True) if said else ((), (), ())
        yield pa.table([pa.array(values, pa.string()) for values in columns], names=["doc_id", "bytes", "body"])


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
    # An unknown glue is none of the three: a NUL, which is in no text, makes the fold differ.
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
