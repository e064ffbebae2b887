"""What `forget` promises about the same bytes under other paths."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from cleancopy.orchestration.forget import take_down
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, lock
from tests.archive import Archive
from tests.documents import STORY

FIRST, SECOND = (STORY.replace("The ", f"{word} ") for word in ("Zymurgy", "Quixotry"))


class Newsroom(Archive):
    """An archive with a forgetful desk."""

    @property
    def store(self) -> Store:
        return Store(self.curated)

    def forget(self, *names: str) -> None:
        with lock(self.curated):
            take_down(self.store, names, Settings())

    def published(self) -> set[str]:
        return {*self.column("articles", "source_path"), *self.column("quarantine", "source_path")}


@pytest.fixture
def archive(tmp_path: Path) -> Newsroom:
    """A story in its second version, a copy of each version, and another story."""
    archive = Newsroom(tmp_path)
    archive.put("a/story.txt", FIRST)
    archive.put("b/old-copy.txt", FIRST)
    archive.put("c/other.txt")
    archive.run()
    archive.put("a/story.txt", SECOND)
    archive.put("b/copy.txt", SECOND)
    archive.run()
    return archive


def test_copies_are_named_also_those_of_what_the_document_was_in_another_version(archive):
    assert archive.store.exact_copies("a/story.txt") == ["b/copy.txt", "b/old-copy.txt"]
    assert archive.store.exact_copies("c/other.txt") == []


@pytest.mark.parametrize("text", [FIRST, SECOND], ids=["old bytes", "new bytes"])
def test_no_bytes_that_were_published_under_the_path_come_in_under_another(archive, text):
    archive.forget("a/story.txt", "b/copy.txt", "b/old-copy.txt")
    archive.put("d/again.txt", text)
    archive.put("a/story.txt", "New words under the old path.\n" + STORY)
    assert archive.run().forgotten == 4
    assert archive.run(Options(rebuild=True)).forgotten == 4
    assert archive.published() == {"c/other.txt"}


def test_a_copy_that_was_left_is_a_document_like_any_other(archive):
    archive.forget("a/story.txt", "b/old-copy.txt")
    report = archive.run(profile="preserve")
    assert (report.documents_unchanged, report.forgotten) == (2, 2)
    assert archive.run(Options(rebuild=True), profile="preserve").documents_curated == 2
    assert archive.published() == {"b/copy.txt", "c/other.txt"}
    assert not archive.run(profile="preserve").stale


def test_a_copy_that_was_left_and_went_does_not_come_back(archive):
    archive.forget("a/story.txt")
    (archive.raw / "b/copy.txt").unlink()
    archive.run(Options(accept_vanished=True), on_vanish="delete")
    archive.put("b/copy.txt", SECOND)
    archive.run()
    assert archive.published() == {"b/old-copy.txt", "c/other.txt"}


def test_a_document_that_takes_on_forgotten_bytes_keeps_what_it_had(archive):
    archive.forget("a/story.txt")
    before = archive.rows("articles")
    archive.put("c/other.txt", SECOND)
    assert archive.run().forgotten == 2
    assert archive.run(Options(rebuild=True)).forgotten == 2
    assert [row["text"] for row in archive.rows("articles")] == [row["text"] for row in before]


def test_bytes_of_versions_that_a_rollback_left_behind_are_kept_out_as_well(archive):
    with lock(archive.curated):
        archive.store.rollback(1, {})
        archive.store.unpin()
    archive.forget("a/story.txt")
    archive.put("d/again.txt", SECOND)
    archive.run()
    assert archive.published() == {"b/old-copy.txt", "c/other.txt"}


def test_a_second_takedown_does_not_lift_what_the_first_one_barred(archive):
    archive.forget("a/story.txt")
    archive.forget("a/story.txt")
    archive.put("d/again.txt", FIRST)
    archive.run()
    assert "d/again.txt" not in archive.published()


def test_a_container_goes_with_its_records_and_is_not_opened_again(tmp_path):
    archive = Newsroom(tmp_path)
    record = '{{"id": "{}", "text": {}}}\n'
    texts = [STORY.replace("The ", f"{word} ") for word in ("One", "Two")]
    lines = [record.format(n, json.dumps(text)) for n, text in enumerate(texts)]
    archive.put("feed.jsonl", "".join(lines))
    archive.put("other.txt", FIRST)
    archive.run()
    archive.forget("feed.jsonl")
    assert archive.published() == {"other.txt"}
    archive.put("feed.jsonl", "".join(lines) + record.format(3, json.dumps(SECOND)))
    archive.put("single.txt", texts[0])
    assert archive.run().forgotten == 2
    assert archive.published() == {"other.txt"}


def test_no_file_of_the_store_keeps_a_word_of_it(archive):
    archive.forget("a/story.txt", "b/copy.txt", "b/old-copy.txt")
    archive.put("d/again.txt", FIRST)
    archive.run()
    with lock(archive.curated):
        archive.store.gc(9, timedelta(days=9))
    texts = (
        str(archive.store.table(name, version=v).to_pylist())
        for v in archive.store.versions()
        for name in archive.store.tables
    )
    assert not any(word in text for text in texts for word in ("Zymurgy", "Quixotry"))


def test_a_copy_in_quarantine_that_was_left_stays_there(tmp_path):
    archive = Newsroom(tmp_path)
    for path in ("a/story.txt", "b/copy.txt"):
        archive.put(path, FIRST)
    archive.put("c/other.txt", "\n".join(STORY.replace("The ", f"The {n} ") for n in range(5)))
    strict = {"thresholds": {"min_body_words": 200}, "quarantine": {"max_share": 1.0}}
    archive.run(**strict)
    assert archive.column("articles", "source_path") == ["c/other.txt"]
    archive.forget("a/story.txt")
    archive.run(Options(rebuild=True))
    assert archive.column("articles", "source_path") == ["c/other.txt"]
    assert archive.column("quarantine", "source_path") == ["b/copy.txt"]
