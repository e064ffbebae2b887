"""The whole sequence of docs/how-to/schedule.md, for real, on loopback: server, pool, deployment, worker, runs."""

import os
import signal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.flows.conftest import PREFECT, ROOT, ended, process, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


def start(client, **parameters):
    deployment = client.read_deployment_by_name("curate/nightly")
    return client.create_flow_run_from_deployment(deployment.id, parameters=parameters)


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
    described = deployment.parameter_openapi_schema["properties"]
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
    assert run.name.startswith("curate raw: version 1, harbourpost 4")
    assert state.message == "7 curated, 1 quarantined (no_article 1): version 1 is published."
    assert pq.read_table((place / "curated/articles").resolve()).num_rows == 7
    shown = {artifact.key for artifact in client.read_artifacts() if artifact.flow_run_id == run.id}
    assert shown == {"curate-summary", "curate-counts", "curate-sites", "curate-report", "curate-progress"}


def test_an_overlapping_run_is_refused_and_a_killed_one_is_followed_by_a_good_one(place, client, environment, deployed):
    from prefect.states import Crashed

    many_pages(place)
    told = {"raw": "many", "curated": "many-curated", "shard_size": 10, "workers": 1}
    words = [*PREFECT, "worker", "start", "--pool", "cleancopy"]
    with process(words, place, environment) as worker:
        first = start(client, **told)
        wait_for(lambda: list((place / "many-curated/.store/staging").glob("*/*/done.json")))
        _signal_runs(place, signal.SIGSTOP)  # on a fast machine it would be over before the second one asks
        second = ended(client, start(client, **told))
        assert second.is_cancelled(), second
        os.killpg(worker.pid, signal.SIGKILL)
        _signal_runs(place, signal.SIGKILL)
    assert not (place / "many-curated/.store/current").exists()
    # nobody is left to say so: the server would find out by itself when the run's lease ends, minutes later
    client.set_flow_run_state(first.id, Crashed(message="its worker was killed"), force=True)
    with process(words, place, environment):
        assert ended(client, start(client, **told)).is_completed()
    assert pq.read_table((place / "many-curated/articles").resolve()).num_rows == 1500


def _signal_runs(place, number):
    """To the flow runs that a worker started. They are in groups of their own: a signal to the worker's passes them."""
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words, variables = (each / "cmdline").read_bytes(), (each / "environ").read_bytes()
        except OSError:
            continue
        ours = f"PREFECT_HOME={place / 'home'}\0".encode() in variables
        if ours and (b"prefect.engine" in words or b"prefect.flow_engine" in words):
            os.kill(int(each.name), number)
