"""init, config and status: the first and the daily commands of an operator."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleancopy.flows.deployments import scheduled
from cleancopy.settings.settings import Settings
from cleancopy.show.settings_file import settings_file
from tests.commands.conftest import ROOT


@pytest.fixture
def empty(ask, tmp_path):
    """`ask` in a folder without samples."""
    shutil.rmtree(tmp_path / "raw")
    return ask


def test_init_makes_a_folder_in_which_a_run_works_at_once(empty, tmp_path, monkeypatch):
    assert empty("init", "news").code == 0
    monkeypatch.chdir(tmp_path / "news")
    assert empty("config", "check").code == 0
    told = json.loads(empty("run", "--direct", "--json").out)
    assert (told["documents_curated"], told["documents_quarantined"], told["notes"]) == (1, 0, [])
    (row,) = [
        json.loads(line)
        for line in empty("export", "articles", "--columns", "title,authors,published_at").out.splitlines()
    ]
    assert row == {
        "title": "Old bakehouse oven is lit again for the harvest fair",
        "authors": ["Runa Fairweather"],
        "published_at": "2025-09-12T07:40:00Z",
    }


def test_init_leaves_what_is_there(ask, tmp_path):
    (tmp_path / "cleancopy.toml").write_text('profile = "ascii"\n')
    before = sorted(path.relative_to(tmp_path) for path in (tmp_path / "raw").rglob("*"))
    shown = ask("init")
    assert "left  cleancopy.toml" in shown.out and "left  raw" in shown.out
    assert (tmp_path / "cleancopy.toml").read_text() == 'profile = "ascii"\n'
    assert sorted(path.relative_to(tmp_path) for path in (tmp_path / "raw").rglob("*")) == before
    assert ask("init", "cleancopy.toml").code == 2


def uncommented(text: str) -> str:
    return re.sub(r"^#(?=[\[\w])", "", text, flags=re.MULTILINE)


def test_every_key_of_the_settings_file_can_be_set_by_taking_the_mark_away(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = settings_file("example", {"timezone": "Europe/London"})
    Path("cleancopy.toml").write_text(text)
    assert Settings.load().model_dump(exclude={"sites", "rules", "site_rules"}) == Settings().model_dump(
        exclude={"sites", "rules", "site_rules"}
    )
    Path("cleancopy.toml").write_text(uncommented(text))
    settings = Settings.load()
    assert settings.model_fields_set == set(Settings.model_fields)
    assert settings.sites["example"].model_fields_set == set(type(settings.sites["example"]).model_fields)
    assert (settings.keep_for, settings.limits) == (
        Settings().keep_for,
        Settings(limits={"max_documents": 100_000}).limits,
    )


def test_config_show_names_the_line_or_the_variable(ask, tmp_path, monkeypatch):
    (tmp_path / "cleancopy.toml").write_text('keep = 4\n[sites."a b"]\nlanguage = "en"\n[limits]\nmax_records = 9\n')
    monkeypatch.setenv("CLEANCOPY_LIMITS__MAX_LINE_BYTES", "2MiB")
    told = {one["key"]: (one["value"], one["from"]) for one in json.loads(ask("config", "show", "--json").out)}
    assert told == {
        "keep": (4, "cleancopy.toml, line 1"),
        'sites."a b".language': ("en", "cleancopy.toml, line 3"),
        "limits.max_records": (9, "cleancopy.toml, line 5"),
        "limits.max_line_bytes": (2 * 2**20, "CLEANCOPY_LIMITS__MAX_LINE_BYTES"),
    }
    shown = ask("config", "show", "--all").out.splitlines()
    assert any(re.fullmatch(r'keep_for = "1h" +# default', line) for line in shown)
    assert any(line.startswith("as_of is not set") for line in shown)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('profle = "ascii"', "did you mean `profile`?"),
        ('rules = ["ours.toml"]', "ours.toml"),
        ('[sites.valleywire]\nrules_off = ["share:buttn"]', "did you mean share:button?"),
    ],
)
def test_config_check_refuses_what_a_run_would_refuse(ask, tmp_path, text, said):
    (tmp_path / "cleancopy.toml").write_text(text)
    shown = ask("config", "check")
    assert (shown.code, said in shown.err) == (2, True)


def test_config_check_reads_what_was_decided_about_sites_and_lines(ask, tmp_path):
    for folder in ("sites", "cases"):
        (tmp_path / "rules" / folder).mkdir(parents=True)
    rule = '[[rule]]\nid = "share:quay"\nrole = "share"\nwhy = "A button."\nmatch = { exact = ["Pass it on"] }\n'
    (tmp_path / "rules/sites/quay.toml").write_text(rule)
    case = tmp_path / "rules/cases/quay.toml"
    case.write_text('[[case]]\ndocument = "quay/a.txt"\nline_no = 1\nline = "Pass it on"\nrole = "share"\n')
    assert "rules of one site: 1, templates decided: 0, cases: 1" in ask("config", "check").out
    case.write_text("[[cases]]\n")
    assert "did you mean `case`" in ask("config", "check").err


def test_config_check_tells_a_rule_whose_example_fails_and_a_site_without_files(ask, tmp_path):
    rule = """
