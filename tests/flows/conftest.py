"""One test server for all tests of the flow; it is started by the first test that asks for it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cleancopy.flows.local_server import quiet

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Prefect with a database of its own, telemetry off, without heartbeats (they cost a second a run)."""
    quiet()
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=180),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty working folder with a copy of the samples in `raw/`."""
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    monkeypatch.chdir(tmp_path)
    return tmp_path


PREFECT = (sys.executable, "-m", "prefect")


@contextmanager
def process(words, place, environment):
    """A process group of its own that is gone afterwards; what it says goes into a file."""
    with (place / f"{words[-1]}.log").open("ab") as log:
        running = subprocess.Popen(
            words, cwd=place, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            yield running
        finally:
            with suppress(ProcessLookupError):  # what it left in the background goes, too
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def wait_for(found, seconds=240.0):
    until = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < until
        time.sleep(0.2)
    return value


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A project folder: the code, prefect.yaml and the samples."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("cleancopy", "flows", "schemas"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "prefect.yaml", folder)
    shutil.copytree(ROOT / "raw", folder / "raw")
    return folder


@pytest.fixture(scope="module")
def environment(place):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    mine = {"PREFECT_HOME": str(place / "home"), "PREFECT_API_URL": url, "PREFECT_UI_API_URL": url, "DO_NOT_TRACK": "1"}
    mine |= {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_WORKER_QUERY_SECONDS": "1", "PYTHONPATH": str(place)}
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")} | mine


@pytest.fixture(scope="module")
def deployed(place, environment):
    """A server with a work pool and the deployment of prefect.yaml."""
    url = environment["PREFECT_API_URL"]
    port = url.split(":")[2].split("/")[0]
    words = [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", port]
    with process(words, place, environment):
        wait_for(lambda: answers(url))
        for rest in ("work-pool create cleancopy --type process", "--no-prompt deploy --all"):
            subprocess.run([*PREFECT, *rest.split()], check=True, cwd=place, env=environment, timeout=240)
        yield


def answers(url):
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture
def client(environment):
    from prefect.client.orchestration import SyncPrefectClient

    with SyncPrefectClient(environment["PREFECT_API_URL"]) as client:
        yield client


@pytest.fixture
def worker(place, environment, deployed):
    words = [*PREFECT, "worker", "start", "--pool", "cleancopy"]
    with process(words, place, environment) as running:
        yield running


def ended(client, run, seconds=240.0):
    def final():
        state = client.read_flow_run(run.id).state
        return state if state and state.is_final() else None

    return wait_for(final, seconds)


def api(read):
    """What Prefect's API says: `read` is given a client."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        return read(client)


def flow_runs():
    return api(lambda client: client.read_flow_runs())
