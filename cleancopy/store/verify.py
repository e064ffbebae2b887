"""The proof that the published tables keep their promises. Memory: some row groups, and a part of the documents."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from pandera.errors import SchemaError, SchemaErrors

from cleancopy.errors import StoreError
from cleancopy.schemas import Table
from cleancopy.schemas.screen import holds
from cleancopy.store.claims import Claims
from cleancopy.store.entries import Entry, entry_of
from cleancopy.store.layout import MANIFEST
from cleancopy.store.proof import Finding, Proof
from cleancopy.store.prove_documents import prove_documents
from cleancopy.store.prove_lines import claims_of_lines
from cleancopy.store.reading import Reader
from cleancopy.store.sample import Sample, everything, sampled

__all__ = ["Finding", "Proof", "verify"]


def verify(store: Reader, rules: frozenset[str] | None, sample: int | None = None) -> Proof:
    """Proves the current version, or of it some documents that stand together and the files they are in.

    Raises `StoreError` only when there is none.
    """
    version = store.published()
    proof = Proof(version.number)
    looked_at = everything(store, version) if sample is None else sampled(store, version, sample)
    if not all([_prove_files(looked_at, name, proof) for name in store.tables]):  # noqa: C419 (all are wanted)
        return proof  # what cannot be opened cannot be proved further
    for name in store.tables:
        _prove_contract(looked_at, name, proof)
    if rules is not None:
        templates = store.table("templates", ["template_id"], version)["template_id"].to_pylist()
        rules |= {f"site:{one}" for one in templates}
    with tempfile.TemporaryDirectory(prefix="verify-") as aside:
        claims = Claims(Path(aside), version.rows("sources"))
        names = ["doc_id", "source_path", "source_sha256", "outcome"]
        claims.write("sources", looked_at.rows("sources", names))
        claims.write("articles", _articles(looked_at, proof))
        claims.write("pages", _pages(looked_at))
        claims.write("quarantine", _quarantine(looked_at))
        for name in ("fingerprints", "outlines"):
            claims.write(name, looked_at.rows(name, ["doc_id"]))
        claims.write("lines", claims_of_lines(looked_at, rules, proof))
        prove_documents(claims, proof)
    return proof


def _prove_files(looked_at: Sample, name: str, proof: Proof) -> bool:
    """Files of a table against the manifest; whether all of them can be read."""
    folder = looked_at.version.folder / name
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for extra in sorted(there - {entry.name for entry in looked_at.version.entries(name)}):
        proof.find("unknown_file", f"{name}/{extra}", f"{MANIFEST} does not name it")
    table = looked_at.store.tables[name]
    return all([_prove_file(folder / entry.name, entry, table, proof) for entry in looked_at.entries(name)])  # noqa: C419


def _prove_file(path: Path, said: Entry, table: Table, proof: Proof) -> bool:
    where = f"{path.parent.name}/{path.name}"
    proof.files += 1
    try:
        found = entry_of(path, table.arrow, table.by)
    except (OSError, StoreError, pa.ArrowException) as error:
        proof.find("unreadable_file", where, str(error))
        return False
    if (found.name, found.rows, found.bytes) != (said.name, said.rows, said.bytes):
        proof.find("changed_file", where, f"sha256 {found.sha256}, {MANIFEST} says {said.sha256}")
    return True


def _prove_contract(looked_at: Sample, name: str, proof: Proof) -> None:
    """The pandera model of the table, a row group at a time; a table in order also by its order.

    Keys of documents are proved document by document.
    """
    table = looked_at.store.tables[name]
    last = None
    for path, group in looked_at.groups(name):
        frame = pl.from_arrow(group)
        assert isinstance(frame, pl.DataFrame)
        if table.order and frame.height:
            keys = frame.select(table.order)
            if not keys.is_unique().all() or keys.rows() != sorted(keys.rows()) or (last and keys.row(0) <= last):
                proof.find("duplicate_key", name, f"{path.name}: {', '.join(table.order)} do not ascend")
            last = keys.row(-1)
        if holds(table.model, frame):
            continue
        try:
            table.model.validate(frame, lazy=True)
        except (SchemaErrors, SchemaError) as error:
            proof.find("contract", f"{name}/{path.name}", _broken(error))


def _broken(error: SchemaErrors | SchemaError) -> str:
    """The names of the checks that failed, and how often."""
    cases = error.failure_cases
    if not isinstance(cases, pl.DataFrame):
        return str(error).splitlines()[0]
    counts = cases.group_by(pl.col("check").cast(pl.String)).len().sort("check").rows()
    return ", ".join(f"{check} ({count})" for check, count in counts)


def _articles(looked_at: Sample, proof: Proof) -> Iterator[pa.Table]:
    """For each article the true hash of its text, which must be the one it says."""
    for rows in looked_at.rows("articles", ["doc_id", "text", "body_sha256"]):
        body = _hashes(rows["text"].cast(pa.binary()))
        for at in pc.indices_nonzero(pc.not_equal(body, rows["body_sha256"])).to_pylist():
            proof.find("body_hash", rows["doc_id"][at].as_py(), "body_sha256 is not the sha256 of text")
        yield pa.table({"doc_id": rows["doc_id"], "body": body})


def _pages(looked_at: Sample) -> Iterator[pa.Table]:
    """For each page its hash, null where it is not kept, and that of its lines."""
    for rows in looked_at.rows("pages", ["doc_id", "page", "lines_sha256"]):
        yield pa.table({"doc_id": rows["doc_id"], "bytes": _hashes(rows["page"]), "lines": rows["lines_sha256"]})


def _quarantine(looked_at: Sample) -> Iterator[pa.Table]:
    """For each document turned away the hash of its bytes, null where they are not kept."""
    for rows in looked_at.rows("quarantine", ["doc_id", "data"]):
        yield pa.table({"doc_id": rows["doc_id"], "bytes": _hashes(rows["data"])})


def _hashes(values: pa.ChunkedArray) -> pa.Array:
    found = (None if one is None else hashlib.sha256(one).hexdigest() for one in values.to_pylist())
    return pa.array(found, pa.string())
