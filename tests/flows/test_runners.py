"""Whoever works on the shards, the same rows are published."""

import importlib.util
import os
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from cleancopy.cli import answer
from cleancopy.errors import RunnerUnavailable, ShardFailed
from cleancopy.flows import engines as runners
from cleancopy.flows.curate import curate
from cleancopy.flows.engines import Engine
from cleancopy.settings.parameters import Parameters
from tests.flows.conftest import ROOT

TABLES = ("articles", "lines", "copies", "quarantine", "sources")


def rows(curated, table):
    found = pq.read_table(os.path.realpath(curated / table))
    key = "source_path" if "source_path" in found.column_names else found.column_names[0]
    return sorted(found.to_pylist(), key=lambda row: (str(row[key]), row.get("line_no", 0), row.get("part", 0)))


def installed(module):
    return importlib.util.find_spec(module) is not None


@pytest.fixture
def direct(here):
    """What `--direct` publishes of the samples."""
    assert answer(["run", "raw", "direct", "--direct", "--workers", "1"]) == 0
    return {table: rows(here / "direct", table) for table in TABLES}


def test_threads_publish_the_same_rows_without_prefect(here, direct):
    words = ["run", "raw", "threads", "--direct", "--runner", "threads", "--workers", "3", "--shard-size", "2"]
    assert answer(words) == 0
    assert {table: rows(here / "threads", table) for table in TABLES} == direct


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect_server")
def test_threads_publish_the_same_rows(here, direct):
    curate(curated=Path("flow"), runner="threads", workers=2, shard_size=3)
    assert {table: rows(here / "flow", table) for table in TABLES} == direct


@pytest.fixture(scope="module")
def dask_cluster():
    """A scheduler and two workers, processes of their own."""
    from distributed import LocalCluster

    quiet = {"dashboard_address": "127.0.0.1:0", "worker_dashboard_address": "127.0.0.1:0"}
    with closing(LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", **quiet)) as cluster:
        yield cluster


needs_ray = pytest.mark.skipif(not installed("prefect_ray"), reason="the extra ray is not installed")


@pytest.mark.slow
@pytest.mark.prefect
@pytest.mark.usefixtures("prefect_server")
@pytest.mark.filterwarnings("default")  # the cluster's own code has warnings of its own
class TestDask:
    def test_a_cluster_that_runs_already_publishes_the_same_rows(self, here, direct, dask_cluster):
        told = {"runner": "dask", "address": dask_cluster.scheduler_address, "shard_size": 2}
        report = curate(curated=Path("flow"), **told)
        assert report["committed"]
        assert {table: rows(here / "flow", table) for table in TABLES} == direct

    def test_a_local_cluster_is_started_where_none_is_named(self, here, direct):
        curate(curated=Path("flow"), runner="dask", workers=2, shard_size=4)
        assert {table: rows(here / "flow", table) for table in TABLES} == direct

    def test_a_shard_that_fails_there_is_named_and_nothing_is_published(self, here, dask_cluster, monkeypatch):
        def not_there(folder, inputs, recipe, limits):
            (folder / "plan.json").write_text("{}")

        monkeypatch.setattr("cleancopy.orchestration.work.write_plan", not_there)
        told = {"runner": "dask", "address": dask_cluster.scheduler_address}
        with pytest.raises(ShardFailed, match=r"shard-0001-of-0001-8-documents failed: KeyError"):
            curate(**told)
        assert not (here / "curated/.store/current").exists()


@needs_ray
@pytest.mark.slow
@pytest.mark.prefect
@pytest.mark.usefixtures("prefect_server")
@pytest.mark.filterwarnings("default")
def test_a_local_ray_publishes_the_same_rows(here, direct, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # its workers find an installed cleancopy by themselves
    curate(curated=Path("flow"), runner="ray", workers=2, shard_size=4)
    assert {table: rows(here / "flow", table) for table in TABLES} == direct


REFUSED = [
    (("--runner", "dask", "--direct"), 2, "works through Prefect: leave --direct out"),
    (("--runner", "ray", "--direct"), 2, "works through Prefect: leave --direct out"),
    (("--runner", "threads", "--address", "tcp://127.0.0.1:1", "--direct"), 2, "dask and ray only"),
]


@pytest.mark.parametrize(("words", "code", "said"), REFUSED, ids=[" ".join(case[0]) for case in REFUSED])
def test_a_runner_that_cannot_work_is_refused_in_one_sentence(here, capsys, words, code, said):
    assert answer(["run", *words]) == code
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert not (here / "curated").exists()


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_a_missing_extra_is_named_with_the_command_that_brings_it(here, capsys, monkeypatch, runner):
    monkeypatch.setattr(runners, "find_spec", lambda module: None)
    with pytest.raises(RunnerUnavailable):
        Engine(runner).check()
    assert answer(["run", "--runner", runner]) == 2
    assert f"pip install 'cleancopy[{runner}]'" in capsys.readouterr().err


def test_an_unknown_runner_is_no_parameter():
    with pytest.raises(ValidationError):
        Parameters(runner="spark")
