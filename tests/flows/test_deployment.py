"""The whole sequence of docs/how-to/schedule.md, for real, on loopback: server, pool, deployment, worker, runs."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.flows.conftest import ROOT

pytestmark = [pytest.mark.prefect, pytest.mark.slow]
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
            if running.poll() is None:
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
    for name in ("flows", "schemas"):
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
        wait_for(lambda: _answers(url))
        for rest in ("work-pool create cleancopy --type process", "--no-prompt deploy --all"):
            subprocess.run([*PREFECT, *rest.split()], check=True, cwd=place, env=environment, timeout=240)
        yield


def _answers(url):
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


def start(client, **parameters):
    deployment = client.read_deployment_by_name("curate/nightly")
    return client.create_flow_run_from_deployment(deployment.id, parameters={"parameters": parameters})


def ended(client, run, seconds=240.0):
    def final():
        state = client.read_flow_run(run.id).state
        return state if state and state.is_final() else None

    return wait_for(final, seconds)


def many_pages(place):
    page = (ROOT / "raw/valleywire/reservoir-levels.txt").read_text("utf-8")
    folder = place / "many" / "site"
    folder.mkdir(parents=True)
    for one in range(1500):
        (folder / f"{one}.txt").write_text(page.replace("Torrin", f"Torrin {one}"), "utf-8")


def test_the_deployment_says_what_prefect_yaml_says(deployed, client):
    deployment = client.read_deployment_by_name("curate/nightly")
    (schedule,) = deployment.schedules
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("15 4 * * *", "Europe/London")
    assert deployment.global_concurrency_limit.limit == 1
    assert deployment.concurrency_options.collision_strategy.value == "CANCEL_NEW"
    assert deployment.work_pool_name == "cleancopy"
    described = deployment.parameter_openapi_schema["definitions"]["CurateParameters"]["properties"]
    assert all(said.get("description") for said in described.values())


def test_a_bad_parameter_is_refused_before_a_run_exists(deployed, client):
    from prefect.exceptions import PrefectHTTPStatusError

    before = len(client.read_flow_runs())
    with pytest.raises(PrefectHTTPStatusError):
        start(client, workers=0)
    assert len(client.read_flow_runs()) == before


def test_a_worker_runs_the_flow_and_the_result_is_shown(place, client, worker):
    run = start(client, raw="raw", curated="curated")
    state = ended(client, run)
    assert state.is_completed(), state
    run = client.read_flow_run(run.id)
    assert run.name == "curate raw"
    assert pq.read_table((place / "curated/articles").resolve()).num_rows == 7
    shown = {artifact.key for artifact in client.read_artifacts() if artifact.flow_run_id == run.id}
    assert shown == {"curate-summary", "curate-counts"}


def test_an_overlapping_run_is_refused_and_a_killed_one_is_followed_by_a_good_one(place, client, environment, deployed):
    from prefect.states import Crashed

    many_pages(place)
    told = {"raw": "many", "curated": "many-curated", "shard_size": 10, "workers": 1}
    words = [*PREFECT, "worker", "start", "--pool", "cleancopy"]
    with process(words, place, environment) as worker:
        first = start(client, **told)
        wait_for(lambda: list((place / "many-curated/.store/staging").glob("*/*/done.json")))
        second = ended(client, start(client, **told))
        assert second.is_cancelled(), second
        os.killpg(worker.pid, signal.SIGKILL)
        _kill_runs(place)
    assert not (place / "many-curated/.store/current").exists()
    # nobody is left to say so: the server would find out by itself when the run's lease ends, minutes later
    client.set_flow_run_state(first.id, Crashed(message="its worker was killed"), force=True)
    with process(words, place, environment):
        assert ended(client, start(client, **told)).is_completed()
    assert pq.read_table((place / "many-curated/articles").resolve()).num_rows == 1500


def _kill_runs(place):
    """What a worker started is in groups of its own; a machine that goes down takes it along, too."""
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words, variables = (each / "cmdline").read_bytes(), (each / "environ").read_bytes()
        except OSError:
            continue
        ours = f"PREFECT_HOME={place / 'home'}\0".encode() in variables
        if ours and (b"prefect.engine" in words or b"prefect.flow_engine" in words):
            os.kill(int(each.name), signal.SIGKILL)
