"""Files that did not change are not read again; what decides is content all the same, however times are set."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from cleancopy.ingest import hash_of
from cleancopy.orchestration import compare, seen
from cleancopy.settings.parameters import Options
from cleancopy.store import Store, lock
from tests.archive import Archive
from tests.documents import STORY

OTHER = STORY.replace("e", "a")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch) -> Archive:
    """Two stories, published and settled: the clock of the runs is an hour ahead."""
    monkeypatch.setattr(seen.time, "time_ns", lambda: int(time.time() * 1e9) + 3600 * 10**9)
    archive = Archive(tmp_path)
    archive.put("site/a.txt")
    archive.put("site/b.txt")
    archive.put("site/b.txt.json", b'{"url": "https://example.org/b"}')
    archive.run()
    return archive


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The paths of the files that were read to decide."""
    paths: list[str] = []

    def counting(one):
        paths.append(one.source_path)
        return hash_of(one)

    monkeypatch.setattr(compare, "hash_of", counting)
    return paths


def keeping_times(file: Path, change) -> None:
    """Changes a file and puts its time of change back."""
    before = file.stat()
    change(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def swapped(file: Path) -> None:
    aside = file.with_name("aside")
    aside.write_text(OTHER)
    aside.replace(file)


CHANGES = {
    "written": lambda file: file.write_text(OTHER),
    "written, with another size": lambda file: file.write_text(STORY + STORY),
    "written, with the time put back": lambda file: keeping_times(file, lambda it: it.write_text(OTHER)),
    "another file in its place, with the time put back": lambda file: keeping_times(file, swapped),
    "made anew, with the time put back": lambda file: keeping_times(
        file, lambda it: (it.unlink(), it.write_text(OTHER))
    ),
}


def test_nothing_is_read_where_nothing_changed(archive, read):
    assert not archive.run().committed and read == []


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_file_that_changed_is_found_whatever_its_time_says(archive, read, change):
    change(archive.raw / "site/a.txt")
    assert archive.run().documents_again == 1
    assert read == ["site/a.txt"]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: keeping_times(file, lambda it: it.write_text('{"url": "https://example.org/c"}')),
        lambda file: file.unlink(),
    ],
    ids=["changed", "gone"],
)
def test_a_sidecar_that_changed_is_found(archive, read, change):
    change(archive.raw / "site/b.txt.json")
    assert archive.run().documents_again == 1
    assert read == ["site/b.txt"]


@pytest.mark.parametrize("touch", [os.utime, lambda file: file.chmod(0o600)], ids=["touched", "other mode"])
def test_a_file_of_which_only_the_state_changed_is_read_once_and_not_published_anew(archive, read, touch):
    touch(archive.raw / "site/a.txt")
    assert not archive.run().committed and read == ["site/a.txt"]
    assert not archive.run().committed and read == ["site/a.txt"]


def test_a_file_that_was_written_just_before_it_was_read_is_read_again(archive, read, monkeypatch):
    """Its state may stay as it is while its bytes change: the clock of the file system had not moved on."""
    monkeypatch.setattr(seen.time, "time_ns", lambda: int(time.time() * 1e9))
    state = (len(STORY.encode()), 1, 7, int(time.time() * 1e9), False, 0)
    monkeypatch.setattr(sys.modules["cleancopy.ingest.discover"], "row_of", lambda path, *_, **__: (path, *state))
    archive.put("site/new.txt")
    archive.run()
    archive.put("site/new.txt", OTHER)
    assert "site/new.txt" in archive.run().files["changed"]


@pytest.mark.parametrize(
    "damage",
    [lambda file: file.unlink(), lambda file: file.write_bytes(b""), lambda file: file.write_bytes(os.urandom(1001))],
    ids=["lost", "empty", "random"],
)
def test_what_was_seen_may_be_lost_at_any_time(archive, read, damage):
    damage(Store(archive.curated).layout.seen)
    assert not archive.run().committed and sorted(read) == ["site/a.txt", "site/b.txt"]


def test_a_run_may_be_asked_to_read_every_file(archive, read):
    assert not archive.run(Options(rehash=True)).committed
    assert sorted(read) == ["site/a.txt", "site/b.txt"]


def test_what_was_seen_does_not_hide_what_a_rollback_brought_back(archive, read):
    archive.put("site/a.txt", OTHER)
    archive.run()
    with lock(archive.curated):
        store = Store(archive.curated)
        store.rollback(1, {})
        store.unpin()
    assert archive.run().documents_again == 1, "the ledger has the old bytes again"
    assert read[-1] == "site/a.txt"


def test_a_copy_of_the_raw_folder_is_read_once(archive, read):
    shutil.copytree(archive.raw, archive.raw.with_name("copy"))
    shutil.rmtree(archive.raw)
    archive.raw.with_name("copy").rename(archive.raw)
    assert not archive.run().committed and len(read) == 2
    assert not archive.run().committed and len(read) == 2
