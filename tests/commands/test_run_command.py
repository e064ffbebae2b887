"""`cleancopy run --direct`: exit codes, what is said, and what is left alone."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from cleancopy import store
from tests.commands.conftest import ROOT

pytestmark = pytest.mark.slow


def snapshot(folder):
    return {
        path.relative_to(folder): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.name not in ("lock", "staging", ".store", "curated")
    }


def test_a_run_says_what_happened_and_where_the_tables_lie(ask):
    shown = ask("run", "--direct")
    assert (shown.code, shown.err) == (0, "")
    for said in ("Version 1 published", "documents curated", "no_article 1", "share", "The tables lie in curated"):
        assert said in shown.out
    query = shown.out.splitlines()[-1].strip()
    tried = subprocess.run(["/bin/sh", "-c", query], capture_output=True, text=True, check=True)
    assert "harbourpost" in tried.stdout


def test_json_is_the_whole_report(ask):
    report = json.loads(ask("run", "--direct", "--json").out)
    assert (report["documents_curated"], report["documents_quarantined"]) == (7, 1)
    assert report["quarantine_reasons"] == {"no_article": 1}
    assert (report["committed"], report["version"], report["internal_errors"]) == (True, 1, 0)


def test_running_twice_changes_nothing(ask, tmp_path):
    ask("run", "--direct")
    before = snapshot(tmp_path / "curated")
    shown = ask("run", "--direct")
    assert "Nothing new" in shown.out
    assert snapshot(tmp_path / "curated") == before


def test_a_dry_run_publishes_nothing(ask, tmp_path):
    shown = ask("run", "--direct", "--dry-run")
    assert shown.code == 0
    assert "nothing published" in shown.out
    assert [line.split()[3] for line in shown.out.splitlines() if "documents to clean" in line] == ["8"]
    assert not (tmp_path / "curated" / ".store" / "current").exists()


def test_a_dry_run_names_the_files(ask, tmp_path):
    ask("run", "--direct")
    raw = tmp_path / "raw"
    (raw / "valleywire/new.txt").write_text("New.\n")
    (raw / "harbourpost/ferry-returns.txt").write_text("Changed.\n")
    (raw / "diariodelpuerto/panaderia.txt").unlink()
    named = [line.split() for line in ask("run", "--direct", "--dry-run").out.splitlines()]
    for line in (
        ["new", "valleywire/new.txt"],
        ["changed", "harbourpost/ferry-returns.txt"],
        ["deleted", "diariodelpuerto/panaderia.txt"],
    ):
        assert line in named


def test_a_setting_for_one_site_makes_only_its_rows_stale_and_a_rebuild_of_the_site_ends_it(ask, tmp_path):
    ask("run", "--direct")
    (tmp_path / "cleancopy.toml").write_text("[sites.valleywire]\nkeep_all = true\n")
    shown = ask("run", "--direct").out
    assert "2 published documents of valleywire were made with other rules" in shown
    assert "`cleancopy run --rebuild --site valleywire`" in shown
    assert ask("run", "--direct", "--rebuild", "--site", "valleywire").code == 0
    assert "other rules" not in ask("run", "--direct").out


def test_a_site_that_has_no_files_is_refused_or_told(ask, tmp_path):
    shown = ask("run", "--direct", "--rebuild", "--site", "valeywire")
    assert (shown.code, shown.err.count("\n")) == (2, 1)
    assert "no files of the site valeywire: did you mean valleywire?" in shown.err
    (tmp_path / "cleancopy.toml").write_text(
        '[sites.valeywire]\nlanguage = "en"\n[sites.valleywire]\nlanguage = "en"\n'
    )
    shown = ask("run", "--direct")
    assert shown.code == 0
    assert "the site valeywire, of which there are no files: did you mean valleywire?" in shown.out
    assert "site valleywire, of which" not in shown.out


def test_stale_rows_are_counted_and_rebuild_is_named(ask, tmp_path):
    ask("run", "--direct")
    (tmp_path / "cleancopy.toml").write_text('profile = "ascii"\n')
    assert "8 published documents were made with other rules or settings" in ask("run", "--direct").out
    assert "Version 2 published" in ask("run", "--direct", "--rebuild").out
    assert "other rules" not in ask("run", "--direct").out


def test_a_second_writer_is_turned_away_at_once(ask, tmp_path):
    with store.lock(tmp_path / "curated"):
        shown = ask("run", "--direct")
    assert (shown.code, shown.err.count("\n")) == (75, 1)
    assert "Another writer" in shown.err


def test_a_gate_refuses_and_says_the_figures(ask, tmp_path):
    for number in range(30):
        (tmp_path / "raw" / f"page{number}.txt").write_text((tmp_path / "raw/valleywire/seed-bank.txt").read_text())
    assert ask("run", "--direct").code == 0
    for number in range(20):
        (tmp_path / "raw" / f"page{number}.txt").unlink()
    shown = ask("run", "--direct")
    assert (shown.code, shown.err.splitlines()[1:3]) == (3, ["  page0.txt", "  page1.txt"])
    assert "vanished" in shown.err.splitlines()[0]
    (tmp_path / "raw/page20.txt").unlink()
    shown = ask("run", "--direct")
    assert shown.err.splitlines()[-1] == "  and 1 more, which --json names"
    told = json.loads(ask("run", "--direct", "--json").out)
    assert (told["committed"], len(told["gates"][0]["files"])) == (False, 21)
    assert ask("run", "--direct", "--accept-vanished").code == 0


WRONG = [
    (("run", "nowhere", "--direct"), 1, "The raw folder nowhere does not exist"),
    (("run", "raw", "file", "--direct"), 1, "file is a file"),
    (("run", "file", "--direct"), 1, "The raw folder file is not a folder"),
    (("run", "raw", "raw/curated", "--direct"), 1, "lies in the raw folder"),
    (("run", "s3://bucket/news", "--direct"), 1, "s3://bucket/news is an address, and only local folders are read"),
    (("run", "raw", "gs://bucket", "--direct"), 1, "gs://bucket is an address"),
    (("run", "--direct", "--config", "broken.toml"), 2, "broken.toml is not valid TOML"),
    (("run", "--direct", "--config", "typo.toml"), 2, "did you mean `profile`?"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG)
def test_what_cannot_be_done_ends_in_one_sentence(ask, tmp_path, arguments, code, said):
    (tmp_path / "file").write_text("x")
    (tmp_path / "broken.toml").write_text("profile =\n")
    (tmp_path / "typo.toml").write_text('profle = "standard"\n')
    shown = ask(*arguments)
    assert shown.code == code
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert "Traceback" not in shown.err


@pytest.mark.slow
def test_sigterm_ends_a_run_within_five_seconds_and_nothing_is_published(tmp_path):
    page = (ROOT / "raw/valleywire/reservoir-levels.txt").read_text()
    for number in range(3000):
        folder = tmp_path / "raw" / f"site{number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_text(page.replace("Torrin", f"Torrin {number}"))
    command = [
        sys.executable,
        "-m",
        "cleancopy.cli",
        "run",
        "raw",
        "curated",
        "--direct",
        "--shard-size",
        "50",
        "--workers",
        "2",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as run:
        while not list((tmp_path / "curated/.store/staging").glob("*/*/done.json")):
            assert run.poll() is None
            time.sleep(0.02)
        run.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        assert run.wait(30) == 130
        assert time.monotonic() - asked < 5
        assert "nothing was published" in run.stderr.read()
    assert not (tmp_path / "curated/.store/current").exists()
