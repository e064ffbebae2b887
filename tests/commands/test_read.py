"""Commands that look: clean, explain, path, restore, verify."""

import json
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.commands.conftest import ROOT

FERRY = "raw/harbourpost/ferry-returns.txt"
INDEX = "raw/harbourpost/index-page.txt"


def doc_id(tables, table, source_path):
    rows = pq.read_table(os.path.realpath(tables / table)).to_pylist()
    return next(row["doc_id"] for row in rows if row["source_path"] == source_path)


def test_clean_prints_the_text_and_nothing_else(ask, tables):
    shown = ask("clean", FERRY)
    articles = pq.read_table(os.path.realpath(tables / "articles")).to_pylist()
    article = next(row for row in articles if row["source_path"] == "harbourpost/ferry-returns.txt")
    assert (shown.code, shown.out, shown.err) == (0, article["text"] + "\n", "")


def test_clean_json_is_the_row_that_a_run_publishes(ask, tables):
    shown = json.loads(ask("clean", FERRY, "--json").out)
    articles = pq.read_table(os.path.realpath(tables / "articles")).to_pylist()
    article = next(row for row in articles if row["source_path"] == "harbourpost/ferry-returns.txt")
    assert shown.keys() == article.keys()
    same = [name for name in shown if name not in ("rules_version",)]
    assert {name: shown[name] for name in same if not hasattr(article[name], "isoformat")} == {
        name: article[name] for name in same if not hasattr(article[name], "isoformat")
    }


def test_clean_reads_standard_input(ask, monkeypatch):
    with Path(FERRY).open("rb") as file:
        monkeypatch.setattr("sys.stdin", type("In", (), {"buffer": file})())
        shown = ask("clean", "-")
    assert shown.code == 0
    assert shown.out.startswith("The night ferry")


def test_clean_says_why_a_file_would_be_quarantined(ask):
    shown = ask("clean", INDEX)
    assert (shown.code, shown.out) == (1, "")
    assert "no_article" in shown.err
    assert json.loads(ask("clean", INDEX, "--json").out)["outcome"] == "quarantined"


def test_explain_tells_every_line(ask):
    shown = ask("explain", FERRY)
    raw = (ROOT / FERRY).read_bytes().decode().split("\n")
    numbered = [line for line in shown.out.splitlines() if line[:5].strip().isdigit()]
    assert [int(line[:5]) for line in numbered] == list(range(1, len(raw) + 1))
    assert "\x1b" not in shown.out
    assert shown.code == 0


def test_explain_says_the_same_every_time(ask):
    assert ask("explain", FERRY) == ask("explain", FERRY)


def test_explain_json_says_what_changed_inside_a_line(ask):
    shown = json.loads(ask("explain", FERRY, "--json").out)
    line = shown["lines"][14]
    assert line["fate"] == "kept"
    assert {"kind": "quotes", "count": 4} in line["edits"]
    assert {change["before"] for change in line["changes"]} == {"“", "”"}
    assert {change["after"] for change in line["changes"]} == {'"'}


def test_every_line_taken_away_has_a_rule_and_evidence(ask):
    for line in json.loads(ask("explain", FERRY, "--json").out)["lines"]:
        if line["fate"] == "taken":
            assert line["rule"], line
            assert line["evidence"], line


def test_explain_a_published_document_shows_the_lines_that_were_published(ask, tables):
    ident = doc_id(tables, "articles", "harbourpost/ferry-returns.txt")
    assert ask("explain", ident, "--curated", tables).out == ask("explain", FERRY).out


def test_explain_a_quarantined_document_gives_reasons_and_lines(ask, tables):
    ident = doc_id(tables, "quarantine", "harbourpost/index-page.txt")
    shown = ask("explain", ident, "--curated", tables)
    assert "no_article" in shown.out
    assert "Cookie settings" in shown.out


def test_explain_writes_control_characters_out(ask, tmp_path):
    nasty = tmp_path / "raw" / "nasty.txt"
    nasty.write_bytes(b"Title of the page\n\n\x1b]0;owned\x07 and \x1b[2J more \x9b31m words\xe2\x80\xae here.\n")
    shown = ask("explain", "raw/nasty.txt")
    assert not any(character in shown.out for character in "\x1b\x07\x9b\u202e")


def test_a_file_name_cannot_steer_the_terminal(ask, tmp_path):
    name = "raw/\x1b[31mred.txt"
    (tmp_path / name).write_text("x")
    for command in ("clean", "explain"):
        shown = ask(command, name)
        assert "\x1b" not in shown.out + shown.err


def test_path_prints_the_resolved_folder(ask, tables):
    shown = ask("path", "articles", "--curated", tables)
    assert shown.out.rstrip("\n") == os.path.realpath(tables / "articles")
    assert "versions" in shown.out


def test_restore_gives_the_bytes_back(ask, tables, tmp_path):
    for source_path in ("inselblatt/leuchtturm.txt", "harbourpost/index-page.txt"):
        assert ask("restore", source_path, "--curated", tables, "-o", tmp_path / "back").code == 0
        assert (tmp_path / "back").read_bytes() == (ROOT / "raw" / source_path).read_bytes()


def test_restore_writes_to_standard_output(ask, tables):
    shown = ask("restore", "valleywire/seed-bank.txt", "--curated", tables)
    assert shown.out.encode() == (ROOT / "raw/valleywire/seed-bank.txt").read_bytes()


def test_verify_proves_the_tables(ask, tables):
    shown = ask("verify", "--curated", tables)
    assert (shown.code, shown.err) == (0, "")
    assert "Everything holds." in shown.out
    assert json.loads(ask("verify", "--curated", tables, "--json").out)["ok"] is True


WRONG = [
    (("clean", "missing.txt"), 1, "There is no file missing.txt"),
    (("clean", "raw"), 1, "is a folder"),
    (("explain", "0123456789abcdef01234567", "--curated", "nowhere"), 1, "in nowhere: check the spelling"),
    (("path", "artikel"), 2, "the tables are articles, lines"),
    (("path", "articles"), 1, "cleancopy run"),
    (("verify",), 1, "cleancopy run"),
    (("restore", "x.txt"), 1, "cleancopy run"),
    (("versions",), 1, "cleancopy run"),
    (("clean", FERRY, "--config", "nope.toml"), 2, "There is no settings file nope.toml"),
]


@pytest.mark.parametrize(
    ("arguments", "code", "said"), WRONG, ids=lambda value: " ".join(value) if value is tuple else None
)
def test_what_cannot_be_done_ends_in_one_sentence(ask, arguments, code, said):
    shown = ask(*arguments)
    assert shown.code == code
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert shown.err.count("\n") == 1


def test_a_document_that_is_not_there_is_named(ask, tables):
    shown = ask("explain", "0123456789abcdef01234567", "--curated", tables)
    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert "nor a document of this path or id" in shown.err


def test_help_lists_every_command(ask):
    shown = ask("--help")
    for command in ("run", "clean", "explain", "path", "restore", "verify", "versions", "diff", "rollback", "forget"):
        assert f" {command} " in shown.out
    assert shown.code == 0


def test_a_wrong_option_is_a_usage_error(ask):
    assert ask("run", "--workers", "0").code == 2
    assert ask("run", "--site", "x").code == 2
    assert ask("frobnicate").code == 2
