"""`cleancopy run`: raw texts in, published tables out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic.fields import FieldInfo

from cleancopy import store
from cleancopy.commands.interrupt import publishing
from cleancopy.commands.options import Config, Json
from cleancopy.commands.progress import progress_bar
from cleancopy.errors import Exit, GateRefused
from cleancopy.flows.engines import Engine
from cleancopy.flows.local_server import curate_here, stop_server
from cleancopy.orchestration.places import check_folders
from cleancopy.orchestration.report import Report
from cleancopy.orchestration.run import run as orchestrate
from cleancopy.orchestration.shards.workers import process_pool, thread_pool
from cleancopy.settings.parameters import Parameters, takes
from cleancopy.settings.settings import Settings
from cleancopy.show.report import beside
from cleancopy.show.summary import print_summary
from cleancopy.show.terminal import print_json


def _option(name: str, field: FieldInfo) -> Any:
    """A field of `Parameters` as an argument or option of the command."""
    if name in ("raw", "curated"):
        return Annotated[Path, typer.Argument(metavar=name.upper(), help=field.description)]
    if name == "config":
        return Config
    least = next((bound.ge for bound in field.metadata if hasattr(bound, "ge")), None)
    metavar = {"site": "NAME", "address": "URL", "workers": "N", "shard_size": "N"}.get(name)
    flag = [f"--{name.replace('_', '-')}"] if field.annotation is bool else []
    return Annotated[(field.annotation, typer.Option(*flag, help=field.description, metavar=metavar, min=least))]


DIRECT = typer.Option("--direct", help="Without Prefect's bookkeeping; publishes the same rows.")


@takes(Parameters, _option, direct=Annotated[bool, DIRECT], json=Json)
def run(direct: bool, json: bool, **asked: Any) -> None:
    """Clean what is new or changed in RAW and publish it in CURATED: all tables together, or nothing.

    \b
    Exit codes:
    0 done, or published nothing since nothing is new
    1 failed, 2 wrong usage, 3 a gate refused: nothing published
    4 published, but documents met an internal error
    75 another writer is at work, 130 interrupted: nothing published
    """
    parameters = Parameters(**asked)
    if parameters.site is not None and not parameters.rebuild:
        raise typer.BadParameter("goes with --rebuild only", param_hint="--site")
    raw, curated = parameters.raw, parameters.curated
    check_folders(raw, curated)
    Engine(parameters.runner, parameters.address).check(through_prefect=not direct)
    with publishing(curated, _nothing_else if direct else _stop_server) as commit, store.lock(curated):
        commit.begin()
        try:
            report = _curate(parameters, parameters.settings(), direct)
        except GateRefused as refusal:
            if json:
                print_json({"committed": False, "gates": [asdict(gate) for gate in refusal.seen]})
            raise
    _tell(report, curated, json)
    if report.internal_errors:
        raise typer.Exit(Exit.INTERNAL)


def _nothing_else() -> None:
    """Workers end with us; there is no server."""


def _stop_server() -> None:
    stop_server(0)


def _curate(parameters: Parameters, settings: Settings, direct: bool) -> Report:
    with progress_bar() as show:
        if not direct:
            return curate_here(parameters, settings, show)
        workers = thread_pool if parameters.runner == "threads" else process_pool
        where = (parameters.raw, parameters.curated)
        return orchestrate(*where, settings, parameters, workers(settings.workers), show, beside)


def _tell(report: Report, curated: Path, json: bool) -> None:
    if json:
        print_json(report.as_dict())
    else:
        print_summary(report, curated)
