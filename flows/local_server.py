"""Prefect for someone who has no server: a temporary one, quiet, on loopback, and gone when the run is over.

Prefect starts such a server by itself, but it loads the whole server in our process, too, waits for it, and leaves it
behind when we are killed. Here it starts while we load the flow, and it ends with us, however we end.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cleancopy.errors import CleancopyError
from cleancopy.flows.loading import without_collecting
from cleancopy.settings.parameters import Parameters
from cleancopy.settings.settings import Settings

if TYPE_CHECKING:
    from cleancopy.orchestration.report import Progress, Report

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # the command says itself, in one sentence, what went wrong
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
}
"""Environment of an embedded run: telemetry and noise off."""

PATIENCE = 180.0
"""Seconds for the server to start. The first start also makes its database, and the machine may be busy."""


def curate_here(parameters: Parameters, settings: Settings, on_progress: Callable[[Progress], None] | None) -> Report:
    """The flow `curate`, run in this process, which holds the writer's lock and has read the settings already."""
    quiet()
    with without_collecting():
        from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    url = get_current_settings().api.url
    if url and not answers(url):
        raise CleancopyError(
            f"Prefect's server at {url} does not answer: start it, or mend PREFECT_API_URL, or unset it for a "
            "temporary server; `--direct` runs without Prefect."
        )
    server = None if url else TemporaryServer()
    with without_collecting():
        from cleancopy.flows.curate import curate, within_lock

    there = temporary_settings({PREFECT_API_URL: server.ready()}) if server else nullcontext()
    with there, within_lock(settings, on_progress) as outcome:
        here = {"raw": parameters.raw.absolute(), "curated": parameters.curated.absolute()}
        if server:
            mark_crashed(here["curated"])
        curate(**{name: getattr(parameters, name) for name in Parameters.model_fields} | here)
    report: Report = outcome.report
    return report


def answers(url: str) -> bool:
    """Whether Prefect's API is there; never asked through a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url.rstrip('/')}/health", timeout=10):
            return True
    except (OSError, ValueError):
        return False


def mark_crashed(curated: Path) -> None:
    """Tell Prefect of runs into `curated` that were killed: it says they are running, and we hold the lock."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    begun = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=begun))):
            if run.parameters.get("curated") == str(curated):
                client.set_flow_run_state(run.id, Crashed(message="It was killed; the next run found out."), force=True)


def quiet() -> None:
    """Set Prefect's environment up; what the user has set stays. Call it before Prefect is imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" not in os.environ and not _writable(Path.home() / ".prefect"):
        # An unwritable home shows in Prefect as a server that never starts.
        os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="cleancopy-prefect-")


class TemporaryServer:
    """Prefect's API on a free port of loopback. It starts at once and runs until `stop_server` or our end."""

    def __init__(self) -> None:
        """Starts it; `ready` waits for it."""
        self.port = _free_port()
        words = [sys.executable, "-m", "cleancopy.flows.server", str(self.port)]
        # what Prefect sets for a temporary server of its own
        ephemeral = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  closed by `stop`
        self.process = subprocess.Popen(words, env=os.environ | ephemeral, stdout=self.log, stderr=self.log)
        self.guard = _guard(self.process.pid)
        _running.append(self)

    def ready(self) -> str:
        """The address of the API, as soon as it answers. Raises `CleancopyError` when it does not start."""
        url = f"http://127.0.0.1:{self.port}/api"
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            if answers(url):
                return url
            time.sleep(0.05)
        raise CleancopyError(
            f"Prefect's temporary server did not start: {self._last_words()}. `--direct` runs without it."
        )

    def stop(self, patience: float) -> None:
        """End it, after `patience` seconds by force."""
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.guard.kill()
        self.guard.wait()
        self.log.close()

    def _last_words(self) -> str:
        self.log.seek(0)
        said = self.log.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said else "no answer"


_running: list[TemporaryServer] = []


def stop_server(patience: float = 5.0) -> None:
    """End the temporary server, if there is one."""
    while _running:
        _running.pop().stop(patience)


# Registered before Prefect is imported, so that it comes after what Prefect still sends at exit.
atexit.register(stop_server)


def _guard(process_id: int) -> subprocess.Popen[bytes]:
    """A shell that waits on a pipe from us and ends a process when the pipe closes, that is when we are gone."""
    watch = ["/bin/sh", "-c", 'read -r _; kill -9 "$1" 2>/dev/null', "cleancopy-guard", str(process_id)]
    return subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
