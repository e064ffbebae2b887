"""`cleancopy`: the command line. Each command is in a file of `cleancopy/commands/`, loaded when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from cleancopy.commands.lazy import Commands
from cleancopy.commands.outcome import complain, failure, files_behind
from cleancopy.errors import Exit
from cleancopy.orchestration.shards.without_pandas import leave_pandas_out

app = typer.Typer(
    name="cleancopy",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
    epilog="Start with [bold]cleancopy init[/bold] and [bold]cleancopy run[/bold]; ask why a line went with "
    "[bold]cleancopy explain FILE[/bold].",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"cleancopy {version('cleancopy')}")
        raise typer.Exit


@app.callback()
def root(
    version_: Annotated[
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. Errors a user can mend end in one sentence; only faults of ours say more."""
    leave_pandas_out()
    # Arrow's own allocator holds on to a hundred megabytes of a million documents that the C library's gives back.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
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
        for line in files_behind(error):
            print(line, file=sys.stderr)
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
