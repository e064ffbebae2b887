"""A run publishes what is new, all of it or nothing, and touches nothing else."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from cleancopy.orchestration.shards.workers import in_process, process_pool
from cleancopy.settings.parameters import Options
from tests.archive import Archive
from tests.documents import STORY, rebuilt


def test_a_first_run_publishes_every_document_with_its_outcome(filled):
    assert filled.column("articles", "source_path") != []
    assert filled.outcomes() == {
        "harbour/copy.txt": "curated",
        "harbour/ferry.txt": "curated",
        "town/bridge.txt": "curated",
        "town/empty.txt": "quarantined",
        "town/picture.txt": "quarantined",
    }
    codes = {row["source_path"]: row["reasons"][0]["code"] for row in filled.rows("quarantine")}
    assert codes == {"town/empty.txt": "empty", "town/picture.txt": "not_text"}


def test_an_exact_copy_is_named_and_stays(filled):
    doc_ids = {row["source_path"]: row["doc_id"] for row in filled.rows("articles")}
    (copy,) = [row for row in filled.rows("copies") if row["kind"] == "exact"]
    assert (copy["doc_id"], copy["of"]) == (doc_ids["harbour/ferry.txt"], doc_ids["harbour/copy.txt"])


def test_every_file_is_rebuilt_from_the_parquet_alone(filled):
    lines = pq.read_table(filled.curated / "lines")
    for row in filled.rows("articles"):
        assert rebuilt(lines, row["doc_id"]) == (filled.raw / row["source_path"]).read_bytes()
    for row in filled.rows("quarantine"):
        assert row["data"] == (filled.raw / row["source_path"]).read_bytes()


def test_a_second_run_touches_no_file(filled):
    before = filled.files()
    report = filled.run()
    assert not report.committed
    assert report.documents_unchanged == 5
    assert filled.files() == before


def test_adding_changing_and_deleting_change_exactly_those_rows(filled):
    before = {name: filled.rows(name) for name in ("articles", "lines", "quarantine", "sources")}
    filled.put("town/new.txt", STORY.replace("Monday", "Friday"))
    filled.put("town/bridge.txt", STORY.replace("ferry", "tunnel"))
    (filled.raw / "harbour/copy.txt").unlink()
    report = filled.run()
    assert (report.documents_curated, report.documents_deleted, report.documents_unchanged) == (2, 1, 3)
    touched = {"town/new.txt", "town/bridge.txt", "harbour/copy.txt"}
    for name, rows in before.items():
        same = [row for row in rows if row["source_path"] not in touched]
        assert [row for row in filled.rows(name) if row["source_path"] not in touched] == same
    assert filled.column("articles", "source_path").count("harbour/copy.txt") == 0
    assert filled.outcomes()["harbour/copy.txt"] == "deleted"
    assert {row["kind"] for row in filled.rows("copies")} == {"near"}, "the exact copy is gone"


def test_a_deleted_file_that_comes_back_is_curated_again(filled):
    (filled.raw / "harbour/copy.txt").unlink()
    filled.run()
    filled.put("harbour/copy.txt")
    filled.run()
    row = next(row for row in filled.rows("sources") if row["source_path"] == "harbour/copy.txt")
    assert (row["outcome"], row["first_run"], row["changed_run"]) == ("curated", 1, 3)


def test_a_vanished_file_stays_when_the_settings_keep_it(filled):
    (filled.raw / "harbour/copy.txt").unlink()
    assert not filled.run(on_vanish="keep").committed
    assert "harbour/copy.txt" in filled.column("articles", "source_path")


@pytest.mark.parametrize("shard_size", [1, 3, 1000])
def test_shards_of_any_size_publish_the_same_rows(tmp_path, shard_size):
    published = []
    for name, size in (("one", 2000), ("other", shard_size)):
        archive = Archive(tmp_path / name)
        archive.put_many(5)
        archive.run(shard_size=size)
        published.append({table: archive.rows(table) for table in ("articles", "lines", "copies", "sources")})
    assert published[0] == published[1]


@pytest.mark.slow
def test_two_workers_publish_the_same_rows_as_one(tmp_path):
    published = []
    for name, pool in (("one", in_process), ("two", process_pool(2))):
        archive = Archive(tmp_path / name)
        archive.put_many(6)
        archive.run(pool=pool, shard_size=2)
        published.append({table: archive.rows(table) for table in ("articles", "lines", "copies", "sources")})
    assert published[0] == published[1]


def test_changed_settings_are_counted_as_stale_and_redone_only_when_asked(filled):
    report = filled.run(profile="preserve")
    assert (report.committed, report.stale) == (False, 5)
    report = filled.run(Options(rebuild=True, site="harbour"), profile="preserve")
    assert report.documents_curated == 2
    assert filled.run(profile="preserve").stale == 3


def test_a_changed_sidecar_makes_its_document_new(filled):
    filled.put("harbour/ferry.txt.json", '{"url": "https://harbour.example/ferry"}')
    report = filled.run()
    assert report.documents_curated == 1
    assert "https://harbour.example/ferry" in filled.column("articles", "source_url")


def test_progress_counts_the_bytes_of_every_shard_up_to_the_whole(archive):
    archive.put_many(6)
    told = []
    archive.run(on_progress=told.append, shard_size=2)
    cleaning = [one for one in told if one.step == "clean"]
    size = sum(path.stat().st_size for path in archive.raw.rglob("*.txt"))
    assert [one.done for one in cleaning] == [0, 2, 4, 6]
    assert [one.bytes_total for one in cleaning] == [size] * 4
    assert [one.bytes_done * 3 // size for one in cleaning] == [0, 1, 2, 3]
