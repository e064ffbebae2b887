"""`cleancopy run` with Prefect's temporary server: quiet, on its own, and gone afterwards."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


@pytest.fixture
def command(here):
    """How to start `cleancopy` in a process of its own, with an empty home and no server configured."""
    home = here / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment |= {"HOME": str(home), "PYTHONPATH": str(ROOT)}

    started = []

    def start(*arguments, **variables):
        words = [sys.executable, "-m", *arguments]
        run = subprocess.Popen(
            words, cwd=here, env=environment | variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(run)
        return run

    yield start
    for run in started:
        run.kill()
        run.communicate()


def servers(home: Path) -> list[int]:
    """Process ids of the temporary servers whose home this is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line, variables = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:
            continue
        if b"cleancopy.flows.server" in line and f"HOME={home}\0".encode() in variables:
            found.append(int(process.name))
    return found


def wait_until(true, seconds=60.0):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_run_needs_no_server_and_makes_no_noise(command, here):
    run = command("cleancopy.flows.curate", "raw", "curated", "--json")
    out, err = run.communicate(timeout=300)
    assert (run.returncode, err) == (0, "")
    assert json.loads(out)["documents_curated"] == 7
    assert (here / "curated/articles").resolve().is_dir()
    wait_until(lambda: not servers(here / "home"))


def test_a_failure_is_one_sentence_through_prefect_too(command, here):
    (here / "cleancopy.toml").write_text("[quarantine]\nmax_share = 0.0\n")
    for number in range(25):
        (here / "raw" / f"empty{number}.txt").write_text("")
    run = command("cleancopy.cli", "run")
    _, err = run.communicate(timeout=300)
    sentence, *files = err.splitlines()
    assert run.returncode == 3
    assert "quarantine.max_share" in sentence
    assert len(files) == 21  # twenty that were turned away, and how many more
    assert all(line.startswith("  ") for line in files)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize(
    ("number", "code", "runner"),
    [(signal.SIGTERM, 130, "processes"), (signal.SIGTERM, 130, "threads"), (signal.SIGKILL, -9, "processes")],
)
def test_the_server_goes_with_its_run_however_that_ends(command, here, number, code, runner):
    page = (here / "raw/valleywire/reservoir-levels.txt").read_text()
    for one in range(3000):
        (here / "raw" / f"page{one}.txt").write_text(page.replace("Torrin", f"Torrin {one}"))
    run = command("cleancopy.cli", "run", "--shard-size", "50", "--workers", "2", "--runner", runner)
    staging = here / "curated/.store/staging"
    wait_until(lambda: run.poll() is not None or list(staging.glob("*/*/done.json")), 120)
    assert servers(here / "home")
    run.send_signal(number)
    asked = time.monotonic()
    assert run.wait(30) == code
    assert time.monotonic() - asked < 15
    wait_until(lambda: not servers(here / "home"), 10)
    assert not (here / "curated/.store/current").exists()


def test_a_server_that_does_not_answer_is_named(command):
    _, err = command("cleancopy.cli", "run", PREFECT_API_URL="http://127.0.0.1:9/api").communicate(timeout=300)
    assert err.startswith("cleancopy: Prefect's server at http://127.0.0.1:9/api does not answer")
    assert err.count("\n") == 1


def test_a_killed_run_is_marked_crashed_by_the_next(command, here):
    command("cleancopy.cli", "run").communicate(timeout=300)
    with closing(sqlite3.connect(here / "home/.prefect/prefect.db")) as database:
        database.execute("UPDATE flow_run SET state_type = 'RUNNING'")  # what a kill leaves behind
        database.commit()
    command("cleancopy.cli", "run").communicate(timeout=300)
    with closing(sqlite3.connect(here / "home/.prefect/prefect.db")) as database:
        states = sorted(state for (state,) in database.execute("SELECT state_type FROM flow_run"))
    assert states == ["COMPLETED", "CRASHED"]
