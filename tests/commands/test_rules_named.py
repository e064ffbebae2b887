"""`verify` knows every rule there is, and a broken rule file ends a command before it starts."""

import re

from cleancopy.pipeline.decide.rule_names import rule_names
from tests.commands.conftest import ROOT

VOTE = re.compile(r"""\.vote\(\w+, "\w+", "([\w:]+)"|\.say\([^"]+"\w+",\s*"([\w:]+)\"""")


def test_every_rule_that_votes_in_code_is_named():
    voted = set()
    for file in [
        *(ROOT / "cleancopy/pipeline/recognise").rglob("*.py"),
        *(ROOT / "cleancopy/pipeline/decide").glob("*.py"),
    ]:
        voted |= {first or second for first, second in VOTE.findall(file.read_text("utf-8"))}
    assert len(voted) > 5
    assert voted <= rule_names()


def test_a_line_of_an_unknown_rule_is_found(ask, tables, monkeypatch):
    monkeypatch.setattr("cleancopy.commands.read.rule_names", lambda extra: frozenset({"headline"}))
    shown = ask("verify", "--curated", tables)
    assert shown.code == 1
    assert "unknown_rule" in shown.out


def test_a_broken_rule_file_is_told_before_anything_is_cleaned(ask, tmp_path):
    (tmp_path / "ours.toml").write_text('[[rule]]\nid = "share:mine"\nrole = "share"\n')
    (tmp_path / "cleancopy.toml").write_text('rules = ["ours.toml"]\n')
    for words in (("run", "--direct"), ("clean", "raw/harbourpost/ferry-returns.txt")):
        shown = ask(*words)
        assert (shown.code, shown.err.count("\n")) == (2, 1)
        assert "ours.toml" in shown.err
        assert "share:mine" in shown.err
    assert not (tmp_path / "curated/.store/current").exists()
