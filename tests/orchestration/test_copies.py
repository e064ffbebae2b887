"""Copies across runs and takedowns: as if all documents that are there had come in one run."""

from __future__ import annotations

from pathlib import Path

from cleancopy.orchestration.forget import take_down
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, lock
from tests.archive import Archive
from tests.documents import STORY
from tests.relations.newsroom import doc_id

HEAD, *BODY = STORY.split("\n\n")
EDITED = "\n\n".join([HEAD, *BODY[:3], "The ferry office had no comment to make.", BODY[-1]])
OTHER = "Snow closes the pass\n\n" + "\n\n".join(f"Drivers had to wait for plough {n} of the county." for n in range(9))
PAGES = {"a/1.txt": STORY, "a/2.txt": EDITED, "b/1.txt": STORY, "b/2.txt": OTHER}


def archive(folder: Path, *runs: tuple[str, ...], **said: int) -> Archive:
    """An archive after runs over some of the pages more each time."""
    made = Archive(folder)
    for paths in runs:
        for path in paths:
            made.put(path, PAGES[path])
        made.run(**said)
    return made


def test_copies_are_the_same_in_one_run_or_several_and_for_any_shards(tmp_path):
    at_once = archive(tmp_path / "1", tuple(PAGES))
    one_by_one = archive(tmp_path / "2", *((path,) for path in sorted(PAGES, reverse=True)))
    small = archive(tmp_path / "3", tuple(PAGES), shard_size=1)
    pairs = {(row["doc_id"], row["of"]): row["kind"] for row in at_once.rows("copies")}
    assert pairs == {
        (doc_id("b/1.txt"), doc_id("a/1.txt")): "exact",
        (doc_id("a/2.txt"), doc_id("a/1.txt")): "near",
    }
    assert one_by_one.rows("copies") == small.rows("copies") == at_once.rows("copies")


def test_a_takedown_of_the_first_leaves_what_a_run_without_it_would(tmp_path):
    forgotten = archive(tmp_path / "1", tuple(PAGES))
    with lock(forgotten.curated):
        take_down(Store(forgotten.curated), ["a/1.txt"], Settings())
    without = archive(tmp_path / "2", ("a/2.txt", "b/1.txt", "b/2.txt"))
    assert forgotten.rows("copies") == without.rows("copies") != []
    assert doc_id("a/1.txt") not in str(forgotten.rows("fingerprints"))
