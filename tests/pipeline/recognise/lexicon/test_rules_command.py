"""`cleancopy rules`: list, show, test, preview."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleancopy.cli import answer
from cleancopy.store import Store
from tests.pipeline.recognise.lexicon.pages import STORY

OTHER = (
    "Engineers told the members that divers had looked at every pier since the spring, and that the oldest of them "
    "could be saved if the work began before the autumn storms, as it did when their fathers mended it."
)

QUAY = """
[[rule]]
id = "other_chrome:quay"
role = "other_chrome"
why = "A line of the test."
where = { hard = true, max_chars = 400 }
strips = ["Engineers told the members"]
keeps = ["The engineers went home."]
match = { start = ["engineers told"] }
"""


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for site, tail in (("quay", "Share this Post"), ("pier", "Give Feedback")):
        folder = tmp_path / "raw" / site
        folder.mkdir(parents=True)
        page = f"Harbour gets a new crane\n\n{STORY}\n\n{OTHER}\n\n{STORY} It did.\n\n{tail}\n"
        (folder / "story.txt").write_text(page, "utf-8")
    return tmp_path / "raw"


def test_list_shows_each_rule_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["rules", "list"]) == 0
    told = capsys.readouterr().out
    assert "share:button" in told and "the words are the whole line" in told


def test_list_as_json_holds_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["rules", "list", "--role", "share", "--json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert {rule["role"] for rule in rules} == {"share"}
    assert all(rule["strips"] and rule["keeps"] for rule in rules)


def test_show_names_the_nearest_rule_when_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["rules", "show", "share:buttn"]) == 2
    assert "did you mean share:button" in capsys.readouterr().err
    assert answer(["rules", "show", "share:button"]) == 0
    assert "Share this Post" in capsys.readouterr().out


def test_test_runs_all_examples_and_fails_when_one_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["rules", "test"]) == 0
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(QUAY.replace("The engineers went home.", "Engineers told nobody."), "utf-8")
    capsys.readouterr()
    assert answer(["rules", "test", "--rules", str(wrong)]) == 1
    assert "other_chrome:quay  keeps  Engineers told nobody.: taken by this rule" in capsys.readouterr().out


def test_a_rule_file_with_a_fault_ends_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(QUAY.replace('why = "A line of the test."', ""), "utf-8")
    assert answer(["rules", "test", "--rules", str(broken)]) == 2
    assert "other_chrome:quay: no `why`" in capsys.readouterr().err


def test_preview_shows_what_would_go_and_refuses_too_great_a_loss(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = raw.parent / "quay.toml"
    rules.write_text(QUAY, "utf-8")
    assert answer(["rules", "preview", str(raw), "--rules", str(rules)]) == 3
    told = capsys.readouterr()
    assert "- quay/story.txt:5  other_chrome:quay  Engineers told" in told.out
    assert "Refused" in told.err
    assert answer(["rules", "preview", str(raw), "--rules", str(rules), "--max-body-loss", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["gone"] == 2 and found["back"] == 0 and found["documents"] == 2


def test_preview_of_one_file_looks_at_that_file(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = raw.parent / "quay.toml"
    rules.write_text(QUAY, "utf-8")
    assert answer(["rules", "preview", str(raw / "quay" / "story.txt"), "--rules", str(rules), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["documents"] == 1


def test_preview_without_a_change_is_refused(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["rules", "preview", str(raw)]) == 2
    assert "Nothing to preview" in capsys.readouterr().err


def test_preview_with_a_rule_off_takes_no_body_line(raw: Path) -> None:
    assert answer(["rules", "preview", str(raw), "--off", "share:button"]) == 0


@pytest.mark.parametrize("what", ["raw", "raw/quay", "curated"], ids=["a raw folder", "one site's folder", "tables"])
def test_a_preview_is_what_a_run_with_the_rules_does(raw, tmp_path, capsys, what):
    only_quay = QUAY.replace("max_chars = 400 }", 'max_chars = 400, sites = ["quay"] }')
    (tmp_path / "quay.toml").write_text(only_quay)
    assert answer(["run", "raw", "curated", "--direct", "--workers", "1"]) == 0
    capsys.readouterr()
    answer(["rules", "preview", what, "--rules", "quay.toml", "--json", "--max-body-loss", "1"])
    shown = json.loads(capsys.readouterr().out)
    (tmp_path / "cleancopy.toml").write_text('rules = ["quay.toml"]\n')
    assert answer(["run", "raw", "after", "--direct", "--workers", "1"]) == 0
    before, after = (Store(tmp_path / name).table("lines").to_pylist() for name in ("curated", "after"))
    gone = [
        (old["source_path"], old["line_no"])
        for old, new in zip(before, after, strict=True)
        if old["kept"] and not new["kept"]
    ]
    assert gone == [("quay/story.txt", 5)]
    assert [(c["source_path"], c["line_no"]) for site in shown["sites"].values() for c in site] == gone


def test_a_sample_is_the_same_every_time_and_a_site_can_be_named(raw, tmp_path, capsys):
    (tmp_path / "quay.toml").write_text(QUAY)

    def previewed(*options: str) -> dict:
        answer(["rules", "preview", "raw", "--rules", "quay.toml", "--json", "--max-body-loss", "1", *options])
        shown: dict = json.loads(capsys.readouterr().out)
        return shown

    assert previewed("--sample", "1") == previewed("--sample", "1")
    assert previewed("--sample", "1")["documents"] == 1
    assert list(previewed("--site", "pier")["sites"]) == ["pier"]
    assert previewed("--workers", "2") == previewed()
