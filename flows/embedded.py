"""Prefect for someone who has no server: quiet, on loopback, and gone when the run is over.

Without `PREFECT_API_URL` a flow starts a temporary server of its own. This module sets Prefect up for that before it is
imported (what the user has set stays), and sees to it that the server does not outlive us, however we end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.report import Progress, Report
    from flows.run import Options
    from flows.settings import Settings

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # the command says itself, in one sentence, what went wrong
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLI_PROMPT": "false",
    # 20 s by default: too short on a busy machine, where the first start also makes the database
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}
"""Environment of an embedded run: telemetry and noise off, patience for the start."""

_guards: list[subprocess.Popen[bytes]] = []


def quiet() -> None:
    """Set Prefect's environment up. Call it before Prefect is imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" not in os.environ and not _writable(Path.home() / ".prefect"):
        # An unwritable home shows in Prefect as a server that never starts.
        os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="cleancopy-prefect-")


def curate_here(
    raw: Path,
    curated: Path,
    config: Path | None,
    settings: Settings,
    options: Options,
    on_progress: Callable[[Progress], None] | None,
) -> Report:
    """The flow `curate`, run in this process, which holds the writer's lock of `curated` already."""
    quiet()
    _guard_server()
    from flows.curate import CurateParameters, curate, within_lock

    parameters = CurateParameters(
        raw=raw.resolve(),
        curated=curated.resolve(),
        config=config.resolve() if config else None,
        workers=settings.workers,
        shard_size=settings.shard_size,
        rebuild=options.rebuild,
        site=options.site,
        dry_run=options.dry_run,
        accept_vanished=options.accept_vanished,
        accept_drift=options.accept_drift,
    )
    with within_lock(on_progress) as outcome:
        curate(parameters)
    return outcome.report


def stop_server() -> None:
    """End the temporary server at once, if there is one."""
    server = sys.modules.get("prefect.server.api.server")
    for instance in list(getattr(getattr(server, "SubprocessASGIServer", None), "_instances", {}).values()):
        if instance.server_process is not None:
            instance.server_process.kill()


def _guard_server() -> None:
    """Tie each temporary server to our life: a shell waits on a pipe from us and ends the server when it closes."""
    from prefect.server.api.server import SubprocessASGIServer

    start: Any = getattr(SubprocessASGIServer, "_run_uvicorn_command", None)
    if start is None or getattr(start, "guarded", False):
        return

    def guarded(self: Any) -> Any:
        process = start(self)
        watch = ["/bin/sh", "-c", 'read -r _; kill -9 "$1" 2>/dev/null', "cleancopy-guard", str(process.pid)]
        _guards.append(subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True))
        return process

    guarded.guarded = True  # type: ignore[attr-defined]
    SubprocessASGIServer._run_uvicorn_command = guarded  # type: ignore[method-assign]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
