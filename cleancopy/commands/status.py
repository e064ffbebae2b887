"""`cleancopy status`: how the published tables are, on one screen."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path

from cleancopy.commands.options import CURATED, Config, Curated, Json
from cleancopy.commands.tables import opened
from cleancopy.flows.deployments import Scheduled, scheduled
from cleancopy.orchestration.status import Status
from cleancopy.orchestration.status import status as found_in
from cleancopy.settings.settings import Settings
from cleancopy.show.terminal import print_json, safe


def status(curated: Curated = CURATED, config: Config = None, json: Json = False) -> None:
    """Say how the tables are: current version, last run, stale documents, quarantine by reason, the next run due."""
    found = found_in(opened(curated), Settings.load(config))
    due = scheduled(Path.cwd(), curated, datetime.now(UTC))
    if json:
        print_json(found.as_dict() | {"scheduled": [one._asdict() for one in due]})
        return
    for name, told in _lines(found, due):
        print(f"{name:<12}{safe(told)}")


def _lines(found: Status, due: list[Scheduled]) -> list[tuple[str, str]]:
    run = found.last_run
    rows = ", ".join(f"{name} {found.rows[name]:,}" for name in ("articles", "lines", "quarantine"))
    pinned = "; pinned by a rollback: `cleancopy unpin` lets runs publish again" if found.pinned else ""
    lines = [
        ("version", f"{found.version}, published {_at(found.committed_at)} ({_ago(found.committed_at)} ago){pinned}"),
        ("rows", f"{rows}; {found.versions_kept} versions are kept"),
        ("last commit", f"a {run['kind']} of {run['seconds']:.1f} s, {_counts(run['documents']) or 'no documents'}"),
        ("ledger", _counts(found.outcomes)),
        ("quarantine", _counts(found.quarantine_reasons) or "nothing"),
        ("stale", _stale(found.stale_sites)),
    ]
    for one in due:
        when = f"{one.next.isoformat(timespec='minutes')}, " if one.next else ""
        lines.append(("next run", f"{when}{one.schedule}, deployment {one.deployment} of prefect.yaml"))
    return lines


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)


def _stale(sites: dict[str, int]) -> str:
    if not sites:
        return "nothing: every document was made with the rules and settings in force"
    told = ", ".join(f"{site or 'no site'} {count:,}" for site, count in sites.items())
    only = next(iter(sites)) if len(sites) == 1 else ""
    redo = f"cleancopy run --rebuild{f' --site {shlex.quote(only)}' if only else ''}"
    return f"{told}; made with other rules or settings: `{redo}` cleans them again"


def _at(instant: datetime) -> str:
    return instant.isoformat(sep=" ", timespec="seconds")


def _ago(instant: datetime) -> str:
    """`3 min`, `2 h`, `5 days`."""
    seconds = (datetime.now(UTC) - instant).total_seconds()
    for most, one, unit in ((100, 1, "s"), (6000, 60, "min"), (172800, 3600, "h")):
        if seconds < most:
            return f"{seconds / one:.0f} {unit}"
    return f"{seconds / 86400:.0f} days"
