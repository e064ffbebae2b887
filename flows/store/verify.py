"""The proof that the published tables keep their promises; reads every file once, one at a time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.store.errors import EXCEPTIONS, StoreError
from flows.store.layout import MANIFEST
from flows.store.parquet import Entry, entry_of, row_groups
from flows.store.reading import Reader, read_files
from flows.store.restore import raw_bytes
from flows.store.versions import Version

_KEPT = pa.array(["body", "heading", "list_item"])
_SEPARATORS = {"break": b"\n\n", "space": b" ", "none": b""}
_WITHOUT_BYTES = ("too_large", "unreadable")


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: a code, where (a file, a source path, a document) and what, in words."""

    code: str
    where: str
    detail: str


@dataclass(slots=True)
class Proof:
    """What `verify` saw. `outcomes` counts the ledger; those of law 1's exceptions are among them by name."""

    version: int
    findings: list[Finding] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    restored: int = 0
    lines: int = 0
    files: int = 0

    @property
    def ok(self) -> bool:
        """Whether every promise is kept."""
        return not self.findings

    @property
    def exceptions(self) -> dict[str, int]:
        """How many sources the tables do not hold the bytes of, by the outcome that says why."""
        return {outcome: count for outcome, count in sorted(self.outcomes.items()) if outcome in EXCEPTIONS}

    def find(self, code: str, where: str, detail: str) -> None:
        """Adds a finding."""
        self.findings.append(Finding(code, where, detail))


def verify(store: Reader, rules: frozenset[str] | None) -> Proof:
    """Proves the current version. Raises `StoreError` only when there is none."""
    version = store.published()
    proof = Proof(version.number)
    whole = _check_files(store, version, proof)
    if not all(whole.values()):
        return proof  # what cannot be opened cannot be proved further
    sources = store.table("sources", ["source_path", "source_sha256", "outcome", "doc_id"], version)
    ledger = {row["doc_id"]: row for row in sources.to_pylist()}
    proof.outcomes.update(row["outcome"] for row in ledger.values())
    bodies = _check_articles(store, version, ledger, proof)
    _check_lines(store, version, ledger, bodies, rules, proof)
    _check_quarantine(store, version, ledger, proof)
    return proof


def _check_files(store: Reader, version: Version, proof: Proof) -> dict[str, bool]:
    """Files against the manifest and the contract; by table whether all of them can be read."""
    whole = {}
    for name, table in store.tables.items():
        folder = version.folder / name
        there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        said = {entry.name: entry for entry in version.entries(name)}
        for extra in sorted(there - set(said)):
            proof.find("unknown_file", f"{name}/{extra}", f"{MANIFEST} does not name it")
        opened = [_check_file(folder / entry.name, entry, table.arrow, proof) for entry in said.values()]
        whole[name] = all(opened)
        if whole[name]:
            _check_contract(store, name, version, proof)
    return whole


def _check_file(path: Path, said: Entry, schema: pa.Schema, proof: Proof) -> bool:
    where = f"{path.parent.name}/{path.name}"
    proof.files += 1
    try:
        found = entry_of(path, schema)
    except (OSError, StoreError, pa.ArrowException) as error:
        proof.find("unreadable_file", where, str(error))
        return False
    if found != said:
        proof.find("changed_file", where, f"sha256 {found.sha256}, {MANIFEST} says {said.sha256}")
    return True


def _check_contract(store: Reader, name: str, version: Version, proof: Proof) -> None:
    """The pandera model of the table, file by file; keys across files."""
    import polars as pl
    from pandera.errors import SchemaError, SchemaErrors

    table = store.tables[name]
    keys = store.table(name, list(table.key), version)
    if keys.group_by(list(table.key)).aggregate([]).num_rows != keys.num_rows:
        proof.find("duplicate_key", name, f"{', '.join(table.key)} is not unique")
    for path in version.files(name):
        rows = pl.from_arrow(read_files([path], table.arrow))
        try:
            table.model.validate(rows, lazy=True)
        except (SchemaErrors, SchemaError) as error:
            cases = getattr(error, "failure_cases", None)
            names = sorted(set(cases["check"].cast(pl.String).to_list())) if isinstance(cases, pl.DataFrame) else []
            proof.find("contract", f"{name}/{path.name}", ", ".join(names) or str(error).splitlines()[0])


Ledger = dict[str, dict[str, str | None]]


def _check_articles(store: Reader, version: Version, ledger: Ledger, proof: Proof) -> dict[str, str]:
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
        proof.find("no_article", str(ledger[doc_id]["source_path"]), "the ledger says curated")
    for doc_id in sorted(set(bodies) - curated):
        proof.find("not_in_ledger", doc_id, "an article whose source is not curated in the ledger")
    return bodies


