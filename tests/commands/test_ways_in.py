"""One page or one record on the command line, and the sentences for whoever names what is not there."""

from __future__ import annotations

import json

import pytest

from tests.documents import STORY
from tests.ingest.writers import jsonl, zipped

PAGE = "<!doctype html><title>Ferry service</title>" + "".join(f"<p>{line}</p>" for line in STORY.splitlines())


@pytest.fixture
def feeds(tmp_path):
    (tmp_path := tmp_path / "feeds").mkdir()
    (tmp_path / "dump.jsonl").write_bytes(jsonl({"a17": STORY.encode(), "b": b"Home\nNews"}) + b'{"id": "c"}\n')
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "saved").write_text(PAGE, "utf-8")
    (tmp_path / "pages.zip").write_bytes(zipped({"site/page.html": PAGE.encode()}))
    return tmp_path


@pytest.mark.parametrize("what", ["dump.jsonl#a17", "page.html", "saved", "pages.zip#site/page.html"])
def test_a_page_and_a_record_are_cleaned_and_explained_like_a_file(ask, feeds, what):
    shown = ask("clean", feeds / what)
    assert shown.code == 0 and "ninety passengers" in shown.out and "Leave a comment" not in shown.out
    told = json.loads(ask("explain", feeds / what, "--json").out)
    assert told["source_path"] == what
    assert {line["fate"] for line in told["lines"] if line["text"] == "Leave a comment"} == {"taken"}


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("dump.jsonl", "holds records: name one of them. Its first records are dump.jsonl#a17, dump.jsonl#b"),
        ("dump.jsonl#x", "has no record x. Its first records are"),
        ("dump.jsonl#c", "cannot be read: record_without_text"),
        ("dump.jsonl#b", "would be quarantined"),
        ("none.jsonl#a", "There is no file"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(ask, feeds, what, said):
    shown = ask("clean", feeds / what)
    assert shown.code == 1 and said in shown.err


def test_records_are_among_the_samples_of_a_raw_folder(ask, feeds):
    (feeds / "page.html").unlink()
    (feeds / "saved").unlink()
    told = json.loads(ask("sources", feeds, "--json").out)
    assert told["files"] == {"jsonl": 1, "zip": 1}
    samples = {one["source_path"]: one["begins"] for one in told["samples"]}
    assert samples["dump.jsonl#a17"].startswith("Ferry service")
    assert samples["dump.jsonl#c"].startswith("record_without_text")


def test_an_explained_record_is_found_in_the_tables_as_well(ask, feeds, tmp_path):
    assert ask("run", feeds, tmp_path / "curated", "--direct", "--workers", "1").code == 0
    (feeds / "dump.jsonl").unlink()
    told = json.loads(ask("explain", "dump.jsonl#a17", "--json", "--curated", tmp_path / "curated").out)
    assert told["outcome"] == "curated"
    restored = ask("restore", "dump.jsonl#a17", "--curated", tmp_path / "curated")
    assert restored.out == STORY
