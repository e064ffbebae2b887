"""Versions over time: what stays, what goes, what comes back, what is forgotten for good."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleancopy.errors import NotRestorable, Pinned, StoreError, Unknown
from cleancopy.store import Store, lock, write_parquet
from cleancopy.store import versions as versions_module
from cleancopy.store.versions import retire
from tests.store.newsroom import TEST_TABLES, doc_id, table
from tests.store.test_commit import rows
from tests.store.test_faults import Killed, newer

HOUR = timedelta(hours=1)


def five_versions(run, documents):
    for n in range(5):
        run(documents | {"more.txt": f"More {n}\n".encode()})


@pytest.mark.parametrize(
    ("keep", "seconds_later", "left"),
    [(3, 0, [1, 2, 3, 4, 5]), (3, 4000, [3, 4, 5]), (1, 4000, [5]), (9, 4000, [1, 2, 3, 4, 5]), (0, 4000, [5])],
)
def test_a_version_goes_only_when_beyond_both_count_and_age(store, run, documents, keep, seconds_later, left):
    five_versions(run, documents)
    now = store.published().committed_at + seconds_later
    retire(store.layout, keep, HOUR, now=lambda: now)
    assert [version.number for version in store.versions()] == left
    assert store.verify().ok


def test_a_clock_that_went_backwards_keeps_versions(store, run, documents):
    five_versions(run, documents)
    retire(store.layout, 1, HOUR, now=lambda: 0.0)
    assert len(store.versions()) == 5


def test_a_rollback_is_a_new_pinned_commit_that_runs_respect_until_unpinned(store, run, documents):
    run(documents)
    first = rows(store)
    run(newer(documents))
    second = rows(store)
    with lock(store.curated):
        version = store.rollback(1, {"why": "wrong"})
    assert version.number == 3 and rows(store) == first and store.pinned
    assert store.table("runs").num_rows == 2, "history goes on"
    with pytest.raises(Pinned, match="unpin"):
        run(newer(documents))
    with lock(store.curated):
        store.unpin()
    assert run(newer(documents)) and not store.pinned
    assert [row["text"] for row in rows(store)["lines"]] == [row["text"] for row in second["lines"]]


def test_a_rollback_to_a_version_that_is_not_kept_says_so(store, run, documents):
    run(documents)
    with lock(store.curated), pytest.raises(StoreError, match="no version 7"):
        store.rollback(7, {})


def test_a_diff_names_documents_and_fields(store, run, documents):
    run(documents)
    run(newer(documents) | {"site/4.txt": b""})
    found = store.diff(1, 2, rows=True)
    assert [one.source_path for one in found.added] == ["site/9.txt"]
    assert [one.source_path for one in found.removed] == ["site/2.txt"]
    changed = {one.source_path: one for one in found.changed}
    assert set(changed) == {"site/1.txt", "site/4.txt"}
    assert changed["site/1.txt"].fields == ("text", "body_sha256", "word_count", "lines")
    assert changed["site/1.txt"].values["text"][1] == "Changed"
    assert changed["site/4.txt"].values == {"table": ("articles", "quarantine")}
    back = store.diff(2, 1)
    assert [one.source_path for one in back.added] == ["site/2.txt"] and back.changed[0].values == {}


def texts_below(store: Store) -> str:
    """Every decoded value of every Parquet file anywhere below curated/, and every other file's bytes."""
    said = []
    for folder, _, names in os.walk(store.curated):
        for path in (Path(folder, name) for name in names):
            if path.suffix == ".parquet":
                said.append(repr(pq.ParquetFile(path).read().to_pylist()))
            if not path.is_symlink():
                said.append(repr(path.read_bytes()))
    return "".join(said)


@pytest.mark.parametrize("by", ["path", "doc_id"])
def test_after_a_takedown_no_file_holds_the_text_and_a_tombstone_stays(store, run, documents, by):
    secret = "the words that must go"
    documents["site/secret.txt"] = f"{secret}\n".encode()
    run(documents)
    run(newer(documents))
    with lock(store.curated):
        half = store.stage("half").shard("shard")
        write_parquet(store.table("lines"), half / "lines.parquet", "lines", {}, TEST_TABLES)
        assert secret in texts_below(store)
        version = store.forget(["site/secret.txt" if by == "path" else doc_id("site/secret.txt")], {"why": "law"})
    assert secret not in texts_below(store)
    assert [each.name for each in store.versions()] == [version.name]
    tombstone = {row["source_path"]: row for row in store.table("sources").to_pylist()}["site/secret.txt"]
    assert tombstone["outcome"] == "forgotten" and tombstone["source_sha256"] and tombstone["changed_run"] == 3
    with pytest.raises(NotRestorable, match="forgotten"):
        store.restore("site/secret.txt")
    assert store.verify().ok and store.verify().exceptions == {"deleted": 1, "forgotten": 1}
    assert not run(newer(documents)), "the same path does not come back"


def test_a_takedown_cut_short_after_its_commit_is_finished_by_the_next_writer(store, run, documents, monkeypatch):
    documents["site/secret.txt"] = b"the words that must go\n"
    run(documents)

    def die(*_given):
        raise Killed

    with monkeypatch.context() as patch, lock(store.curated), pytest.raises(Killed):
        patch.setattr("cleancopy.store.store.clear_staging", lambda *_: None)
        patch.setattr("cleancopy.store.store.recover", die)
        store.forget(["site/secret.txt"], {})
    assert "the words" in texts_below(store)
    with lock(store.curated):
        versions_module.recover(store.layout)
    assert "the words" not in texts_below(store)


def test_a_takedown_of_a_pinned_version_stays_pinned(store, run, documents):
    run(documents)
    run(newer(documents))
    with lock(store.curated):
        store.rollback(1, {})
        store.forget(["site/3.txt"], {})
    assert store.pinned


def test_a_takedown_leaves_no_relation_to_what_is_gone(store, run):
    run(dict.fromkeys(("a.txt", "b.txt", "c.txt", "d.txt"), b"Same words\n") | {"other.txt": b"Else\n"})
    relations = [{"doc_id": doc_id(f"{n}.txt"), "of": doc_id("a.txt"), "kind": "exact", "score": 1.0} for n in "bcd"]
    relations.append({"doc_id": doc_id("other.txt"), "of": doc_id("b.txt"), "kind": "near", "score": 0.5})
    with lock(store.curated):
        store.commit({}, {}, {"copies": table("copies", relations)}, {})
        assert store.exact_copies("a.txt") == ["b.txt", "c.txt", "d.txt"]
        store.forget(["a.txt", "c.txt"], {})
    left = [(row["doc_id"], row["of"]) for row in store.table("copies").to_pylist()]
    assert left == [(doc_id("other.txt"), doc_id("b.txt"))]


def test_a_takedown_of_something_unknown_says_so(store, run, documents):
    run(documents)
    with lock(store.curated), pytest.raises(Unknown, match="The ledger has no"):
        store.forget(["nowhere.txt"], {})
    assert store.published().number == 1