[[rule]]
id = "share:ours"
role = "share"
why = "A line of the test."
strips = ["Hand it round the harbour"]
keeps = ["He passed it along the quay."]
match = { line = ["pass it along the quay"] }
"""
    (tmp_path / "cleancopy.toml").write_text('rules = ["ours.toml"]\n[sites.vallywire]\n')
    (tmp_path / "ours.toml").write_text(rule)
    assert "The rule share:ours" in ask("config", "check").err
    (tmp_path / "ours.toml").write_text(rule.replace("Hand it round the harbour", "Pass it along the quay"))
    shown = ask("config", "check")
    assert shown.code == 0
    assert "did you mean valleywire?" in shown.out


def test_status_says_what_is_stale_and_what_was_turned_away(ask, tmp_path):
    assert ask("status").code == 1
    assert ask("run", "--direct").code == 0
    shown = ask("status").out
    assert "version     1, published" in shown
    assert "no_article 1" in shown
    assert "stale       nothing" in shown
    assert "next run" not in shown
    (tmp_path / "cleancopy.toml").write_text('[sites.valleywire]\nlanguage = "en"\n')
    assert "stale       valleywire 2;" in ask("status").out
    assert "cleancopy run --rebuild --site valleywire" in ask("status").out
    told = json.loads(ask("status", "--json").out)
    assert (told["stale_sites"], told["quarantine_reasons"]) == ({"valleywire": 2}, {"no_article": 1})
    assert ask("rollback", "1").code == 0
    assert "`cleancopy unpin`" in ask("status").out


NOON = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        pytest.param("cron: '15 4 * * *'", "2025-07-02T04:15:00+00:00", id="UTC if nothing is said"),
        pytest.param("cron: '15 4 * * *', timezone: Europe/London", "2025-07-02T04:15:00+01:00", id="summer time"),
        pytest.param("cron: '0 14 * * *', timezone: Europe/London", "2025-07-01T14:00:00+01:00", id="later today"),
        pytest.param("cron: 'every night'", None, id="no cron"),
        pytest.param("cron: '15 4 * * *', timezone: Nowhere/At", None, id="no zone"),
        pytest.param("interval: 3600", None, id="an interval"),
    ],
)
def test_the_next_run_is_read_from_the_deployment(tmp_path, schedule, due):
    text = f"deployments:\n- name: nightly\n  schedules:\n  - {{{schedule}}}\n"
    (tmp_path / "prefect.yaml").write_text(text)
    (found,) = scheduled(tmp_path, tmp_path / "curated", NOON)
    assert (found.next and found.next.isoformat()) == due


@pytest.mark.parametrize(
    "text",
    [
        "deployments:\n- {name: other, parameters: {curated: elsewhere}, schedules: [{cron: '15 4 * * *'}]}\n",
        "deployments:\n- {name: asleep, schedules: [{cron: '15 4 * * *', active: false}]}\n",
        "deployments:\n- {name: by hand}\n",
        "deployments: nightly\n",
        "[",
        "",
    ],
)
def test_what_says_nothing_of_these_tables_is_no_schedule(tmp_path, text):
    (tmp_path / "prefect.yaml").write_text(text)
    assert scheduled(tmp_path, tmp_path / "curated", NOON) == []


def test_the_projects_own_deployment_is_understood():
    (found,) = scheduled(ROOT, ROOT / "curated", NOON)
    assert (found.deployment, found.next is not None) == ("nightly", True)
