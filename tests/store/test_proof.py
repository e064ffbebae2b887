"""Nothing is lost, and `verify` sees it when something is."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy import store as store_package
from cleancopy.errors import NotRestorable, StoreError, Unknown
from cleancopy.store import Store, claims, lock, write_parquet
from tests.store.newsroom import TEST_TABLES, publish, table

pytestmark = pytest.mark.slow

RULES = {"test.body", "test.share"}


def test_every_document_is_restored_and_proved(store, run, documents):
    run(documents)
    for path, data in documents.items():
        assert store.restore(path) == data
    proof = store.verify(RULES)
    assert proof.ok and proof.restored == len(documents) and proof.exceptions == {}
    assert proof.outcomes == {"curated": 8, "quarantined": 1}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text("abc/", min_size=1, max_size=4), st.binary(max_size=60) | st.text().map(str.encode)))
def test_any_bytes_come_back(tmp_path, made):
    shutil.rmtree(tmp_path / "any", ignore_errors=True)
    store = Store(tmp_path / "any", TEST_TABLES)
    documents = {f"{path}.txt": data for path, data in made.items()} | {"always.txt": b"\xffone\r\n"}
    with lock(store.curated):
        publish(store, documents)
    assert {path: store.restore(path) for path in documents} == documents


def test_the_bytes_also_come_from_a_few_independent_lines_over_the_parquet(store, run, documents):
    run(documents)
    lines = pq.read_table(store.curated / "lines").sort_by([("line_no", "ascending"), ("part", "ascending")])
    for row in store.table("sources").to_pylist():
        if row["outcome"] == "curated":
            own = lines.filter(pc.equal(lines["doc_id"], row["doc_id"])).to_pylist()
            data = b"".join((r["text"] + "\n").encode() if r["raw"] is None else r["raw"] for r in own)
            assert hashlib.sha256(data).hexdigest() == row["source_sha256"]


@pytest.mark.parametrize("outcome", sorted(store_package.WITHOUT_BYTES))
def test_an_exception_of_law_1_is_raised_with_its_name(store, run, outcome):
    run({"a.txt": b"One\n"})
    row = {**store.table("sources").to_pylist()[0], "source_path": "b.txt", "outcome": outcome, "doc_id": "b" * 24}
    ledger = pa.concat_tables([store.table("sources"), table("sources", [row])])
    with lock(store.curated):
        store.commit({}, {}, {"sources": ledger}, {})
    with pytest.raises(NotRestorable, match=outcome):
        store.restore("b.txt")
    assert store.verify().exceptions == {outcome: 1}


def test_a_path_nobody_knows_is_named(store, run, documents):
    with pytest.raises(StoreError, match="Nothing is published"):
        store.verify()
    run(documents)
    with pytest.raises(Unknown, match="The ledger has no"):
        store.restore("nowhere.txt")


def set_column(rows: pa.Table, name: str, change: Callable) -> pa.Table:
    values = [change(n, value) for n, value in enumerate(rows[name].to_pylist())]
    at = rows.schema.get_field_index(name)
    return rows.set_column(at, rows.schema.field(at), pa.array(values, rows.schema.field(at).type))


TAMPERED = [
    ("lines", "raw", lambda n, v: b"other" if n == 0 else v, {"not_restorable"}),
    ("lines", "glue", lambda n, v: "space" if v else v, {"not_the_fold"}),
    ("lines", "text", lambda n, v: v + "!", {"not_the_fold", "not_restorable"}),
    ("lines", "evidence", lambda n, v: "", {"no_reason", "contract"}),
    ("lines", "rule", lambda n, v: v and "made.up", {"unknown_rule"}),
    ("lines", "line_no", lambda n, v: 99 - v, {"not_restorable", "not_the_fold"}),
    ("lines", "line_no", lambda n, v: 1, {"duplicate_key"}),
    ("articles", "body_sha256", lambda n, v: "0" * 64, {"body_hash"}),
    ("articles", "text", lambda n, v: v + "!", {"body_hash", "not_the_fold"}),
    ("articles", "doc_id", lambda n, v: "f" * 24 if n == 0 else v, {"no_article", "not_in_ledger", "not_the_fold"}),
    ("quarantine", "data", lambda n, v: b"other", {"not_restorable"}),
    ("quarantine", "data", lambda n, v: None, {"not_restorable"}),
    ("sources", "source_sha256", lambda n, v: "0" * 64, {"not_restorable"}),
    ("sources", "outcome", lambda n, v: "deleted", {"not_in_ledger"}),
]


@pytest.mark.parametrize("at_once", [2, claims.AT_ONCE])
@pytest.mark.parametrize(("name", "column", "change", "codes"), TAMPERED)
def test_tampered_rows_are_found_even_when_the_manifest_agrees(
    store, run, documents, tmp_path, monkeypatch, name, column, change, codes, at_once
):
    monkeypatch.setattr(claims, "AT_ONCE", at_once)
    run(documents, 100)
    whole, added = {}, {}
    for each in ("articles", "lines", "quarantine", "sources"):
        rows = store.table(each)
        rows = set_column(rows, column, change) if each == name else rows
        if each == "sources":
            whole[each] = rows
        else:
            added[each] = [tmp_path / f"{each}.parquet"]
            write_parquet(rows, added[each][0], each, {}, TEST_TABLES)
    with lock(store.curated):
        store.commit(
            added, {row["doc_id"]: row["source_path"] for row in store.table("sources").to_pylist()}, whole, {}
        )
    assert codes <= {finding.code for finding in store.verify(RULES).findings}


def test_a_proof_in_parts_says_what_one_at_once_says(store, run, documents, monkeypatch):
    run(documents)
    whole = store.verify(RULES)
    monkeypatch.setattr(claims, "AT_ONCE", 1)
    assert store.verify(RULES) == whole


@pytest.mark.parametrize("size", [1, 4, 9, 100])
def test_a_sample_proves_so_many_documents_and_the_files_they_are_in(store, run, documents, size):
    run(documents, 2)
    proof = store.verify(RULES, sample=size)
    assert proof.ok and proof.outcomes.total() == proof.restored == min(size, len(documents))
    assert proof.files <= store.verify(RULES).files


def test_samples_are_of_other_documents_each_time_and_find_what_is_wrong_there(store, run, documents, tmp_path):
    run(documents, 100)
    lines = set_column(store.table("lines"), "raw", lambda n, v: b"other" if n == 0 else v)
    write_parquet(lines, tmp_path / "lines.parquet", "lines", {}, TEST_TABLES)
    rest = {name: store.files(name) for name in ("articles", "quarantine")}
    gone = {row["doc_id"]: row["source_path"] for row in store.table("sources").to_pylist()}
    with lock(store.curated):
        store.commit({**rest, "lines": [tmp_path / "lines.parquet"]}, gone, {}, {})
    found = [store.verify(RULES, sample=3).ok for _ in range(40)]
    assert True in found and False in found


DAMAGED = [
    (lambda path: path.write_bytes(path.read_bytes()[:-9]), "unreadable_file"),
    (lambda path: path.unlink(), "unreadable_file"),
    (lambda path: pq.write_table(pq.read_table(path), path, compression="none"), "changed_file"),
    (lambda path: (path.parent / "stray.parquet").write_bytes(b""), "unknown_file"),
]


@pytest.mark.parametrize(("damage", "code"), DAMAGED)
@pytest.mark.parametrize("name", ["articles", "runs"])
def test_damaged_missing_and_stray_files_are_found(store, run, documents, name, damage, code):
    run(documents)
    damage(store.files(name)[0])
    assert code in {finding.code for finding in store.verify().findings}


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:-9]), lambda path: path.unlink()])
@pytest.mark.parametrize(
    "use", [lambda store, run: store.restore("site/1.txt"), lambda store, run: run({"a.txt": b"a\n"})]
)
def test_a_damaged_file_is_named_in_one_sentence_and_nothing_is_published_over_it(store, run, documents, damage, use):
    run(documents)
    for path in store.files("lines"):
        damage(path)
    with pytest.raises(StoreError, match=r"damaged|gone|changed since"):
        use(store, run)
    assert store.published().number == 1
