"""`cleancopy versions`, `diff`, `rollback`, `unpin` and `gc`: the versions of the tables."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cleancopy import store
from cleancopy.commands.export import keep_off
from cleancopy.commands.options import CURATED, Config, Curated, Json
from cleancopy.commands.tables import chosen, opened
from cleancopy.errors import CleancopyError
from cleancopy.orchestration.record import row_of
from cleancopy.settings.settings import Settings
from cleancopy.show.changes import SCHEMA, changes
from cleancopy.show.differences import as_lines
from cleancopy.show.report import beside
from cleancopy.show.terminal import print_json
from cleancopy.show.written import format_of, write
from cleancopy.store import Version

Number = Annotated[int, typer.Argument(metavar="N", help="A version's number, as `cleancopy versions` lists it.")]


def list_versions(curated: Curated = CURATED, json: Json = False) -> None:
    """List the versions kept: number, time, what made it, rows. The last one is current."""
    held = opened(curated)
    told = [_told(version, tuple(held.tables)) for version in held.versions()]
    if json:
        print_json(told)
        return
    for version in told:
        rows = ", ".join(f"{name} {count:,}" for name, count in version["rows"].items())
        print(f"{version['version']:>6}  {version['committed_at']}  {version['kind']:<8}  {rows}")
    pinned = " and pinned: `cleancopy unpin` lets runs publish again" if held.pinned else ""
    print(f"Version {told[-1]['version']} is current{pinned}.")


def _told(version: Version, tables: tuple[str, ...]) -> dict[str, Any]:
    return {
        "version": version.number,
        "committed_at": datetime.fromtimestamp(version.committed_at, UTC).isoformat(timespec="seconds"),
        "kind": version.manifest.get("info", {}).get("kind", "run"),
        "rows": {name: version.rows(name) for name in tables},
        "folder": version.name,
    }


def diff(
    a: Annotated[int | None, typer.Argument(metavar="A", help="The older version; default: the one before B.")] = None,
    b: Annotated[int | None, typer.Argument(metavar="B", help="The newer version; default: the current one.")] = None,
    curated: Curated = CURATED,
    rows: Annotated[bool, typer.Option("--rows", help="Show the values before and after as well.")] = False,
    table: Annotated[
        Path | None,
        typer.Option(
            "--table",
            metavar="FILE",
            help="Write every change as a row: .parquet, .csv or .jsonl; - prints JSON lines.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Say which documents were added, changed (and in which fields) and removed between two versions.

    Names the first of each kind; --json names all. With --table every field and line that changed is a row, also lines
    of which only the rule, the role or the confidence is another.
    """
    held = opened(curated)
    newer = chosen(held, b).number
    older = _before(held, newer) if a is None else a
    keep_off(table, curated)
    format = format_of(table, None)
    if table is not None:
        count = write(changes(held.diff_parts(older, newer, rows=True)), SCHEMA, table, format)
        print(f"{count:,} changes from version {older} to {newer}", file=sys.stderr)
        return
    found = held.diff(older, newer, rows)
    if json:
        print_json(asdict(found))
    else:
        for line in as_lines(found):
            print(line)


def _before(held: store.Store, number: int) -> int:
    """The version before another, of those that are kept. Raises `CleancopyError` for the first."""
    older = [version.number for version in held.versions() if version.number < number]
    if not older:
        raise CleancopyError(f"Version {number} is the first that is kept: there is none before it.")
    return max(older)


def rollback(version: Number, curated: Curated = CURATED, config: Config = None) -> None:
    """Make an older version current again, as a new commit, and pin it: runs wait until `cleancopy unpin`."""
    with store.lock(curated):
        held = store.Store(curated, beside=beside)
        row = row_of(held, "rollback", {"restored_version": version}, Settings.load(config))
        made = held.rollback(version, {"kind": "rollback", "of": version}, {"runs": row})
    print(f"Version {made.number} is current and equals version {version}. Runs wait until `cleancopy unpin`.")


def unpin(curated: Curated = CURATED) -> None:
    """Let runs publish again after a rollback."""
    with store.lock(curated):
        store.Store(curated).unpin()
    print("Unpinned: the next run publishes what the raw folder holds.")


def gc(curated: Curated = CURATED, config: Config = None) -> None:
    """Remove versions that are beyond both `keep` (a count) and `keep_for` (an age) of the settings."""
    settings = Settings.load(config)
    with store.lock(curated):
        gone = store.Store(curated).gc(settings.keep, settings.keep_for)
    print(f"{len(gone)} versions removed{': ' + ', '.join(gone) if gone else ''}.")
