"""What was decided about single lines, on the command line: previewed, held against the tables, served."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from cleancopy.settings.cases import Case, write_case
from cleancopy.settings.site_files import exact_rule, write_rule

LINE = "Share this Post"


@pytest.fixture
def decided(ask):
    """The samples, published, and a decision about one site that no run has seen yet."""
    assert ask("run", "--direct", "--workers", "1").code == 0
    write_rule(Path("rules/sites"), "harbourpost", exact_rule("harbourpost", LINE, "body", "It is theirs."))
    return ask


def test_a_preview_shows_what_the_decisions_do_and_the_run_does_it(decided):
    found = json.loads(decided("rules", "preview", "curated", "--json").out)
    assert {change["text"] for change in found["sites"]["harbourpost"] if change["was"] == "share"} == {LINE}
    assert (found["gone"], found["back"]) == (0, len(found["sites"]["harbourpost"]))
    decided("run", "--direct", "--workers", "1", "--rebuild", "--site", "harbourpost")
    for change in found["sites"]["harbourpost"]:
        lines = json.loads(decided("explain", change["source_path"], "--json").out)["lines"]
        assert lines[change["line_no"] - 1]["role"] == change["becomes"]
    assert decided("verify").code == 0


def test_with_nothing_decided_there_is_nothing_to_preview(ask):
    answer = ask("rules", "preview", "raw")
    assert answer.code == 2
    assert "no file in rules/sites has a rule" in answer.err


def test_a_decision_is_a_rule_like_any_other(decided):
    shown = decided("rules", "list", "--role", "body").out
    assert "body:harbourpost-" in shown
    rule_id = next(word for word in shown.split() if word.startswith("body:harbourpost-"))
    assert f"exact\n  {LINE}" in decided("rules", "show", rule_id).out
    assert decided("rules", "test").code == 0


def test_a_change_of_role_alone_is_told(decided):
    write_rule(Path("rules/sites"), "harbourpost", exact_rule("harbourpost", LINE, "feedback", "A box for letters."))
    shown = decided("rules", "preview", "curated").out
    assert "share -> feedback  Share this Post" in shown
    assert "would get another role" in shown


CASES = [
    ({}, None),
    ({"role": "legal"}, "share"),
    ({"line": "Share this post"}, "another line by now: Share this Post"),
    ({"line_no": 999}, "no such line"),
    ({"document": "harbourpost/none.txt"}, "no such line"),
]


@pytest.mark.parametrize(("said", "found"), CASES)
def test_the_tables_are_held_against_cases(ask, said, found):
    ask("run", "--direct", "--workers", "1")
    lines = json.loads(ask("explain", "harbourpost/ferry-returns.txt", "--json").out)["lines"]
    number = next(line["line_no"] for line in lines if line["text"] == LINE)
    case = {"document": "harbourpost/ferry-returns.txt", "line_no": number, "line": LINE, "role": "share"}
    write_case(Path("rules/cases"), "harbourpost", Case(**(case | said)))
    answer = ask("rules", "cases")
    assert answer.code == (0 if found is None else 1)
    assert (found or "1 cases, 0 of them") in answer.out


def test_serve_says_what_is_in_the_way(ask):
    assert "no folder curated" in ask("serve").err
    ask("run", "--direct", "--workers", "1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = ask("serve", "--port", taken.getsockname()[1])
    assert answer.code == 1
    assert "name another with --port" in answer.err
    Path("rules/sites").mkdir(parents=True)
    Path("rules/sites/quay.toml").write_text("[[rule]\n")
    assert "quay.toml is not valid TOML" in ask("serve").err
