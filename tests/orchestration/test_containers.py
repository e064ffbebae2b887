"""Records of containers through whole runs: one row each, exactly what changed is cleaned again, nothing is lost."""

from __future__ import annotations

import gzip
import json

import pytest

from cleancopy.errors import NotRestorable
from cleancopy.settings.parameters import Options
from cleancopy.settings.sources import SourceSettings
from cleancopy.store import Store
from tests.archive import Archive, without_numbers
from tests.documents import STORY
from tests.ingest.writers import OF_BYTES, OF_TEXT, PACKINGS, zipped


def story(number: int) -> str:
    return STORY.replace("ninety", str(number + 20)).replace("six weeks", f"{number + 2} weeks")


def feed(*numbers: int, edited: int | None = None) -> bytes:
    rows = [{"id": f"a{n}", "text": story(n) + ("\nOne line more.\n" if n == edited else "")} for n in numbers]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


EVERY = [(name, packing) for name in (*OF_BYTES, *OF_TEXT) for packing in ("", ".gz")]


@pytest.mark.parametrize(("name", "packing"), EVERY)
def test_a_record_gives_the_rows_that_its_text_gives_as_a_file(archive, name, packing):
    texts = {f"{n}.txt": story(n).encode() for n in range(3)} | {"bad.txt": b"Home\nNews"}
    archive.put(f"site/{name}{packing}", PACKINGS[packing]((OF_BYTES | OF_TEXT)[name](texts)))
    for id, text in texts.items():
        archive.put(f"site/{id}", text)
    report = archive.run()
    assert (report.documents_curated, report.documents_quarantined) == (6, 2)
    own = {"doc_id", "source_path", "source_url", "fetched_at"}
    for table in ("articles", "quarantine"):
        rows = {row["source_path"]: {k: v for k, v in row.items() if k not in own} for row in archive.rows(table)}
        for id in texts:
            assert rows.get(f"site/{name}{packing}#{id}") == rows.get(f"site/{id}")
    store = Store(archive.curated)
    for id, text in texts.items():
        assert store.restore(f"site/{name}{packing}#{id}") == text
    with pytest.raises(NotRestorable, match="container"):
        store.restore(f"site/{name}{packing}")
    proof = store.verify()
    assert proof.ok and proof.exceptions == {"container": 1}


def test_inserting_reordering_and_editing_clean_exactly_what_changed(archive):
    archive.put("feed.jsonl", feed(1, 2, 3, 4))
    archive.run()
    before = {row["source_path"]: row for row in archive.rows("articles")}
    archive.put("feed.jsonl", feed(9, 4, 1, 2, 3, edited=2))
    report = archive.run()
    assert (report.documents_curated, report.documents_again, report.documents_unchanged) == (2, 1, 3)
    after = {row["source_path"]: row for row in archive.rows("articles")}
    assert {path for path in after if after[path] != before.get(path)} == {"feed.jsonl#a9", "feed.jsonl#a2"}


def test_a_container_that_did_not_change_is_not_opened(archive):
    archive.put("feed.jsonl", feed(1, 2))
    archive.run()
    report = archive.run()
    assert (report.committed, report.containers_unchanged, report.documents_unchanged) == (False, 1, 2)
    report = archive.run(Options(rebuild=True))
    assert (report.containers_opened, report.documents_curated) == (1, 2)


def test_other_ways_of_reading_open_a_container_again(archive):
    archive.put("feed.jsonl", b'{"id": "x", "text": "", "story": %s}\n' % json.dumps(STORY).encode())
    archive.run()
    assert archive.outcomes()["feed.jsonl#x"] == "quarantined"
    archive.run(sources=[SourceSettings(path="feed.jsonl", text_key="story")])
    assert archive.outcomes()["feed.jsonl#x"] == "curated"


def test_a_feed_that_rotates_keeps_yesterday_unless_told_otherwise(archive):
    archive.put("feed.jsonl", feed(1, 2, 3))
    archive.run()
    archive.put("feed.jsonl", feed(3, 4))
    report = archive.run()
    assert (report.documents_curated, report.documents_deleted) == (1, 0)
    assert len(archive.rows("articles")) == 4
    (archive.raw / "feed.jsonl").unlink()
    assert not archive.run().committed
    archive.put("feed.jsonl", feed(3, 4))
    report = archive.run(sources=[SourceSettings(path="feed.jsonl", on_vanish="delete")])
    assert report.documents_deleted == 2
    assert [row["source_path"] for row in archive.rows("articles")] == ["feed.jsonl#a3", "feed.jsonl#a4"]
    (archive.raw / "feed.jsonl").unlink()
    archive.run(sources=[SourceSettings(path="feed.jsonl", on_vanish="delete")])
    assert archive.rows("articles") == [] and archive.outcomes()["feed.jsonl"] == "deleted"


