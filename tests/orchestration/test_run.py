"""A run publishes what is new, all of it or nothing, and touches nothing else."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancopy.errors import GateRefused, IngestError
from cleancopy.orchestration.report import Report
from cleancopy.orchestration.run import run
from cleancopy.orchestration.shards.workers import in_process, process_pool
from cleancopy.pipeline import clean as pipeline
from cleancopy.schemas import TABLES
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, lock
from tests.documents import STORY, rebuilt


class Archive:
    """A raw folder and its tables."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.curated = folder / "raw", folder / "curated"
        self.raw.mkdir()

    def put(self, path: str, text: str | bytes = STORY) -> None:
        file = self.raw / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run(
        self,
        options: Options = Options(),  # noqa: B008 - immutable
        pool=in_process,
        on_progress=None,
        **said: object,
    ) -> Report:
        settings = Settings(as_of=date(2024, 7, 1), **said)
        with lock(self.curated):
            return run(self.raw, self.curated, settings, options, pool, on_progress)

    def rows(self, name: str) -> list[dict]:
        table = Store(self.curated).table(name)
        return table.sort_by([(column, "ascending") for column in TABLES[name].key]).to_pylist()

    def column(self, name: str, column: str) -> list:
        return [row[column] for row in self.rows(name)]

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file under curated/ but the lock, with inode and time of change."""
        return {
            str(path): (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in self.curated.rglob("*")
            if path.is_file() and path.name != "lock"
        }


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.put("harbour/ferry.txt")
    archive.put("harbour/copy.txt")
    archive.put("town/bridge.txt", STORY.replace("ferry", "bridge").replace("six weeks", "two years"))
    archive.put("town/empty.txt", b"")
    archive.put("town/picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(200)))
    archive.run()
    return archive


def test_a_first_run_publishes_every_document_with_its_outcome(filled):
    assert filled.column("articles", "source_path") != []
    outcomes = {row["source_path"]: row["outcome"] for row in filled.rows("sources")}
    assert outcomes == {
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


def test_what_waits_for_the_next_run_keeps_its_rows_meanwhile(filled):
    before = filled.column("articles", "doc_id")
    report = filled.run(Options(rebuild=True), limits={"max_documents": 2})
    assert report.left_for_next_run == 3
    assert filled.column("articles", "doc_id") == before


def without_numbers(rows: list[dict]) -> list[dict]:
    """Ledger rows but for the numbers of the runs."""
    return [{name: value for name, value in row.items() if name not in ("first_run", "changed_run")} for row in rows]


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
    assert {r["source_path"]: r["outcome"] for r in filled.rows("sources")}["harbour/copy.txt"] == "deleted"
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


def many(archive: Archive, count: int) -> None:
    for number in range(count):
        archive.put(f"harbour/{number:03d}.txt", STORY.replace("ninety", str(number + 20)))


def test_too_many_vanished_at_once_refuse_the_run_until_accepted(archive):
    many(archive, 20)
    archive.run()
    for number in range(3):
        (archive.raw / f"harbour/{number:03d}.txt").unlink()
    before = archive.files()
    with pytest.raises(GateRefused, match="--accept-vanished"):
        archive.run()
    assert archive.files() == before
    assert archive.run(Options(accept_vanished=True)).documents_deleted == 3


def test_too_large_a_share_in_quarantine_refuses_the_run(archive):
    many(archive, 9)
    for number in range(11):
        archive.put(f"empty/{number}.txt", b"")
    with pytest.raises(GateRefused, match="11 of 20"):
        archive.run()
    assert Store(archive.curated).current() is None
    assert archive.run(quarantine={"max_share": 0.6}).committed


@pytest.mark.parametrize("shard_size", [1, 3, 1000])
def test_shards_of_any_size_publish_the_same_rows(tmp_path, shard_size):
    published = []
    for name, size in (("one", 2000), ("other", shard_size)):
        (tmp_path / name).mkdir()
        archive = Archive(tmp_path / name)
        many(archive, 5)
        archive.run(shard_size=size)
        published.append({table: archive.rows(table) for table in ("articles", "lines", "copies", "sources")})
    assert published[0] == published[1]


@pytest.mark.slow
def test_two_workers_publish_the_same_rows_as_one(tmp_path):
    published = []
    for name, pool in (("one", in_process), ("two", process_pool(2))):
        (tmp_path / name).mkdir()
        archive = Archive(tmp_path / name)
        many(archive, 6)
        archive.run(pool=pool, shard_size=2)
        published.append({table: archive.rows(table) for table in ("articles", "lines", "copies", "sources")})
    assert published[0] == published[1]


def test_a_limit_leaves_the_rest_for_the_next_run(archive):
    many(archive, 5)
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
    outcomes = {row["source_path"]: row["outcome"] for row in archive.rows("sources")}
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


def test_a_dry_run_says_what_would_be_done_and_does_nothing(archive):
    archive.put("site/story.txt")
    report = archive.run(Options(dry_run=True))
    assert (report.dry_run, report.committed) == (True, False)
    assert Store(archive.curated).current() is None


def test_a_failing_stage_run_publishes_nothing_and_finished_shards_are_taken_up(archive, monkeypatch):
    many(archive, 4)
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


def test_progress_counts_the_bytes_of_every_shard_up_to_the_whole(archive):
    many(archive, 6)
    told = []
    archive.run(on_progress=told.append, shard_size=2)
    cleaning = [one for one in told if one.step == "clean"]
    size = sum(path.stat().st_size for path in archive.raw.rglob("*.txt"))
    assert [one.done for one in cleaning] == [0, 2, 4, 6]
    assert [one.bytes_total for one in cleaning] == [size] * 4
    assert [one.bytes_done * 3 // size for one in cleaning] == [0, 1, 2, 3]
