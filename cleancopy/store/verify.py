"""The proof that the published tables keep their promises; reads every file, one at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pyarrow as pa
from pandera.errors import SchemaError, SchemaErrors

from cleancopy.errors import StoreError
from cleancopy.schemas import Table
from cleancopy.schemas.screen import holds
from cleancopy.store.entries import Entry, entry_of
from cleancopy.store.layout import MANIFEST
from cleancopy.store.parquet import row_groups
from cleancopy.store.proof import Finding, Proof
from cleancopy.store.prove_lines import Ledger, prove_lines
from cleancopy.store.reading import Reader
from cleancopy.store.versions import Version

__all__ = ["Finding", "Proof", "verify"]

_WITHOUT_BYTES = ("too_large", "unreadable", "container")


def verify(store: Reader, rules: frozenset[str] | None) -> Proof:
    """Proves the current version. Raises `StoreError` only when there is none."""
    version = store.published()
    proof = Proof(version.number)
    if not all([_prove_files(store, name, version, proof) for name in store.tables]):  # noqa: C419 (all are wanted)
        return proof  # what cannot be opened cannot be proved further
    for name in store.tables:
        _prove_contract(store, name, version, proof)
    if rules is not None:
        rules |= {
            f"site:{one}" for one in store.table("templates", ["template_id"], version)["template_id"].to_pylist()
        }
    sources = store.table("sources", ["source_path", "source_sha256", "outcome", "doc_id"], version)
    ledger = {row["doc_id"]: row for row in sources.to_pylist()}
    proof.outcomes.update(row["outcome"] for row in ledger.values())
    bodies = _prove_articles(version, ledger, proof)
    pages = _prove_pages(version, ledger, proof)
    prove_lines(store, version, ledger, bodies, pages, rules, proof)
    _prove_quarantine(version, ledger, proof)
    return proof


def _prove_files(store: Reader, name: str, version: Version, proof: Proof) -> bool:
    """Files of a table against the manifest; whether all of them can be read."""
    folder = version.folder / name
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    said = {entry.name: entry for entry in version.entries(name)}
    for extra in sorted(there - set(said)):
        proof.find("unknown_file", f"{name}/{extra}", f"{MANIFEST} does not name it")
    table = store.tables[name]
    return all([_prove_file(folder / entry.name, entry, table, proof) for entry in said.values()])  # noqa: C419


def _prove_file(path: Path, said: Entry, table: Table, proof: Proof) -> bool:
    where = f"{path.parent.name}/{path.name}"
    proof.files += 1
    try:
        found = entry_of(path, table.arrow, table.by)
    except (OSError, StoreError, pa.ArrowException) as error:
        proof.find("unreadable_file", where, str(error))
        return False
    if found != said:
        proof.find("changed_file", where, f"sha256 {found.sha256}, {MANIFEST} says {said.sha256}")
    return True


def _prove_contract(store: Reader, name: str, version: Version, proof: Proof) -> None:
    """The pandera model of the table, a row group at a time, and its key across all files."""
    table = store.tables[name]
    if len(table.key) == 1:  # the key of `lines` is proved document by document
        keys = store.table(name, list(table.key), version)[table.key[0]]
        if len(keys) != len(keys.unique()):
            proof.find("duplicate_key", name, f"{table.key[0]} is not unique")
    for path in version.files(name):
        for group in row_groups(path):
            frame = pl.from_arrow(group)
            assert isinstance(frame, pl.DataFrame)
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


def _prove_articles(version: Version, ledger: Ledger, proof: Proof) -> dict[str, str]:
    """Each article has its ledger row and says the true hash of its text; body hashes by document."""
    bodies: dict[str, str] = {}
    for path in version.files("articles"):
        for group in row_groups(path, ["doc_id", "text", "body_sha256"]):
            for doc_id, text, body in zip(*(column.to_pylist() for column in group.columns), strict=True):
                bodies[doc_id] = hashlib.sha256(text.encode()).hexdigest()
                if bodies[doc_id] != body:
                    proof.find("body_hash", doc_id, "body_sha256 is not the sha256 of text")
    curated = {doc_id for doc_id, row in ledger.items() if row["outcome"] == "curated"}
    for doc_id in sorted(curated - set(bodies)):
        proof.find("no_article", ledger[doc_id]["source_path"], "the ledger says curated")
    for doc_id in sorted(set(bodies) - curated):
        proof.find("not_in_ledger", doc_id, "an article whose source is not curated in the ledger")
    return bodies


def _prove_pages(version: Version, ledger: Ledger, proof: Proof) -> dict[str, str]:
    """Each page is that of a curated source, byte for byte; the hash of its lines by document."""
    lines: dict[str, str] = {}
    for path in version.files("pages"):
        for group in row_groups(path, ["doc_id", "page", "lines_sha256"]):
            for doc_id, page, of_lines in zip(*(column.to_pylist() for column in group.columns), strict=True):
                row = ledger.get(doc_id, {})
                lines[doc_id] = of_lines
                if row.get("outcome") != "curated":
                    proof.find("not_in_ledger", doc_id, "a page whose source is not curated in the ledger")
                elif page is None:
                    proof.pages_not_kept += 1
                elif hashlib.sha256(page).hexdigest() != row["source_sha256"]:
                    proof.find("not_restorable", row["source_path"], "pages does not hold its bytes")
    return lines


def _prove_quarantine(version: Version, ledger: Ledger, proof: Proof) -> None:
    """Each document turned away has its bytes, or an outcome that says why not."""
    unseen = {doc_id for doc_id, row in ledger.items() if row["outcome"] == "quarantined"}
    for path in version.files("quarantine"):
        for group in row_groups(path, ["doc_id", "data"]):
            for doc_id, data in zip(*(column.to_pylist() for column in group.columns), strict=True):
                row = ledger.get(doc_id, {})
                if row.get("outcome") in _WITHOUT_BYTES and data is None:
                    continue
                if row.get("outcome") != "quarantined":
                    proof.find("not_in_ledger", doc_id, "in quarantine, and the ledger says otherwise")
                    continue
                unseen.discard(doc_id)
                proof.restored += 1
                if data is None or hashlib.sha256(data).hexdigest() != row["source_sha256"]:
                    proof.find("not_restorable", row["source_path"], "quarantine does not hold its bytes")
    for doc_id in sorted(unseen):
        proof.find("not_in_quarantine", ledger[doc_id]["source_path"], "the ledger says quarantined")
