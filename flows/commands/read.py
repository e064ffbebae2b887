"""`cleancopy path`, `restore` and `verify`: what stands in the published tables, and the proof that it does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import CURATED, Curated, Json
from flows.commands.outcome import CommandError, Exit


def path(
    table: Annotated[str, typer.Argument(help="articles, lines, copies, quarantine, sources or runs.")],
    curated: Curated = CURATED,
) -> None:
    """Print the folder of a table's current version. Resolve once, then read: a run may swap the link meanwhile."""
    from flows.commands.tables import resolve

    print(resolve(curated, table))


def restore(
    source_path: Annotated[str, typer.Argument(metavar="SOURCE_PATH", help="As in the column source_path.")],
    curated: Curated = CURATED,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
    ] = None,
) -> None:
    """Rebuild a raw file byte for byte, from the tables alone."""
    from flows.commands.tables import published
    from flows.store import Store

    published(curated)
    data = Store(curated).restore(source_path)
    if output is None:
        if sys.stdout.isatty():
            raise CommandError(
                "The raw bytes could steer your terminal: name a file with -o, or pipe the output.", Exit.USAGE
            )
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(data)


def verify(curated: Curated = CURATED, json: Json = False) -> None:
    """Prove the published tables: every source restores, every text is the fold of its lines, every taken line has a reason.

    Exit code 1 and a list when something does not hold.
    """
    from dataclasses import asdict

    from flows.commands.tables import published
    from flows.commands.terminal import print_json, safe
    from flows.store import Store

    published(curated)
    proof = Store(curated).verify()
    if json:
        print_json(asdict(proof))
    else:
        for fault in proof.faults:
            print(safe(fault))
        for what, count in proof.counts.items():
            print(f"{count:>10,}  {safe(what)}")
        print("Everything holds." if not proof.faults else f"{len(proof.faults):,} faults.")
    if proof.faults:
        raise typer.Exit(Exit.FAILED)
