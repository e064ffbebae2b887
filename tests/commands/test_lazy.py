"""Commands are listed without being loaded, and each is loaded alone."""

import subprocess
import sys

import pytest

from cleancopy.commands.lazy import COMMANDS, loaded
from tests.commands.conftest import ROOT

LOADED = "import sys; from cleancopy.cli import answer; answer(sys.argv[1:]); print('modules', *sys.modules)"


def modules_after(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout, set(done.stdout.rpartition("modules ")[2].split())


def test_help_lists_every_command_with_its_sentence_and_loads_none():
    shown, modules = modules_after("--help")
    for name in COMMANDS:
        assert f"│ {name} " in shown
    assert "Rebuild a raw file byte for byte, from the tables alone." in shown
    assert not {"pyarrow", "polars", "prefect", "cleancopy.commands.clean"} & modules


def test_a_command_loads_nothing_of_another():
    _, modules = modules_after("versions", "--curated", "nowhere")
    assert "cleancopy.commands.versions" in modules
    assert not {"cleancopy.commands.run", "cleancopy.commands.replay", "prefect", "pandera"} & modules


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name):
    assert loaded(COMMANDS[name]).help


def test_python_runs_the_package_as_the_command():
    version = [sys.executable, "-m", "cleancopy", "--version"]
    assert subprocess.run(version, cwd=ROOT, capture_output=True, text=True, check=True).stdout.startswith("cleancopy ")


def test_a_command_that_is_misspelled_is_told_with_the_nearest(ask):
    shown = ask("verson")
    assert shown.code == 2
    assert "versions" in shown.err


def test_help_breaks_its_lines_where_the_terminal_ends_and_keeps_a_list(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert "Reads names, and ten of the files; cleans and publishes nothing." in lines_of(ask("sources", "--help"))
    (paragraph,) = [line for line in lines_of(ask("replay", "--help")) if line.startswith("Shows first")]
    assert len(paragraph) > 150
    assert "0 done, or published nothing since nothing is new" in lines_of(ask("run", "--help"))


def lines_of(shown):
    return [line.strip() for line in shown.out.splitlines()]


@pytest.mark.parametrize("name", ["run", "rules", "diff"])
def test_help_lists_flags_by_their_names_alone(ask, name):
    shown = ask(name, "--help").out
    assert "--help" in shown and "-h" in shown
    assert "<bool>" not in shown + ask("--help").out
