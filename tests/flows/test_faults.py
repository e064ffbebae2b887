"""What keeps the flow `curate` from publishing, as Prefect's users meet it: refusals, events, faults of the storage."""

import asyncio
import errno
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from cleancopy import store
from cleancopy.errors import Busy, GateRefused, ShardFailed, StoreError
from cleancopy.flows.curate import _may_pass, curate
from cleancopy.store.sentences import plain_errors
from tests.flows.conftest import ROOT, api, flow_runs

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]


def logs(run, seconds=15.0):
    """What the run has said, once the server has it."""
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId

    wanted = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id]))
    until = time.monotonic() + seconds
    while not (found := api(lambda client: client.read_logs(log_filter=wanted))) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def test_a_run_that_meets_another_writer_fails_and_publishes_nothing(here):
    with store.lock(here / "curated"), pytest.raises(Busy):
        curate()
    state = max(flow_runs(), key=lambda run: run.expected_start_time).state
    assert state.is_failed()
    assert state.message == "Another writer is at work in curated: try again when it has finished."
    assert not (here / "curated/.store/current").exists()


@pytest.fixture
def refused(here):
    """Raw texts of which the gate on quarantine lets none through."""
    (here / "cleancopy.toml").write_text("[quarantine]\nmax_share = 0.1\n")
    for number in range(20):
        (here / "raw" / f"empty{number}.txt").write_text("")
    return here


def test_a_gate_that_refuses_fails_the_run_before_the_commit_and_shows_what_each_gate_saw(refused):
    with pytest.raises(GateRefused, match=r"quarantine\.max_share"):
        curate()
    run = max(flow_runs(), key=lambda run: run.expected_start_time)
    assert run.state.is_failed()
    assert run.state.message.startswith("quarantine.max_share: 21 of 28 documents would stand in quarantine")
    assert "Traceback" not in "".join(log.message for log in logs(run))
    artifacts = api(lambda client: client.read_artifacts())
    shown = {a.key: a.data for a in artifacts if a.flow_run_id == run.id and a.key}
    assert set(shown) == {"curate-refused", "curate-progress"}
    gates = {line.split("|")[1].strip(): line for line in shown["curate-refused"].splitlines() if line.startswith("|")}
    assert "**no**" in gates["quarantine.max_share"]
    assert "| yes |" in gates["vanished.max_share"]
    assert not (refused / "curated/.store/current").exists()


def test_a_gate_that_refuses_sends_an_event_that_names_the_folder_and_the_figures(refused):
    with pytest.raises(GateRefused):
        curate()
    run = max(flow_runs(), key=lambda run: run.expected_start_time)
    event = wait_for_event("cleancopy.gate.refused", run)
    assert event["resource"] == {
        "prefect.resource.id": "cleancopy.curated.curated",
        "prefect.resource.name": str(refused / "curated"),
    }
    (gate,) = event["payload"]["gates"]
    assert (gate["gate"], gate["value"], gate["bound"]) == ("quarantine.max_share", 0.75, 0.1)
    assert "21 of 28" in event["payload"]["message"]


def wait_for_event(name, run, seconds=30.0):
    """The event of that name that the server has received from a run."""
    asked = {"filter": {"event": {"name": [name]}, "occurred": {"since": str(run.expected_start_time)}}}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = api(lambda client: client.request("POST", "/events/filter", json=asked)).json()["events"]
        for event in found:
            if any(other["prefect.resource.id"] == f"prefect.flow-run.{run.id}" for other in event["related"]):
                return event
        time.sleep(0.2)
    raise AssertionError(f"the server has no {name}")


def test_an_automation_in_the_docs_listens_for_that_event():
    import yaml
    from prefect.events.schemas.automations import AutomationCore

    page = (ROOT / "docs/how-to/schedule.md").read_text("utf-8")
    (said,) = re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    automation = AutomationCore.model_validate(yaml.safe_load(said))
    assert automation.trigger.expect == {"cleancopy.gate.refused"}


def test_what_cannot_be_shown_does_not_undo_a_run(here, monkeypatch):
    def fail(**said):
        raise ConnectionError("no server")

    monkeypatch.setattr("cleancopy.flows.artifacts.create_markdown_artifact", fail)
    assert curate()["committed"]


def in_a_notebook(function, *arguments):
    """Where an event loop runs in the thread that calls; one of its own, since a browser's may run in this one."""

    async def call():
        return function(*arguments)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(copy_context().run, asyncio.run, call()).result()


def plainly(function, *arguments):
    return function(*arguments)


@pytest.mark.parametrize("call", [plainly, in_a_notebook])
def test_a_shard_that_fails_is_named_and_nothing_is_published(here, monkeypatch, call):
    def fail(task):
        raise ValueError("a fault in the shard")

    monkeypatch.setattr("cleancopy.flows.curate.work_on", fail)
    with pytest.raises(ShardFailed, match=r"shard-0001-of-0001-8-documents failed: ValueError: a fault in the shard"):
        call(curate)
    assert not (here / "curated/.store/current").exists()


def test_storage_that_fails_once_is_tried_again(here, monkeypatch):
    from cleancopy.orchestration.shards.clean import clean_shard

    asked = []

    def fail_once(task):
        asked.append(task)
        if len(asked) == 1:
            raise OSError(5, "Input/output error")
        return clean_shard(task)

    monkeypatch.setattr("cleancopy.flows.curate.work_on", fail_once)
    assert curate()["committed"]
    assert len(asked) == 2


def disk_failed(number):
    """What the store makes of an error of the disk."""
    with pytest.raises(StoreError) as caught, plain_errors(Path("curated")):
        raise OSError(number, os.strerror(number))
    return caught.value


TRIED_AGAIN = [
    (OSError(errno.EIO, "io"), True),
    (OSError(errno.ESTALE, "stale"), True),
    (disk_failed(errno.ESTALE), True),
    (OSError(errno.ENOSPC, "full"), False),
    (disk_failed(errno.EDQUOT), False),
    (PermissionError(errno.EACCES, "denied"), False),
    (StoreError("ours"), False),
    (ValueError("ours"), False),
]


@pytest.mark.parametrize(("error", "again"), TRIED_AGAIN, ids=lambda value: repr(value)[:60])
def test_only_storage_is_tried_again(error, again):
    from prefect.states import exception_to_failed_state
    from prefect.utilities.asyncutils import run_coro_as_sync

    state = run_coro_as_sync(exception_to_failed_state(error))
    assert _may_pass(None, None, state) is again
    assert in_a_notebook(_may_pass, None, None, state) is again
