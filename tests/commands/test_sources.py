"""`cleancopy sources` tells what a run would read, and what it would not."""

from __future__ import annotations

import json

import pytest

from tests.documents import STORY


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "mixed"
    (folder / "site").mkdir(parents=True)
    for number in range(30):
        (folder / "site" / f"{number:02d}.txt").write_text(f"Story {number}\n{STORY}")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7")
    (folder / "notes").write_text("Notes without an ending")
    return folder


def test_files_are_counted_by_format_and_what_is_passed_over_by_reason(ask, raw):
    shown = ask("sources", raw)
    assert shown.code == 0
    assert "text               31" in shown.out and "passed over         1  unknown_ending .pdf" in shown.out
    assert shown.out.count(" bytes)") == 10


def test_the_same_is_told_as_json(ask, raw):
    told = json.loads(ask("sources", raw, "--json").out)
    assert told["files"] == {"text": 31} and told["skipped"] == {"unknown_ending .pdf": 1}
    assert told["samples"][0]["source_path"] == "notes" and told["samples"][0]["begins"] == "Notes without an ending"
    assert len(told["samples"]) == 10


def test_a_run_counts_what_it_passes_over_by_the_same_reasons(ask, raw, tmp_path):
    done = ask("run", raw, tmp_path / "curated", "--direct", "--json")
    assert done.code == 0
    assert json.loads(done.out)["skipped_by_kind"] == {"unknown_ending .pdf": 1}
