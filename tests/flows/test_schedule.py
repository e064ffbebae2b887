"""Every block of docs/how-to/schedule.md is pasted as it is written; only the port is one that is free here."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT, ended, process, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

PAGE = (ROOT / "docs/how-to/schedule.md").read_text("utf-8")
SERVE, DEPLOY, RUN = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
CRON = next(line for line in PAGE.splitlines() if line.startswith("15 4 * * *  "))


@pytest.fixture(autouse=True)
def nothing_published(place):
    """Each block publishes for the first time."""
    shutil.rmtree(place / "curated", ignore_errors=True)


@pytest.fixture
def pasted(place, environment, tmp_path):
    """Starts a block in a shell, in the project's folder, with a Prefect of its own; all it starts is ended with it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}/api"
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    told = {"PATH": path, "PREFECT_HOME": str(tmp_path / "home"), "PREFECT_SERVER_API_PORT": port}
    mine = environment | told | {"PREFECT_API_URL": url, "PREFECT_UI_API_URL": url}

    def start(block):
        assert "4200" in block or block == RUN
        script = tmp_path / ("run.sh" if block == RUN else "block.sh")
        script.write_text(block.replace("4200", port))
        return process(["/bin/sh", "-e", str(script)], place, mine)

    return start, url


@pytest.mark.parametrize("block", [SERVE, DEPLOY], ids=["one process that serves the flow", "server, pool, worker"])
def test_a_block_pasted_whole_schedules_a_flow_that_runs_when_asked(pasted, place, block):
    from prefect.client.orchestration import SyncPrefectClient

    start, url = pasted
    with start(block) as running, SyncPrefectClient(url) as client:
        wait_for(lambda: _asked(lambda: client.read_deployment_by_name("curate/nightly")) or running.poll() is not None)
        assert running.poll() is None, "the block ended before the flow was there"
        with start(RUN) as asked:
            assert asked.wait(120) == 0
        (run,) = (run for run in client.read_flow_runs() if not run.auto_scheduled)
        assert ended(client, run).is_completed()
    assert (place / "curated/articles").resolve().is_dir()


def _asked(question):
    """An answer of the server, or None while it is not up or knows of nothing."""
    try:
        return question()
    except Exception:
        return None


def test_the_line_for_cron_runs(place, environment):
    line = CRON.split(maxsplit=5)[5].replace("/srv/news", shlex.quote(str(place)))
    command = place / ".venv/bin/cleancopy"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cleancopy.cli "$@"\n')
    command.chmod(0o755)
    subprocess.run(["/bin/sh", "-c", line], check=True, env=environment, timeout=240)
    assert '"documents_quarantined": 1' in (place / "curate.log").read_text()