def test_a_bad_record_is_a_row_with_its_bytes_and_the_others_are_curated(archive):
    bad = b'{"id": "x", "text": "half'
    archive.put("feed.jsonl", feed(*range(10)) + bad + b"\n" + feed(*range(10, 20)))
    report = archive.run()
    assert (report.documents_curated, report.documents_quarantined, report.internal_errors) == (20, 1, 0)
    (row,) = archive.rows("quarantine")
    assert (row["data"], row["stage"], row["reasons"][0]["code"]) == (bad, "ingest", "record_not_json")
    assert Store(archive.curated).restore(row["source_path"]) == bad
    assert Store(archive.curated).verify().ok


def test_a_damaged_container_is_in_quarantine_until_it_is_whole(archive):
    whole = gzip.compress(feed(*range(300)))
    archive.put("feed.jsonl.gz", whole[: len(whole) // 2])
    report = archive.run()
    assert 0 < report.documents_curated < 300
    assert report.quarantine_reasons["container_damaged"] == 1
    (row,) = [row for row in archive.rows("quarantine") if row["source_path"] == "feed.jsonl.gz"]
    assert "unpacked bytes" in row["reasons"][0]["detail"] and row["data"] is None
    assert Store(archive.curated).verify().ok
    assert not archive.run().committed
    archive.put("feed.jsonl.gz", whole)
    archive.run()
    assert archive.rows("quarantine") == [] and len(archive.rows("articles")) == 300
    assert Store(archive.curated).verify().ok


def test_what_was_taken_down_stays_out_of_later_containers(archive):
    archive.put("feed.jsonl", feed(1, 2))
    archive.run()
    from cleancopy.store import lock

    with lock(archive.curated):
        Store(archive.curated).forget(["feed.jsonl#a1"], {})
    archive.put("feed.jsonl", feed(1, 2, 3))
    archive.put("other.jsonl", feed(1))
    report = archive.run()
    assert (report.forgotten, report.documents_curated) == (2, 1)


def test_records_beyond_the_limit_of_a_run_wait_for_the_next(archive):
    archive.put("feed.jsonl", feed(*range(5)))
    archive.put("story.txt")
    limits = {"limits": {"max_documents": 3}}
    assert archive.run(**limits).left_for_next_run == 3
    assert archive.run(**limits).documents_curated == 3
    assert not archive.run(**limits).committed
    assert len(archive.rows("articles")) == 6


def test_a_dry_run_counts_records_and_publishes_nothing(archive):
    archive.put("feed.jsonl", feed(1, 2, 3))
    report = archive.run(Options(dry_run=True))
    assert (report.documents_to_clean, report.files["new"][0], report.committed) == (3, "feed.jsonl#a1", False)


def test_rows_do_not_depend_on_how_records_are_shared_out(archive, tmp_path):
    archive.put("feed.jsonl", feed(*range(12)))
    archive.run()
    other = Archive(tmp_path / "again")
    other.put("feed.jsonl", feed(*range(12)))
    other.run(shard_size=5)
    for table in ("articles", "lines"):
        assert other.rows(table) == archive.rows(table)
    assert without_numbers(other.rows("sources")) == without_numbers(archive.rows("sources"))


def test_a_zip_in_which_nothing_is_read_tells_why(archive):
    archive.put("site/d.zip", OF_BYTES["d.zip"]({"scan.pdf": b"%PDF", "story.txt": STORY.encode()}))
    report = archive.run()
    assert report.documents_curated == 1 and report.skipped_by_kind == {"unknown_ending .pdf": 1}
    row = next(row for row in archive.rows("sources") if row["source_path"] == "site/d.zip#scan.pdf")
    assert (row["outcome"], row["detail"]) == ("skipped", "unknown_ending .pdf")


def test_a_container_in_a_container_that_cannot_be_read_is_told_once_and_no_more_when_it_is_mended(archive):
    inner = zipped({"b.txt": story(2).encode()})
    for number, data in enumerate((inner[:-30], inner[:-30], inner)):
        archive.put("all.zip", zipped({"a.txt": story(number).encode(), "inner.zip": data}))
        archive.run()
        is_damaged = number < 2
        assert Store(archive.curated).verify().ok
        assert archive.outcomes()["all.zip#inner.zip"] == ("container" if is_damaged else "deleted")
        away = [row["source_path"] for row in archive.rows("quarantine")]
        assert away == ["all.zip#inner.zip"] * is_damaged
    assert archive.outcomes()["all.zip#inner.zip#b.txt"] == "curated"
