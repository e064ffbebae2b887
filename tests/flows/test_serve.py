"""`curate.serve(...)` as the documentation writes it: a process that serves the flow, and a run of what it serves."""

import sys

import pytest

from tests.flows.conftest import ended, process, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.slow]
SERVE = 'from cleancopy.flows.curate import curate; curate.serve(name="served", cron="15 4 * * *")'


def test_a_served_flow_runs_with_its_parameters(place, client, environment, deployed):
    with process([sys.executable, "-c", SERVE], place, environment):
        deployment = wait_for(lambda: _found(client))
        run = client.create_flow_run_from_deployment(
            deployment.id, parameters={"raw": "raw", "curated": "served", "workers": 1}
        )
        state = ended(client, run)
    assert state.is_completed(), state
    assert (place / "served/articles").resolve().is_dir()


def _found(client):
    try:
        return client.read_deployment_by_name("curate/served")
    except Exception:
        return None