def _check_lines(
    store: Reader, version: Version, ledger: Ledger, bodies: dict[str, str], rules: frozenset[str] | None, proof: Proof
) -> None:
    """Bytes, body and reasons of every admitted document."""
    unseen = {doc_id for doc_id, row in ledger.items() if row["outcome"] == "curated"}
    for path in version.files("lines"):
        lines = read_files([path], store.tables["lines"].arrow)
        proof.lines += lines.num_rows
        _check_reasons(lines, rules, path.name, proof)
        for doc_id, raw, body in _documents(lines):
            if doc_id not in unseen:
                known = doc_id in ledger
                proof.find("lines_in_pieces" if known else "not_in_ledger", doc_id, f"lines/{path.name}")
                continue
            unseen.discard(doc_id)
            proof.restored += 1
            if raw != ledger[doc_id]["source_sha256"]:
                proof.find("not_restorable", str(ledger[doc_id]["source_path"]), "its lines do not give its bytes")
            if body != bodies.get(doc_id):
                proof.find("not_the_fold", str(ledger[doc_id]["source_path"]), "text is not the fold of its lines")
    for doc_id in sorted(unseen):
        proof.find("no_lines", str(ledger[doc_id]["source_path"]), "the ledger says curated")


def _documents(lines: pa.Table) -> Iterator[tuple[str, str, str]]:
    """For each document of a file its doc_id and the sha256 of its bytes and of the fold of its kept lines."""
    if lines.num_rows == 0:
        return
    if not _in_order(lines):
        lines = lines.sort_by([(name, "ascending") for name in ("doc_id", "line_no", "part")])
    starts = _starts(lines)
    raw, raw_at = _flat(raw_bytes(lines))
    body, body_at = _flat(_pieces(lines, starts))
    ids = lines["doc_id"].take(pa.array(starts[:-1])).to_pylist()
    for doc_id, start, end in zip(ids, starts[:-1], starts[1:], strict=True):
        yield (
            doc_id,
            hashlib.sha256(raw[raw_at[start] : raw_at[end]]).hexdigest(),
            hashlib.sha256(body[body_at[start] : body_at[end]]).hexdigest(),
        )


def _starts(lines: pa.Table) -> npt.NDArray[np.int64]:
    """Row numbers where a document begins, and the number of rows."""
    ids = lines["doc_id"].combine_chunks()
    changes = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.flatnonzero(changes) + 1, [len(ids)]]).astype(np.int64)


def _in_order(lines: pa.Table) -> bool:
    """Whether each document stands in one piece, its rows by line and part."""
    starts = _starts(lines)
    if len(starts) - 1 != len(lines["doc_id"].unique()):
        return False
    place = lines["line_no"].to_numpy().astype(np.int64) << 32 | lines["part"].to_numpy()
    rises = np.diff(place) > 0
    rises[starts[1:-1] - 1] = True
    return bool(rises.all())


def _pieces(lines: pa.Table, starts: npt.NDArray[np.int64]) -> pa.ChunkedArray:
    """For each row what it adds to its document's text: nothing unless kept, else the glue before it and its text."""
    kept = lines["kept"].to_numpy()
    before = np.concatenate([[0], np.cumsum(kept)])[:-1]
    document = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    first = kept & (before == before[starts[:-1]][document])
    glue = lines["glue"].to_pylist() if len(kept) else []
    seps = [
        b"" if one or not two else _SEPARATORS.get(word, b"\0")
        for one, two, word in zip(first, kept, glue, strict=True)
    ]
    nothing = pa.scalar(b"", pa.large_binary())
    text = lines["text"].cast(pa.large_binary())
    said = pc.binary_join_element_wise(pa.chunked_array([pa.array(seps, pa.large_binary())]), text, nothing)
    return pc.if_else(lines["kept"], said, nothing)


def _flat(values: pa.ChunkedArray) -> tuple[memoryview, npt.NDArray[np.int64]]:
    """The bytes of all rows in one run, and where each row begins."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    array = pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array
    _, offsets, data = array.buffers()
    at = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return memoryview(data if data is not None else b""), at


def _check_reasons(lines: pa.Table, rules: frozenset[str] | None, name: str, proof: Proof) -> None:
    """Every removed line has a rule and evidence; a line of the body is kept; every rule exists."""
    where = f"lines/{name}"
    taken = pc.invert(lines["kept"])
    of_body = pc.is_in(lines["role"], value_set=_KEPT)
    if lost := pc.sum(pc.and_(taken, of_body)).as_py():
        proof.find("body_not_kept", where, f"{lost} lines of the body are not kept")
    reasoned = pc.and_(
        pc.greater(pc.utf8_length(pc.fill_null(lines["rule"], "")), 0),
        pc.greater(pc.utf8_length(pc.fill_null(lines["evidence"], "")), 0),
    )
    removed = pc.and_(taken, pc.invert(pc.or_(of_body, pc.equal(lines["role"], "blank"))))
    if silent := pc.sum(pc.and_(removed, pc.invert(reasoned))).as_py():
        proof.find("no_reason", where, f"{silent} removed lines have no rule or no evidence")
    if rules is not None:
        for rule in sorted(set(pc.drop_null(lines["rule"]).unique().to_pylist()) - rules):
            proof.find("unknown_rule", where, f"there is no rule {rule}")


def _check_quarantine(store: Reader, version: Version, ledger: Ledger, proof: Proof) -> None:
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
                    proof.find("not_restorable", str(row["source_path"]), "quarantine does not hold its bytes")
    for doc_id in sorted(unseen):
        proof.find("not_in_quarantine", str(ledger[doc_id]["source_path"]), "the ledger says quarantined")
