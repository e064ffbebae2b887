"""`cleancopy`: the command line. Each sub-command stands in a file of its own under `cleancopy/commands/`.

Imports are lazy, so that `cleancopy clean FILE` and `--help` answer at once: a command module imports what is heavy
(Prefect, pandera, polars) inside its function.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from cleancopy.commands import clean, explain, forget, proof, replay, report, rules, run, sources, templates, versions
from cleancopy.commands import read as tables
from cleancopy.commands.outcome import complain, failure
from cleancopy.errors import Exit
from cleancopy.orchestration.shards.without_pandas import leave_pandas_out

app = typer.Typer(
    name="cleancopy",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
    epilog="Start with [bold]cleancopy run[/bold]; ask why a line went with [bold]cleancopy explain FILE[/bold].",
)

_WORK = "Clean"
_LOOK = "Look into the tables"
_KEEP = "Versions"


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"cleancopy {version('cleancopy')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show where an unexpected error came from (for a bug report).")
    ] = False,
) -> None:
    """Scraped text in. Clean, checked Parquet out. Every line accounted for."""
    if traceback:
        os.environ[_TRACEBACK] = "1"


_TRACEBACK = "_CLEANCOPY_TRACEBACK"

app.command(rich_help_panel=_WORK)(run.run)
app.command(rich_help_panel=_WORK)(sources.sources)
app.command(rich_help_panel=_WORK)(replay.replay)
app.command(rich_help_panel=_WORK)(clean.clean)
app.command(rich_help_panel=_WORK)(explain.explain)
app.command(rich_help_panel=_WORK)(proof.proof)
app.command(rich_help_panel=_LOOK)(tables.path)
app.command(rich_help_panel=_LOOK)(tables.restore)
app.command(rich_help_panel=_LOOK)(tables.verify)
app.command(rich_help_panel=_LOOK)(report.report)
app.command("versions", rich_help_panel=_KEEP)(versions.list_versions)
app.command(rich_help_panel=_KEEP)(versions.diff)
app.command(rich_help_panel=_KEEP)(versions.rollback)
app.command(rich_help_panel=_KEEP)(versions.unpin)
app.command(rich_help_panel=_KEEP)(versions.gc)
app.command(rich_help_panel=_KEEP)(forget.forget)

app.add_typer(rules.app, name="rules", rich_help_panel=_WORK)
app.add_typer(templates.app, name="templates", rich_help_panel=_WORK)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. Errors a user can mend end in one sentence; only faults of ours say more."""
    leave_pandas_out()
    code = answer(arguments)
    if code == Exit.INTERRUPTED:
        # Pools that were ended in the middle of something may still complain while Python shuts down; all is said.
        sys.stderr.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    sys.exit(code)


def answer(arguments: Sequence[str] | None = None) -> int:
    """As `main`, but the exit code is returned."""
    try:
        app(args=arguments, prog_name="cleancopy")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BrokenPipeError:
        # whoever read our output has gone (`cleancopy explain … | head`): no error, but do not write at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:
        return _failed(error)
    return Exit.DONE


def _failed(error: Exception) -> int:
    known = failure(error)
    if known is not None:
        complain(known[0])
        return known[1]
    if os.environ.get(_TRACEBACK):
        raise error
    complain(
        f"An unexpected error, a fault of cleancopy: {type(error).__name__}: {error}. Nothing was published. "
        "Run again with `cleancopy --traceback …` and report what it says."
    )
    return Exit.FAILED


if __name__ == "__main__":
    main()
