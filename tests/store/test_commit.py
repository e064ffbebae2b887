"""What a commit writes, carries over and refuses."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from cleancopy.errors import StoreError
from cleancopy.schemas import TABLES
from cleancopy.store import Store, lock, write_parquet
from cleancopy.store.parquet import GROUP_BYTES
from tests.store.newsroom import TEST_TABLES, publish, rows_of, run_row, table


def rows(store: Store) -> dict[str, list]:
    """All rows of all tables but the history, in the order of their keys."""
    found = {}
    for name, declared in store.tables.items():
        if name != "runs":
            found[name] = store.table(name).sort_by([(key, "ascending") for key in declared.key]).to_pylist()
    return found


def inodes(store: Store, name: str) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in store.files(name)}


def test_every_table_is_a_link_that_leads_to_the_current_version(store, run, documents):
    run(documents)
    for name in TABLES:
        link = store.curated / name
        assert str(link.readlink()) == f".store/current/{name}"
        assert [path.suffix for path in link.iterdir()] and link.resolve().parent.parent.name == "versions"


def test_a_run_with_nothing_new_touches_no_file(store, run, documents):
    run(documents)
    seen = {path: path.stat().st_mtime_ns for path in store.layout.versions.rglob("*")}
    assert not run(documents)
    assert {path: path.stat().st_mtime_ns for path in store.layout.versions.rglob("*")} == seen
    assert list(store.layout.staging.iterdir()) == []


def test_the_same_documents_give_the_same_files_whatever_the_folder(tmp_path, documents):
    names = []
    for folder in ("one", "two"):
        store = Store(tmp_path / folder, TEST_TABLES)
        with lock(store.curated):
            publish(store, documents)
        names.append([path.name for name in TABLES for path in store.files(name)])
    assert names[0] == names[1]


def test_shard_sizes_and_order_do_not_change_a_row(tmp_path, documents):
    seen = []
    for size, order in ((1, 1), (3, -1), (100, 1)):
        store = Store(tmp_path / str(size), TEST_TABLES)
        with lock(store.curated):
            publish(store, dict(list(documents.items())[::order]), size)
        seen.append(rows(store))
    assert seen[0] == seen[1] == seen[2]


def test_deleting_changing_and_adding_a_document_changes_exactly_its_rows(store, run, documents):
    run(documents)
    before, links = rows(store), inodes(store, "lines")
    del documents["site/0.txt"]
    documents |= {"site/1.txt": b"Rewritten\n", "site/new.txt": b"New\n"}
    assert run(documents)
    after = rows(store)
    same = [row for row in before["lines"] if row["source_path"] not in ("site/0.txt", "site/1.txt")]
    new = [row for row in after["lines"] if row["source_path"] in ("site/1.txt", "site/new.txt")]
    assert sorted(after["lines"], key=repr) == sorted(same + new, key=repr) and len(new) == 2
    assert {row["source_path"]: row["outcome"] for row in after["sources"]}["site/0.txt"] == "deleted"
    kept = inodes(store, "lines").items() & links.items()
    assert kept, "a file that lost no row is a hard link"
    assert store.verify().ok


def test_an_empty_table_is_readable_by_all_four_readers(store, run):
    run({"empty.txt": b""})
    folder = os.path.realpath(store.curated / "articles")
    columns = TEST_TABLES["articles"].arrow.names
    assert ds.dataset(folder, format="parquet").to_table().column_names == columns
    assert pl.read_parquet(f"{folder}/*.parquet").columns == columns
    assert list(pd.read_parquet(folder).columns) == columns
    assert duckdb.sql(f"select * from read_parquet('{folder}/*.parquet')").columns == columns


def test_many_small_files_become_few_and_no_row_changes(store, run):
    documents = {f"s/{n}.txt": f"Story {n}\n".encode() for n in range(40)}
    run(documents, 1)
    assert len(store.files("articles")) == 1 and store.table("articles").num_rows == 40
    assert store.verify().ok


def test_row_groups_are_bounded_in_bytes(tmp_path):
    body = "x" * 200_000
    big = table("articles", [{"doc_id": f"{n:024x}", "source_path": "p", "text": body, "body_sha256": "0" * 64,
                              "word_count": 1} for n in range(300)])  # fmt: skip
    write_parquet(big, tmp_path / "big.parquet", "articles", {"rules_version": "r1"}, TEST_TABLES)
    said = pq.ParquetFile(tmp_path / "big.parquet").metadata
    assert said.num_row_groups > 3
    assert all(said.row_group(n).total_byte_size < GROUP_BYTES * 1.1 for n in range(said.num_row_groups))
    assert said.metadata[b"rules_version"] == b"r1" and b"description" in said.metadata


def test_the_fields_keep_their_descriptions(store, run, documents):
    run(documents)
    assert pq.read_schema(store.files("lines")[0]).field("role").metadata[b"description"]


def test_files_have_the_mode_that_the_umask_gives(store, run, documents):
    before = os.umask(0o027)
    try:
        run(documents)
    finally:
        os.umask(before)
    files = [path for path in store.curated.rglob("*") if path.is_file() and not path.is_symlink()]
    files += [path for path in store.layout.store.rglob("*") if path.is_file() and not path.is_symlink()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o640}


def shard(folder: Path, made: dict[str, list]) -> dict[str, list[Path]]:
    for name, found in made.items():
        write_parquet(table(name, found), folder / f"{name}.parquet", name, {}, TEST_TABLES)
    return {name: [folder / f"{name}.parquet"] for name in made}


def test_a_document_that_stands_there_twice_is_refused(store, run, documents, tmp_path):
    run(documents)
    added = shard(tmp_path, rows_of("site/1.txt", b"Again\n"))
    with lock(store.curated), pytest.raises(StoreError, match="twice"):
        store.commit(added, {}, {}, {})
    assert store.published().number == 1 and len(list(store.layout.versions.iterdir())) == 1


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-20]), "not a whole Parquet file"),
        (lambda path: pq.write_table(pa.table({"doc_id": ["x"]}), path), "columns of the contract"),
    ],
    ids=["torn", "foreign"],
)
def test_a_file_that_is_not_whole_or_not_of_the_contract_is_refused(store, run, documents, tmp_path, broken, says):
    run(documents)
    added = shard(tmp_path, rows_of("x.txt", b"New\n"))
    broken(added["articles"][0])
    with lock(store.curated), pytest.raises(StoreError, match=says):
        store.commit(added, {}, {}, {})
    assert store.published().number == 1


def test_rows_that_do_not_fit_the_contract_are_not_written(tmp_path):
    odd = pa.table({"doc_id": ["a"], "surprise": [1]})
    with pytest.raises(StoreError, match="surprise"):
        write_parquet(odd, tmp_path / "odd.parquet", "copies", {}, TEST_TABLES)


def test_a_folder_in_the_place_of_a_table_is_not_overwritten(store, run, documents):
    (store.curated / "articles").mkdir(parents=True)
    with pytest.raises(StoreError, match="in the way"):
        run(documents)
    assert store.current() is None


def test_tables_left_out_of_a_commit_stay_as_they_are(store, run, documents):
    run(documents)
    before = rows(store)
    with lock(store.curated):
        version = store.commit({}, {}, {"runs": table("runs", [run_row(2, "compact")])}, {"why": "test"})
    assert rows(store) == before and version.number == 2 and version.manifest["info"] == {"why": "test"}


def test_a_new_nullable_column_reaches_old_rows_and_old_versions_stay_readable(tmp_path, documents):
    import dataclasses

    newest = TEST_TABLES["articles"]

    class Earlier(newest.model):  # type: ignore[name-defined,misc]
        class Config:
            strict = True

    earlier = dataclasses.replace(newest)
    narrow = newest.arrow.remove(newest.arrow.get_field_index("section"))
    earlier.__dict__["arrow"] = narrow
    old = Store(tmp_path / "curated", {**TEST_TABLES, "articles": earlier})
    with lock(old.curated):
        made = rows_of("a.txt", b"One\n")
        folder = old.stage("r").shard("s")
        write_parquet(table("articles", made["articles"]).select(narrow.names), folder / "articles.parquet", "articles",
                      {}, old.tables)  # fmt: skip
        write_parquet(table("lines", made["lines"]), folder / "lines.parquet", "lines", {}, old.tables)
        old.commit({n: [folder / f"{n}.parquet"] for n in made}, {}, {}, {})
    new = Store(old.curated, TEST_TABLES)
    with lock(new.curated):
        new.commit({}, {}, {}, {})
    assert pq.read_schema(new.files("articles")[0]).names == newest.arrow.names
    assert new.table("articles", version=new.version(1))["section"].to_pylist() == [None]


def test_a_rebuild_of_everything_writes_the_same_rows_into_one_version(store, run, documents, tmp_path):
    run(documents)
    before = rows(store)
    made: dict[str, list] = {"articles": [], "lines": [], "quarantine": []}
    for path, data in documents.items():
        for name, found in rows_of(path, data).items():
            made[name] += found
    with lock(store.curated):
        store.commit(shard(tmp_path, made), {row["doc_id"]: row["source_path"] for row in before["sources"]}, {}, {})
    assert rows(store) == before and [len(store.files(name)) for name in made] == [1, 1, 1]


def test_long_columns_carry_neither_dictionary_nor_statistics_and_keys_carry_both(store, run, documents):
    run(documents)
    with pq.ParquetFile(store.files("lines")[0]) as file:
        group = file.metadata.row_group(0)
        columns = {group.column(at).path_in_schema: group.column(at) for at in range(group.num_columns)}
    told = {name: (columns[name].has_dictionary_page, columns[name].is_stats_set) for name in ("doc_id", "text", "raw")}
    assert told == {"doc_id": (True, True), "text": (False, False), "raw": (False, False)}
    assert not any(column.is_stats_set for name, column in columns.items() if "." in name)
