"""`cleancopy replay`: what sits in quarantine, once more, after a rule or a setting changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from cleancopy import store
from cleancopy.commands.interrupt import publishing
from cleancopy.commands.options import CURATED, RAW, Config, Curated, Json, RawFolder
from cleancopy.commands.tables import published
from cleancopy.errors import Exit
from cleancopy.orchestration.replay import replay as again
from cleancopy.orchestration.turns import Replayed
from cleancopy.settings.settings import Settings
from cleancopy.show.report import beside
from cleancopy.show.terminal import NAMED, print_json, safe


def replay(
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="CODE", help="Only what was turned away for this reason.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show which rows would change; publish nothing.")] = False,
    curated: Curated = CURATED,
    raw: RawFolder = RAW,
    config: Config = None,
    json: Json = False,
) -> None:
    """Clean what sits in quarantine again, from its stored bytes, with the rules and settings as they are now.

    Shows first which rows change, then publishes them in one commit; documents whose outcome and reasons stay the same
    are left alone. The raw folder is looked into only for the hints of sidecars. Exit codes as of `cleancopy run`.
    """
    published(curated)
    with publishing(curated, lambda: None) as commit, store.lock(curated):
        commit.begin()
        found = again(raw, curated, Settings.load(config), reason, dry_run, None if json else _show, beside)
    if json:
        print_json(asdict(found))
    else:
        _tell(found, reason)
    if found.internal_errors:
        raise typer.Exit(Exit.INTERNAL)


def _show(found: Replayed) -> None:
    """The first documents that change: path, why each was turned away, and what it is now."""
    for turn in found.turns[:NAMED]:
        if turn.outcome == "curated":
            now = f"curated: {safe(turn.title or 'without a title')!r}, {turn.words:,} words"
        else:
            now = f"quarantined: {_said(turn.after)}"
        print(f"{safe(turn.source_path)}  ({turn.doc_id})\n    {_said(turn.before)} -> {now}")
    if more := found.turns[NAMED:]:
        print(f"and {len(more):,} more, which --json names")


def _said(reasons: list[dict[str, Any]]) -> str:
    return "; ".join(f"{reason['code']} ({safe(reason['detail'])})" for reason in reasons)


def _tell(found: Replayed, reason: str | None) -> None:
    curated = sum(turn.outcome == "curated" for turn in found.turns)
    print(
        f"{curated:,} documents admitted, {len(found.turns) - curated:,} with other reasons, "
        f"{found.same:,} as before and left alone ({found.seconds:.1f} s)."
    )
    if reason is not None and not (found.turns or found.same):
        others = ", ".join(f"{code} {count}" for code, count in sorted(found.other_reasons.items()))
        print(f"Nothing in quarantine has the reason {safe(reason)}; there are: {others or 'none'}.")
    if found.without_bytes:
        print(f"{found.without_bytes:,} have no stored bytes (too large or unreadable): `cleancopy run --rebuild`.")
    if found.without_hints:
        print(f"{found.without_hints:,} went without the hints of their sidecars, which are not there as they were.")
    if found.committed:
        print(f"Version {found.version} published.")
    elif found.dry_run:
        print("Dry run: nothing published.")
    else:
        print("Nothing changes: the published tables stay as they are.")
