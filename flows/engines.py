"""Who works on the shards when Prefect maps them: processes or threads here, or a Dask or Ray cluster.

Whoever works reads and writes the same folders under the same paths (the raw folder, `curated/.store/staging`); what
travels is a path and a few numbers. What is published is the same, whoever worked.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from cleancopy.errors import RunnerUnavailable
from cleancopy.settings.parameters import Runner

_CLUSTERS = {"dask": "prefect_dask", "ray": "prefect_ray"}
"""Runners that are clusters, and the module of the extra that brings them."""

_LOOPBACK = "127.0.0.1"

_QUIET_RAY = {"include_dashboard": False, "log_to_driver": False, "logging_level": logging.ERROR}


@dataclass(frozen=True)
class Engine:
    """Which runner, and for a cluster where it is; without an address a local cluster is started and ended again."""

    runner: Runner = "processes"
    address: str | None = None

    def check(self, through_prefect: bool = True) -> None:
        """Raises `RunnerUnavailable` with one sentence when this engine cannot work here."""
        if self.address is not None and self.runner not in _CLUSTERS:
            raise RunnerUnavailable(f"An address goes with the runners dask and ray only, not with {self.runner}.")
        if self.runner not in _CLUSTERS:
            return
        if not through_prefect:
            raise RunnerUnavailable(f"The runner {self.runner} works through Prefect: leave --direct out.")
        if find_spec(_CLUSTERS[self.runner]) is None:
            extra = f"pip install 'cleancopy[{self.runner}]'"
            raise RunnerUnavailable(f"The runner {self.runner} needs an extra that is not installed: {extra}.")


Submit = Callable[[Any, dict[str, Any]], Any]
"""Hands a Prefect task and its parameters to the engine; gives a future."""


@contextmanager
def at_work(engine: Engine, workers: int) -> Iterator[Submit]:
    """An engine other than `processes`, as long as the block lasts; `workers` is the size of one that is started here.

    Call it inside a flow run. Leaving the block gives up what was not finished.
    """
    engine.check()
    on_sigterm = signal.getsignal(signal.SIGTERM)
    with _task_runner(engine, workers) as runner:
        if on_sigterm and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, on_sigterm)  # Ray has put its own in the place, which aborts the process
        yield runner.submit


def _task_runner(engine: Engine, workers: int) -> Any:
    """Prefect's task runner for an engine. Nothing that is started here listens beyond loopback."""
    if engine.runner == "dask":
        from prefect_dask import DaskTaskRunner

        if engine.address:
            return DaskTaskRunner(address=engine.address)
        logging.getLogger("distributed").setLevel(logging.ERROR)  # it tells of each worker that comes and goes
        local = {"n_workers": workers, "threads_per_worker": 1, "host": _LOOPBACK, "silence_logs": logging.ERROR}
        pages = {"dashboard_address": f"{_LOOPBACK}:0", "worker_dashboard_address": f"{_LOOPBACK}:0"}
        return DaskTaskRunner(cluster_kwargs=local | pages)
    if engine.runner == "ray":
        if not engine.address:
            # Read when Ray is imported, here and in what it starts: without it a local Ray listens on the network.
            os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        from prefect_ray import RayTaskRunner

        if engine.address:
            return RayTaskRunner(address=engine.address)
        return RayTaskRunner(init_kwargs=_QUIET_RAY | {"num_cpus": workers})
    from prefect.task_runners import ThreadPoolTaskRunner

    return ThreadPoolTaskRunner(max_workers=workers)
