"""`cleancopy run`: raw texts in, published tables out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleancopy.commands.options import CURATED, RAW, Config, Json
from cleancopy.errors import CleancopyError, Exit
from cleancopy.flows.engines import Engine, Runner

if TYPE_CHECKING:
    from cleancopy.run.report import Report
    from cleancopy.run.run import Options
    from cleancopy.settings.settings import Settings


def run(
    raw: Annotated[Path, typer.Argument(metavar="RAW", help="Folder with the raw *.txt files.")] = RAW,
    curated: Annotated[Path, typer.Argument(metavar="CURATED", help="Folder for the tables.")] = CURATED,
    config: Config = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at work; default: one per core.")] = None,
    shard_size: Annotated[int | None, typer.Option(min=1, help="Documents in one shard at most.")] = None,
    direct: Annotated[
        bool, typer.Option("--direct", help="Without Prefect's bookkeeping; publishes the same rows.")
    ] = False,
    runner: Annotated[
        Runner, typer.Option(help="Who works on the shards; dask and ray are extras, through Prefect only.")
    ] = "processes",
    address: Annotated[
        str | None,
        typer.Option(metavar="URL", help="With dask or ray: a cluster that runs already; default: a local one."),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Clean everything again, also what is unchanged.")] = False,
    site: Annotated[str | None, typer.Option(metavar="NAME", help="With --rebuild: only this site.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what a run would do; clean and publish nothing.")
    ] = False,
    accept_vanished: Annotated[
        bool, typer.Option("--accept-vanished", help="Let through that many inputs are gone at once.")
    ] = False,
    accept_drift: Annotated[
        bool, typer.Option("--accept-drift", help="Let through figures that drift from earlier runs.")
    ] = False,
    json: Json = False,
) -> None:
    """Clean what is new or changed in RAW and publish it in CURATED: all tables together, or nothing.

    Exit codes: 0 done; 1 failed, nothing published; 2 usage; 3 a gate refused the run, nothing published;
    4 published, but documents met an internal error; 75 another writer is at work; 130 interrupted, nothing published.
    """
    if site is not None and not rebuild:
        raise typer.BadParameter("goes with --rebuild only", param_hint="--site")
    _check(raw, curated)
    engine = Engine(runner, address)
    engine.check(through_prefect=not direct)

    from cleancopy.commands.interrupt import publishing

    with publishing(curated, _nothing_else if direct else _stop_server) as commit, _lock(curated):
        commit.begin()
        from cleancopy.run.run import Options
        from cleancopy.settings.settings import Settings

        changes = {"workers": workers, "shard_size": shard_size}
        settings = Settings.load(config).model_copy(update={k: v for k, v in changes.items() if v is not None})
        options = Options(
            rebuild=rebuild, site=site, dry_run=dry_run, accept_vanished=accept_vanished, accept_drift=accept_drift
        )
        report = _curate(raw, curated, config, settings, options, engine, direct)
    _tell(report, curated, json)
    if report.internal_errors:
        raise typer.Exit(Exit.INTERNAL)


def _check(raw: Path, curated: Path) -> None:
    """What would only go wrong later, said before anything starts."""
    if not raw.is_dir():
        what = "is not a folder" if raw.exists() else "does not exist"
        raise CleancopyError(
            f"The raw folder {raw} {what}: create it and put *.txt files into it, or name another one."
        )
    if curated.exists() and not curated.is_dir():
        raise CleancopyError(f"{curated} is a file: move it away, or name a folder for the tables.")
    inside, outside = curated.resolve(), raw.resolve()
    if inside == outside or outside in inside.parents:
        raise CleancopyError(f"{curated} lies in the raw folder, which is never written to: name another folder.")


def _lock(curated: Path) -> AbstractContextManager[None]:
    from cleancopy import store

    return store.lock(curated)


def _nothing_else() -> None:
    """Workers end with us; there is no server."""


def _stop_server() -> None:
    from cleancopy.flows.local_server import stop_server

    stop_server(0)


def _curate(
    raw: Path, curated: Path, config: Path | None, settings: Settings, options: Options, engine: Engine, direct: bool
) -> Report:
    from cleancopy.commands.progress import progress_bar

    with progress_bar() as show:
        if direct:
            from cleancopy.run.run import run as orchestrate
            from cleancopy.run.shards.workers import process_pool, thread_pool
            from cleancopy.show.report import beside

            workers = thread_pool if engine.runner == "threads" else process_pool
            return orchestrate(raw, curated, settings, options, workers(settings.workers), show, beside)
        from cleancopy.flows.local_server import curate_here

        return curate_here(raw, curated, config, settings, options, engine, show)


def _tell(report: Report, curated: Path, json: bool) -> None:
    from cleancopy.show.summary import print_summary
    from cleancopy.show.terminal import print_json

    if json:
        print_json(report.as_dict())
    else:
        print_summary(report, curated)
