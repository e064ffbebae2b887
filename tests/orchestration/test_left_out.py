"""What a run leaves out, for good or for later, and when it publishes nothing at all."""

from __future__ import annotations

import os

import pyarrow as pa
import pytest

from cleancopy.errors import GateRefused, IngestError
from cleancopy.pipeline import clean as pipeline
from cleancopy.settings.parameters import Options
from cleancopy.store import Store
from tests.archive import Archive
from tests.documents import STORY


def test_what_waits_for_the_next_run_keeps_its_rows_meanwhile(filled):
    before = filled.column("articles", "doc_id")
    report = filled.run(Options(rebuild=True), limits={"max_documents": 2})
    assert report.left_for_next_run == 3
    assert filled.column("articles", "doc_id") == before


def test_too_many_vanished_at_once_refuse_the_run_until_accepted(archive):
    archive.put_many(20)
    archive.run()
    for number in range(3):
        (archive.raw / f"harbour/{number:03d}.txt").unlink()
    before = archive.files()
    with pytest.raises(GateRefused, match="--accept-vanished"):
        archive.run()
    assert archive.files() == before
    assert archive.run(Options(accept_vanished=True)).documents_deleted == 3


def test_too_large_a_share_in_quarantine_refuses_the_run(archive):
    archive.put_many(9)
    for number in range(11):
        archive.put(f"empty/{number}.txt", b"")
    with pytest.raises(GateRefused, match="11 of 20"):
        archive.run()
    assert Store(archive.curated).current() is None
    assert archive.run(quarantine={"max_share": 0.6}).committed


def test_a_limit_leaves_the_rest_for_the_next_run(archive):
    archive.put_many(5)
    first = archive.run(limits={"max_documents": 3})
    assert (first.documents_curated, first.left_for_next_run) == (3, 2)
    second = archive.run(limits={"max_documents": 3})
    assert (second.documents_curated, second.left_for_next_run) == (2, 0)


def test_what_is_too_large_to_be_read_is_hashed_and_what_is_too_large_to_be_cleaned_keeps_its_bytes(archive):
    limits = {"max_file_bytes": 4000, "max_document_bytes": 3500, "max_line_bytes": 2000, "max_document_lines": 300}
    large = {"line.txt": b"short\n" + b"x" * 3000, "lines.txt": b"x\n" * 301, "text.txt": b"word\n" * 720}
    large |= {"page.html": b"<p>x" * 301, "tags.html": b"<p>" * 1200, "breaks.txt": b"&#10;" * 301}
    archive.put("big/file.txt", b"word " * 1000)
    for name, data in large.items():
        archive.put(f"big/{name}", data)
    archive.put("small/story.txt")
    archive.run(limits=limits)
    outcomes = archive.outcomes()
    assert outcomes.pop("big/file.txt") == "too_large" and outcomes.pop("small/story.txt") == "curated"
    assert outcomes == dict.fromkeys((f"big/{name}" for name in large), "quarantined")
    away = {row["source_path"]: row for row in archive.rows("quarantine")}
    assert {reason["code"] for row in away.values() for reason in row["reasons"]} == {"too_large"}
    assert away["big/file.txt"]["data"] is None
    assert {path: row["data"] for path, row in away.items() if row["data"]} == {f"big/{n}": d for n, d in large.items()}
    assert not archive.run(limits=limits).committed
    assert Store(archive.curated).verify().ok


def test_an_unreadable_file_is_recorded_and_stops_nothing(archive, monkeypatch):
    archive.put("site/good.txt")
    archive.put("site/locked.txt", STORY.replace("ninety", "eighty"))
    real = os.open

    def refuse(path, *arguments, **named):
        if os.fsencode(path).endswith(b"locked.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
    archive.run()
    rows = {row["source_path"]: row for row in archive.rows("sources")}
    assert rows["site/good.txt"]["outcome"] == "curated"
    assert (rows["site/locked.txt"]["outcome"], rows["site/locked.txt"]["detail"]) == (
        "unreadable",
        "permission denied",
    )


def test_links_are_passed_over_and_counted_once(archive, tmp_path):
    (tmp_path / "secret.txt").write_text("outside")
    archive.put("site/story.txt")
    (archive.raw / "site/link.txt").symlink_to(tmp_path / "secret.txt")
    assert archive.run().skipped == 1
    assert not archive.run().committed
    row = next(row for row in archive.rows("sources") if row["source_path"] == "site/link.txt")
    assert (row["outcome"], row["detail"]) == ("skipped", "link")


def test_a_dry_run_says_what_would_be_done_and_does_nothing(archive):
    archive.put("site/story.txt")
    report = archive.run(Options(dry_run=True))
    assert (report.dry_run, report.committed) == (True, False)
    assert Store(archive.curated).current() is None


def test_a_failing_stage_run_publishes_nothing_and_finished_shards_are_taken_up(archive, monkeypatch):
    archive.put_many(4)
    seen: list[int] = []
    real = pipeline._run

    def fails_at_the_third(docs: pa.Table, recipe):
        seen.append(docs.num_rows)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(docs, recipe)

    monkeypatch.setattr(pipeline, "_run", fails_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        archive.run(shard_size=1)
    assert Store(archive.curated).current() is None
    seen[:] = [0, 0, 0]
    assert archive.run(shard_size=1).documents_curated == 4
    assert len(seen) - 3 == 2, "the two shards that were finished are not cleaned again"


def test_no_raw_folder_is_one_plain_sentence(tmp_path):
    archive = Archive(tmp_path)
    archive.raw.rmdir()
    with pytest.raises(IngestError, match="create it"):
        archive.run()


def test_an_empty_raw_folder_publishes_nothing(archive):
    assert not archive.run().committed
