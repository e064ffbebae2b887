"""A replay publishes exactly what a changed rule or setting makes of the bytes in quarantine."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from cleancopy.errors import Pinned
from cleancopy.orchestration.replay import replay
from cleancopy.orchestration.report import Report
from cleancopy.orchestration.turns import Replayed
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, lock
from tests.archive import Archive
from tests.documents import STORY

AS_OF = date(2024, 7, 1)
LONG_ONLY = {"thresholds": {"min_body_words": 100_000}}
"""Settings under which no story is an article."""


class Newsroom(Archive):
    """An archive whose gates let everything be turned away, and that is replayed."""

    def run(self, *options: Options, **said: object) -> Report:
        return super().run(*options, quarantine={"max_share": 1.0}, **said)

    def replay(self, reason: str | None = None, dry_run: bool = False, tell=None, **said: object) -> Replayed:
        settings = Settings(as_of=AS_OF, quarantine={"max_share": 1.0}, **said)
        with lock(self.curated):
            return replay(self.raw, self.curated, settings, reason, dry_run, tell)


@pytest.fixture
def archive(tmp_path: Path) -> Newsroom:
    """Two stories and an empty file, all turned away by settings that were too strict."""
    archive = Newsroom(tmp_path)
    archive.put("harbour/ferry.txt")
    archive.put("harbour/copy.txt")
    archive.put("town/empty.txt", b"")
    archive.run(**LONG_ONLY)
    assert set(archive.outcomes().values()) == {"quarantined"}
    return archive


def test_what_is_admitted_now_is_shown_and_published_in_one_commit(archive):
    shown: list[tuple[int, list[str]]] = []
    found = archive.replay(
        tell=lambda f: shown.append((Store(archive.curated).current().number, [t.source_path for t in f.turns]))
    )
    assert shown == [(1, ["harbour/copy.txt", "harbour/ferry.txt"])], "told before the commit"
    assert (found.committed, found.version, found.same) == (True, 2, 1)
    turn = found.turns[1]
    assert (turn.outcome, turn.title, turn.after) == ("curated", "Ferry service to the outer islands resumes", [])
    assert [reason["code"] for reason in turn.before] == ["no_article"]
    assert turn.words and turn.words > 80
    assert archive.outcomes()["harbour/ferry.txt"] == "curated"
    assert [row["source_path"] for row in archive.rows("quarantine")] == ["town/empty.txt"]
    assert len(archive.rows("copies")) == 1


def test_a_replay_publishes_the_rows_that_a_rebuild_does(archive, tmp_path):
    archive.replay()
    shutil.copytree(archive.raw, tmp_path / "other" / "raw")
    other = Newsroom(tmp_path / "other")
    other.run(**LONG_ONLY)
    other.run(Options(rebuild=True))
    for name in ("articles", "lines", "copies"):
        assert archive.rows(name) == other.rows(name)
    assert Store(archive.curated).verify().findings == []


def test_the_ledger_says_which_recipe_made_the_rows_and_which_run_changed_them(archive):
    before = {row["source_path"]: row for row in archive.rows("sources")}
    archive.replay()
    after = {row["source_path"]: row for row in archive.rows("sources")}
    assert after["town/empty.txt"] == before["town/empty.txt"]
    changed = after["harbour/ferry.txt"]
    assert changed["recipe"] == Settings(as_of=AS_OF).recipe().digest("harbour")
    assert (changed["first_run"], changed["changed_run"]) == (1, 2)
    assert changed["source_sha256"] == before["harbour/ferry.txt"]["source_sha256"]


def test_the_commit_is_recorded_as_a_replay(archive):
    archive.replay()
    row = archive.rows("runs")[-1]
    documents = {count["name"]: count["count"] for count in row["documents"]}
    assert (row["kind"], row["run"], documents["curated"], row["gates"]) == ("replay", 2, 2, [])
    assert row["bytes_in"] == 2 * len(STORY.encode())
    assert Store(archive.curated).current().manifest["info"]["kind"] == "replay"


def test_a_run_afterwards_finds_nothing_new(archive):
    archive.replay()
    archive.run()
    assert Store(archive.curated).current().number == 2


UNCHANGED = [
    ("the same settings", {}, LONG_ONLY),
    ("a dry run", {"dry_run": True}, {}),
    ("a reason nobody has", {"reason": "not_text"}, {}),
    ("a reason whose documents stay away", {"reason": "empty"}, {}),
]


@pytest.mark.parametrize(("why", "asked", "said"), UNCHANGED, ids=[case[0] for case in UNCHANGED])
def test_without_a_change_there_is_no_commit(archive, why, asked, said):
    before = sorted(str(path) for path in archive.curated.rglob("*.parquet"))
    assert not archive.replay(**asked, **said).committed
    assert sorted(str(path) for path in archive.curated.rglob("*.parquet")) == before
    assert Store(archive.curated).current().number == 1


def test_only_documents_with_the_reason_are_gone_through(archive):
    found = archive.replay(reason="empty")
    assert (found.turns, found.same, found.other_reasons) == ([], 1, {"no_article": 2})
    assert [turn.source_path for turn in archive.replay(reason="no_article").turns] == [
        "harbour/copy.txt",
        "harbour/ferry.txt",
    ]


def test_other_reasons_replace_the_row_in_quarantine(archive):
    found = archive.replay(thresholds={"min_alphabetic_share": 1.0})
    assert {turn.outcome for turn in found.turns} == {"quarantined"}
    (row,) = [row for row in archive.rows("quarantine") if row["source_path"] == "harbour/ferry.txt"]
    assert [reason["code"] for reason in row["reasons"]] == ["not_prose"]
    assert row["data"] == STORY.encode()


def test_the_raw_file_need_not_be_there(archive):
    shutil.rmtree(archive.raw)
    assert len(archive.replay().turns) == 2
    assert Store(archive.curated).restore("harbour/ferry.txt") == STORY.encode()


def test_what_the_sidecar_said_comes_with_the_document(archive):
    sidecar = json.dumps({"url": "https://harbour.example/a", "site": "port", "language": "en", "encoding": 1})
    archive.put("harbour/told.txt", STORY.replace("Monday", "Friday"))
    archive.put("harbour/told.txt.json", sidecar)
    archive.run(**LONG_ONLY)
    assert archive.replay(dry_run=True).without_hints == 0
    archive.replay()
    (row,) = [row for row in archive.rows("articles") if row["source_path"] == "harbour/told.txt"]
    assert (row["source_url"], row["site"]) == ("https://harbour.example/a", "port")
    assert "sidecar_field" in [warning["code"] for warning in row["warnings"]]


@pytest.mark.parametrize("sidecar", [None, b'{"language": "de"}'], ids=["gone", "changed"])
def test_hints_of_a_sidecar_that_is_not_there_as_it_was_are_left_out_and_counted(archive, sidecar):
    archive.put("harbour/told.txt.json", b'{"language": "en"}')
    archive.put("harbour/told.txt", STORY.replace("Monday", "Friday"))
    archive.run(**LONG_ONLY)
    (archive.raw / "harbour/told.txt.json").unlink()
    if sidecar:
        archive.put("harbour/told.txt.json", sidecar)
    found = archive.replay()
    assert (found.without_hints, len(found.turns)) == (1, 3)


def test_what_has_no_stored_bytes_is_counted(archive):
    archive.put("big/file.txt", b"word " * 1000)
    archive.run(limits={"max_file_bytes": 4000}, **LONG_ONLY)
    found = archive.replay()
    assert (found.without_bytes, len(found.turns)) == (1, 2)
    assert archive.outcomes()["big/file.txt"] == "too_large"


def test_what_was_taken_down_stays_away_and_a_copy_that_was_spared_stays_in_quarantine(archive):
    with lock(archive.curated):
        Store(archive.curated).forget(["harbour/copy.txt"], {"kind": "forget"})
    assert archive.replay().turns == []


def test_a_pinned_version_is_not_published_over(archive):
    archive.replay()
    with lock(archive.curated):
        Store(archive.curated).rollback(1, {"kind": "rollback"})
    with pytest.raises(Pinned, match="cleancopy unpin"):
        archive.replay()
    assert len(archive.replay(dry_run=True).turns) == 2


@pytest.mark.parametrize("shard_size", [1, 2])
def test_batches_of_any_size_publish_the_same_rows(archive, tmp_path, shard_size):
    shutil.copytree(tmp_path / "curated", tmp_path / "other" / "curated", symlinks=True)
    other = Newsroom(tmp_path / "other")
    archive.replay()
    other.replay(shard_size=shard_size)
    for name in ("articles", "lines", "copies", "quarantine", "sources"):
        assert archive.rows(name) == other.rows(name)
