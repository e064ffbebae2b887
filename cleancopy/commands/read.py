"""`cleancopy path`, `restore` and `verify`: what stands in the published tables, and the proof that it does."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from cleancopy.commands.options import CURATED, Config, Curated, Json, Out
from cleancopy.commands.tables import opened, resolve
from cleancopy.errors import Exit, UsageError
from cleancopy.pipeline.decide.rule_names import rule_names
from cleancopy.settings.settings import Settings
from cleancopy.show.terminal import print_json, safe
from cleancopy.store import Proof


def path(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="A table's name, such as articles.")],
    curated: Curated = CURATED,
) -> None:
    """Print the folder of a table's current version. Resolve once, then read: a run may swap the link meanwhile."""
    print(resolve(curated, table))


def restore(
    source_path: Annotated[str, typer.Argument(metavar="SOURCE_PATH", help="As in the column source_path.")],
    curated: Curated = CURATED,
    out: Out = None,
) -> None:
    """Rebuild a raw file byte for byte, from the tables alone."""
    data = opened(curated).restore(source_path)
    if out is None:
        if sys.stdout.isatty():
            raise UsageError("The raw bytes could steer your terminal: name a file with -o, or pipe the output.")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        out.write_bytes(data)


def verify(
    curated: Curated = CURATED,
    config: Config = None,
    sample: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only N documents, at a random place, and their files."),
    ] = None,
    json: Json = False,
) -> None:
    """Prove the published tables: sources restore, texts are the fold of their lines, taken lines have a reason.

    Exit code 1 and a list when something does not hold.
    """
    proof = opened(curated).verify(rule_names(Settings.load(config).recipe().extra_rules), sample)
    if json:
        _print_proof_as_json(proof)
    else:
        _print_proof(proof)
    if not proof.ok:
        raise typer.Exit(Exit.FAILED)


def _print_proof(proof: Proof) -> None:
    for finding in proof.findings:
        print(f"{safe(finding.code)}  {safe(finding.where)}: {safe(finding.detail)}")
    print(
        f"Version {proof.version}: {proof.files:,} files, {proof.lines:,} lines, {proof.restored:,} sources restored."
    )
    for outcome, count in sorted(proof.outcomes.items()):
        kept = "  (its bytes are not kept)" if outcome in proof.exceptions else ""
        print(f"{count:>10,}  {safe(outcome)}{kept}")
    print("Everything holds." if proof.ok else f"{len(proof.findings):,} broken promises.")


def _print_proof_as_json(proof: Proof) -> None:
    counts = {
        name: getattr(proof, name) for name in ("version", "files", "lines", "restored", "outcomes", "exceptions")
    }
    print_json({"ok": proof.ok, **counts, "findings": [asdict(finding) for finding in proof.findings]})
