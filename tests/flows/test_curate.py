"""The flow `curate` as Prefect's users meet it: parameters, names, artifacts, the same rows."""

import json
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from prefect.exceptions import ParameterBindError, ParameterTypeError
from pydantic import ValidationError

from cleancopy.cli import answer
from cleancopy.flows.curate import curate
from cleancopy.settings.parameters import Parameters
from tests.flows.conftest import api, flow_runs

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]


def rows(curated, table):
    found = pq.read_table(os.path.realpath(curated / table))
    key = "source_path" if "source_path" in found.column_names else found.column_names[0]
    return sorted(found.to_pylist(), key=lambda row: (str(row[key]), row.get("line_no", 0), row.get("part", 0)))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_flow_publishes_the_rows_that_direct_publishes(here, workers):
    assert answer(["run", "raw", "direct", "--direct", "--workers", "1"]) == 0
    report = curate(curated=Path("flow"), workers=workers, shard_size=3)
    assert (report["documents_curated"], report["documents_quarantined"]) == (7, 1)
    for table in ("articles", "lines", "copies", "quarantine", "sources"):
        assert rows(here / "flow", table) == rows(here / "direct", table)


@pytest.mark.parametrize(
    "wrong",
    [{"workers": 0}, {"shard_size": -1}, {"shard_size": "many"}, {"site": ""}, {"rwa": "raw"}, {"dry_run": "perhaps"}],
)
def test_a_bad_parameter_is_refused_before_the_run_starts(here, wrong):
    with pytest.raises(ValidationError):
        Parameters(**wrong)
    with pytest.raises((ParameterTypeError, ParameterBindError), match=next(iter(wrong))):
        curate(**wrong)
    assert not (here / "curated").exists()


def test_every_parameter_has_a_sentence():
    for name, field in Parameters.model_fields.items():
        assert field.description, name


def test_runs_and_tasks_have_speaking_names(here):
    curate(curated=Path("named"), shard_size=4, workers=1)
    run = max(flow_runs(), key=lambda run: run.expected_start_time)
    assert run.name == "curate raw: version 1, harbourpost 4, valleywire 2, diariodelpuerto 1, and 1 more"
    assert run.state.message == "7 curated, 1 quarantined (no_article 1): version 1 is published."
    tasks = api(lambda client: client.read_task_runs(flow_run_filter=_only(run)))
    assert sorted(task.name for task in tasks) == [
        "shard-0001-of-0002-4-documents",
        "shard-0002-of-0002-4-documents",
    ]


def _only(run):
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    return FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))


def test_artifacts_show_the_result_as_pages_and_tables(here):
    curate(curated=Path("shown"))
    run = max(flow_runs(), key=lambda run: run.expected_start_time)
    found = {a.key: a for a in api(lambda client: client.read_artifacts()) if a.flow_run_id == run.id}
    assert {key: artifact.type for key, artifact in found.items() if key} == {
        "curate-summary": "markdown",
        "curate-counts": "table",
        "curate-sites": "table",
        "curate-report": "rich",
        "curate-progress": "progress",
    }
    assert "documents curated | 7" in found["curate-summary"].data
    link = (here / "raw/harbourpost/index-page.txt").as_uri()
    assert f"- [`harbourpost/index-page.txt`]({link})" in found["curate-summary"].data
    assert "documents curated" in found["curate-counts"].data
    sites = {row["site"]: row for row in json.loads(found["curate-sites"].data)}
    assert (sites["harbourpost"]["curated"], sites["harbourpost"]["quarantined"]) == (3, 1)
    assert found["curate-report"].data == {"html": (here / "shown/report.html").read_text(), "sandbox": []}
    assert found["curate-progress"].data == 100
