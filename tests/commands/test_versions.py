"""versions, diff, rollback, unpin, gc and forget, as a user meets them."""

import json
import os

import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def twice(ask, tmp_path):
    """Two versions: in the second, one page changed, one went, one came."""
    assert ask("run", "--direct").code == 0
    raw = tmp_path / "raw"
    ferry = raw / "harbourpost/ferry-returns.txt"
    ferry.write_text(ferry.read_text().replace("seven hours", "eight hours"))
    (raw / "diariodelpuerto/panaderia.txt").unlink()
    (raw / "valleywire/again.txt").write_text(
        (raw / "valleywire/reservoir-levels.txt").read_text().replace("Torrin", "Sorrin")
    )
    assert ask("run", "--direct").code == 0
    return ask


def paths(tmp_path):
    return sorted(pq.read_table(os.path.realpath(tmp_path / "curated/articles"))["source_path"].to_pylist())


def test_versions_are_listed(twice):
    shown = twice("versions")
    assert [line.split()[0] for line in shown.out.splitlines()[:-1]] == ["1", "2"]
    assert "Version 2 is current" in shown.out
    listed = json.loads(twice("versions", "--json").out)
    assert [version["rows"]["articles"] for version in listed] == [7, 7]


def test_diff_names_documents_and_fields(twice):
    shown = twice("diff", "1", "2").out
    assert "+ valleywire/again.txt" in shown
    assert "- diariodelpuerto/panaderia.txt" in shown
    assert "~ harbourpost/ferry-returns.txt" in shown
    assert "1 added, 1 changed, 1 removed" in shown
    assert "eight hours" not in shown
    assert json.loads(twice("diff", "1", "2", "--json").out)["newer"] == 2


def test_diff_alone_shows_what_the_last_version_changed(ask, twice):
    assert twice("diff").out == twice("diff", "1").out == twice("diff", "1", "2").out
    assert ask("gc").code == 0
    assert twice("rollback", "1").code == 0
    assert "From version 2 to 3: 1 added, 1 changed, 1 removed." in twice("diff").out
    assert "From version 1 to 3: 0 added, 0 changed, 0 removed." in twice("diff", "1").out


def test_of_the_first_version_there_is_no_diff(ask):
    assert ask("run", "--direct").code == 0
    shown = ask("diff")
    assert (shown.code, shown.err) == (1, "cleancopy: Version 1 is the first that is kept: there is none before it.\n")


def test_diff_as_a_table_has_a_row_for_each_document_field_and_line(twice, tmp_path):
    assert twice("diff", "1", "2", "--table", tmp_path / "changes.parquet").code == 0
    rows = pq.read_table(tmp_path / "changes.parquet").to_pylist()
    rows = [row for row in rows if row["fields"] != "confidence"]  # that of the neighbours may move
    told = [
        (
            row["source_path"].partition("/")[2],
            row["change"],
            row["what"],
            row["fields"] and row["fields"].split(",")[0],
        )
        for row in rows
    ]
    assert told == [
        ("panaderia.txt", "removed", "document", None),
        ("ferry-returns.txt", "changed", "field", "source_sha256"),
        ("ferry-returns.txt", "changed", "field", "text"),
        ("ferry-returns.txt", "changed", "field", "body_sha256"),
        ("ferry-returns.txt", "changed", "line", "text"),
        ("again.txt", "added", "document", None),
    ]
    assert "seven hours" in rows[4]["before"] and "eight hours" in rows[4]["after"]


def test_diff_as_a_table_tells_lines_whose_rule_or_role_changed(twice, tmp_path):
    (tmp_path / "cleancopy.toml").write_text('[sites.harbourpost]\nrules_off = ["share:button"]\n')
    assert twice("run", "--direct", "--rebuild", "--site", "harbourpost").code == 0
    rows = [json.loads(line) for line in twice("diff", "2", "3", "--table", "-").out.splitlines()]
    lines = [row for row in rows if row["what"] == "line" and row["rule_before"] == "share:button"]
    assert lines
    assert {(row["change"], row["before"] == row["after"]) for row in lines} == {("changed", True)}
    assert all(row["rule_after"] != "share:button" and "rule" in row["fields"].split(",") for row in lines)


def test_diff_with_rows_shows_what_changed_and_nothing_else(twice):
    shown = twice("diff", "1", "2", "--rows").out
    assert "eight hours" in shown
    assert "null ->" not in shown
    lines = [line for line in shown.splitlines() if line.startswith("    line ") and "text:" in line]
    assert len(lines) == 1, lines  # of its neighbours the confidence may move, and nothing else
    assert "seven hours" in lines[0] and "eight hours" in lines[0]
    came = shown.partition("+ valleywire/again.txt")[2].partition("~ ")[0]
    assert "    site: valleywire" in came


def test_a_version_that_is_not_there_is_named(twice):
    shown = twice("diff", "1", "9")
    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert "no version 9" in shown.err


def test_rollback_pins_and_unpin_lets_runs_go_on(twice, tmp_path):
    shown = twice("rollback", "1")
    assert shown.code == 0
    assert "diariodelpuerto/panaderia.txt" in paths(tmp_path)
    assert "pinned" in twice("versions").out
    refused = twice("run", "--direct")
    assert refused.code != 0
    assert "unpin" in refused.err
    assert twice("unpin").code == 0
    assert twice("run", "--direct").code == 0
    assert "diariodelpuerto/panaderia.txt" not in paths(tmp_path)
    runs = pq.read_table(os.path.realpath(tmp_path / "curated/runs"))["kind"].to_pylist()
    assert runs == ["run", "run", "rollback", "run"]


def test_gc_keeps_what_the_settings_keep(twice, tmp_path):
    assert "0 versions removed" in twice("gc").out
    (tmp_path / "cleancopy.toml").write_text('keep = 1\nkeep_for = "0s"\n')
    assert "1 versions removed" in twice("gc").out


def test_forget_takes_a_document_and_its_copies_down(twice, tmp_path):
    shown = twice("forget", "valleywire/seed-bank.txt", "--yes")
    assert shown.code == 0
    assert "An exact copy: harbourpost/seed-bank-reprint.txt" in shown.out
    assert not any("seed-bank" in path for path in paths(tmp_path))
    assert len(json.loads(twice("versions", "--json").out)) == 1
    assert twice("run", "--direct").code == 0
    assert not any("seed-bank" in path for path in paths(tmp_path))
    assert "forgotten" in twice("restore", "valleywire/seed-bank.txt").err


@pytest.mark.parametrize(("more", "stays"), [((), False), (("--no-copies",), True)])
def test_forget_without_asking_takes_the_copy_that_it_names_unless_told_otherwise(twice, tmp_path, more, stays):
    shown = twice("forget", "valleywire/seed-bank.txt", "--yes", *more)
    assert "An exact copy: harbourpost/seed-bank-reprint.txt" in shown.out
    assert ("harbourpost/seed-bank-reprint.txt" in paths(tmp_path)) is stays
    assert ("Still published, an exact copy" in shown.out) is stays


def test_forget_asks_first(twice, tmp_path, monkeypatch):
    monkeypatch.setattr("typer.confirm", lambda *_, **__: (_ for _ in ()).throw(__import__("typer").Abort()))
    before = paths(tmp_path)
    assert twice("forget", "valleywire/seed-bank.txt").code == 1
    assert paths(tmp_path) == before
