"""The flow: Prefect around one run. Prefect supplies only the map over shards; the rows are the same.

Run it with `cleancopy run`, `python -m cleancopy.flows.curate`, a deployment (`prefect.yaml`) or `curate.serve(...)`.
Only paths and numbers travel as parameters. One task is one shard: it runs on a thread and hands its shard to a pool of
processes, or it runs on the workers of a cluster (`runner`).
"""

from __future__ import annotations

import runpy
import sys

if __name__ == "__main__":
    # `python -m cleancopy.flows.curate` is `cleancopy run`, which takes the lock and quietens Prefect first.
    sys.argv[1:1] = ["run"]
    runpy.run_module("cleancopy.cli", run_name="__main__")

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.runtime import flow_run as current_flow_run
from prefect.states import Completed, Failed, get_state_exception
from prefect.task_runners import ThreadPoolTaskRunner

from cleancopy import store
from cleancopy.errors import CleancopyError, GateRefused, ShardFailed
from cleancopy.flows.artifacts import progress, rename, show, show_refusal
from cleancopy.flows.engines import Engine, at_work
from cleancopy.orchestration.places import check_folders
from cleancopy.orchestration.report import Progress, Report
from cleancopy.orchestration.run import run as orchestrate
from cleancopy.orchestration.shards.alone import work_on
from cleancopy.orchestration.shards.crew import Crew, crew
from cleancopy.orchestration.shards.order import ShardResult, ShardTask
from cleancopy.orchestration.shards.workers import MapShards, are_few
from cleancopy.settings.parameters import Parameters, takes
from cleancopy.settings.settings import Settings
from cleancopy.show.report import beside
from cleancopy.show.run_page import sentence


@dataclass
class _Caller:
    """What a caller in this process, who holds the lock, hands to the flow and takes from it."""

    settings: Settings
    on_progress: Callable[[Progress], None] | None
    on_sigterm: Any = None
    report: Any = None

    def keeps_signals(self) -> None:
        """SIGTERM means what it meant to the caller. Prefect's handler would wait for whatever is at work to end."""
        if self.on_sigterm and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self.on_sigterm)


_caller: ContextVar[_Caller | None] = ContextVar("caller", default=None)


@contextmanager
def within_lock(settings: Settings, on_progress: Callable[[Progress], None] | None) -> Iterator[_Caller]:
    """For a caller who holds the lock and has read the settings: the flow does neither, and leaves its report here."""
    caller = _Caller(settings, on_progress, signal.getsignal(signal.SIGTERM))
    token = _caller.set(caller)
    try:
        yield caller
    finally:
        _caller.reset(token)


def _who_called() -> _Caller | None:
    """A function, because the flow itself travels to a cluster's workers, and a context variable cannot."""
    return _caller.get()


def _flow_run_name() -> str:
    return f"curate {Path(current_flow_run.parameters.get('raw', 'raw')).name}"


def _may_pass(task: Any, run: Any, state: Any) -> bool:
    """Whether a task failed because of the storage, which may be better in a moment; nothing else is tried again."""
    return store.may_pass(_exception_of(state))


def _exception_of(state: Any) -> Any:
    """What a state failed of. Unless told otherwise Prefect gives a coroutine where an event loop runs: a notebook."""
    exception_of: Any = get_state_exception  # `_sync` is not in its signature
    return exception_of(state, _sync=True)


@task(
    task_run_name="{shard.name}",
    persist_result=False,
    cache_policy=NO_CACHE,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=_may_pass,
)
def clean_one_shard(shard: ShardTask, workers: Crew | None) -> ShardResult:
    """One shard: by a process of `workers` while this thread waits; without them by whoever runs this task."""
    return workers.clean(shard) if workers else work_on(shard)


def _map_through_prefect(engine: Engine, workers: int) -> MapShards:
    """The map that Prefect supplies: one task a shard, results as they come; the first failure names its shard."""

    def map_shards(tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        if not tasks:
            return
        with _at_work(engine, workers, tasks) as submit:
            futures = {submit(shard): shard for shard in tasks}
            for future in as_completed(list(futures)):
                future.wait()  # before it the state may still read as running
                if not future.state.is_completed():
                    raise ShardFailed(f"{futures[future].name} failed: {_fault(future)}")
                yield future.result()

    return map_shards


@contextmanager
def _at_work(engine: Engine, workers: int, shards: Sequence[ShardTask]) -> Iterator[Callable[[ShardTask], Any]]:
    """A function that hands a shard to whoever works and gives a future."""
    if engine.runner != "processes":
        with at_work(engine, min(workers, len(shards))) as submit:
            yield lambda shard: submit(clean_one_shard, {"shard": shard, "workers": None})
        return
    with nullcontext() if are_few(shards, workers) else crew(min(workers, len(shards))) as them:
        yield lambda shard: clean_one_shard.submit(shard, them)


def _fault(future: Any) -> str:
    """What a task failed of. A worker that was lost leaves no state behind, only its future knows."""
    if future.state.is_final():
        fault = _exception_of(future.state)
    else:
        try:
            future.result()
        except Exception as lost:
            fault = lost
    return f"{type(fault).__name__}: {fault}"


_threads: Any = ThreadPoolTaskRunner(max_workers=64)
"""Threads that wait for processes; how many of those are at work is a setting."""


@flow(
    name="curate",
    flow_run_name=_flow_run_name,
    persist_result=False,
    task_runner=_threads,
    description="Scraped text in raw/ becomes clean, checked Parquet tables in curated/, every line accounted for.",
)
@takes(Parameters)
def curate(**asked: Any) -> Any:
    """Clean what is new or changed and publish it: all tables together, or nothing.

    Gives the report as plain data, and raises what kept a run from publishing. Prefect's page has the same as a
    sentence: a refusal is no fault, so it comes without a traceback.
    """
    parameters, caller = Parameters(**asked), _who_called()
    if caller:
        caller.keeps_signals()
    try:
        report = _curated(parameters, caller)
    except CleancopyError as refusal:
        if isinstance(refusal, GateRefused):
            show_refusal(refusal, parameters.curated)
        get_run_logger().error("%s", refusal)
        return Failed(message=str(refusal), data=refusal)
    if caller:
        caller.report = report
    show(report, sentence(report), parameters.raw, parameters.curated)
    rename(report, parameters.raw)
    get_run_logger().info("%s", sentence(report))
    return Completed(message=sentence(report), data=report.as_dict())


def _curated(parameters: Parameters, caller: _Caller | None) -> Report:
    check_folders(parameters.raw, parameters.curated)
    with nullcontext() if caller else store.lock(parameters.curated):
        settings = caller.settings if caller else parameters.settings()
        engine = Engine(parameters.runner, parameters.address)
        engine.check()
        with progress(caller.on_progress if caller else None) as tell:
            where, workers = (parameters.raw, parameters.curated), settings.workers
            return orchestrate(*where, settings, parameters, _map_through_prefect(engine, workers), tell, beside)
