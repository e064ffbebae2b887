"""`cleancopy versions`, `diff`, `rollback`, `unpin`, `gc` and `forget`: the versions of the tables, and takedowns."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.options import CURATED, Config, Curated, Json
from flows.commands.outcome import CommandError, Exit

Number = Annotated[int, typer.Argument(metavar="N", help="A version's number, as `cleancopy versions` lists it.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def list_versions(curated: Curated = CURATED, json: Json = False) -> None:
    """List the versions kept: number, time, rows, what changed. The last one is current."""
    from flows.commands.tables import published
    from flows.commands.terminal import print_json
    from flows.store import Store

    published(curated)
    store = Store(curated)
    versions = [
        {
            "version": version.number,
            "committed_at": datetime.fromtimestamp(version.committed_at, UTC).isoformat(timespec="seconds"),
            "kind": version.manifest.get("info", version.manifest).get("kind"),
            "rows": {name: version.rows(name) for name in store.tables},
            "name": version.name,
        }
        for version in store.versions()
    ]
    if json:
        print_json(versions)
        return
    for version in versions:
        rows = ", ".join(f"{name} {count:,}" for name, count in version["rows"].items())
        print(f"{version['version']:>6}  {version['committed_at']}  {version['kind'] or '':<10}  {rows}")
    print(f"{versions[-1]['version']} is current{' and pinned: `cleancopy unpin` lets runs go on' if store.pinned else ''}.")


def diff(
    older: Annotated[int, typer.Argument(metavar="A", help="The older version's number.")],
    newer: Annotated[int, typer.Argument(metavar="B", help="The newer version's number.")],
    curated: Curated = CURATED,
    rows: Annotated[bool, typer.Option("--rows", help="Show the values before and after as well.")] = False,
    json: Json = False,
) -> None:
    """Say which documents were added, changed (and in which fields) and removed between two versions."""
    from flows.commands.tables import published
    from flows.commands.terminal import print_json
    from flows.store import Store

    published(curated)
    found = Store(curated).diff(older, newer, rows)
    if json:
        print_json(found.as_dict())
    else:
        _print_diff(found)


def _print_diff(found: Any) -> None:
    raise NotImplementedError


def rollback(version: Number, curated: Curated = CURATED) -> None:
    """Make an older version current again, as a new commit, and pin it: runs wait until `cleancopy unpin`."""
    from flows import store

    with store.lock(curated):
        made = store.Store(curated).rollback(version, {"kind": "rollback"})
    print(f"Version {made.number} is current and equals version {version}. Runs wait until `cleancopy unpin`.")


def unpin(curated: Curated = CURATED) -> None:
    """Let runs publish again after a rollback."""
    from flows import store

    with store.lock(curated):
        store.Store(curated).unpin()
    print("Unpinned: the next run publishes what the raw folder holds.")


def gc(curated: Curated = CURATED, config: Config = None) -> None:
    """Remove versions that are beyond both `keep` (a count) and `keep_for` (an age) of the settings."""
    from flows import store
    from flows.settings import Settings

    settings = Settings.load(config)
    with store.lock(curated):
        gone = store.Store(curated).gc(settings.keep, settings.keep_for)
    print(f"{len(gone)} versions removed{': ' + ', '.join(gone) if gone else ''}.")


def forget(
    document: Annotated[str, typer.Argument(metavar="SOURCE_PATH|DOC_ID", help="The document to take down.")],
    curated: Curated = CURATED,
    copies: Annotated[
        bool | None, typer.Option("--copies/--no-copies", help="Take its exact copies down too, or leave them.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Take a document down: a version without it, and no older version that still holds its text.

    What stays is a tombstone (path, doc_id, hash) that keeps the same path or the same bytes out for good.
    """
    from flows import store
    from flows.commands.terminal import safe

    with store.lock(curated):
        held = store.Store(curated)
        twins = held.exact_copies(document)
        for twin in twins:
            print(f"An exact copy: {safe(twin)}")
        if twins and copies is None:
            copies = not yes and typer.confirm("Take the copies down as well?")
        names = [document, *(twins if copies else ())]
        if not yes:
            typer.confirm(f"Forget {len(names)} documents for good, in every version?", abort=True)
        made = held.forget(names, {"kind": "forget"})
    print(f"Forgotten: {len(names)}. Version {made.number} is current, older ones are gone.")


__all__ = ["CommandError", "Exit", "Path"]
