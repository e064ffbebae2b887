"""When the next run is due, as far as the deployments of `prefect.yaml` say it. Reads the file; asks no server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml
from cronsim import CronSim, CronSimError

FILE = "prefect.yaml"


class Scheduled(NamedTuple):
    """One schedule of a deployment that publishes in the folder asked about."""

    deployment: str
    schedule: str
    """As the file says it, in words."""
    next: datetime | None
    """The next time it is due; None where that is not for us to work out (intervals, RRULEs)."""


def scheduled(folder: Path, curated: Path, now: datetime) -> list[Scheduled]:
    """The active schedules in `folder`/prefect.yaml for the tables under `curated`; none when the file says none.

    A file that cannot be read as one of Prefect's says nothing: what is wrong with it is told by `prefect deploy`.
    """
    try:
        said: Any = yaml.safe_load((folder / FILE).read_text("utf-8"))
        deployments = [one for one in said["deployments"] if _publishes_in(one, folder, curated)]
        return [
            _told(str(one["name"]), schedule, now)
            for one in deployments
            for schedule in one.get("schedules") or ()
            if schedule.get("active", True)
        ]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return []


def _publishes_in(deployment: dict[str, Any], folder: Path, curated: Path) -> bool:
    named = (deployment.get("parameters") or {}).get("curated", "curated")
    return (folder / str(named)).resolve() == curated.resolve()


def _told(deployment: str, schedule: dict[str, Any], now: datetime) -> Scheduled:
    if "cron" not in schedule:
        kinds = [f"{kind} {schedule[kind]}" for kind in ("interval", "rrule") if kind in schedule]
        return Scheduled(deployment, ", ".join(kinds) or "a schedule of another kind", None)
    cron, zone = str(schedule["cron"]), str(schedule.get("timezone") or "UTC")
    try:
        due = next(CronSim(cron, now.astimezone(ZoneInfo(zone))))
    except (CronSimError, StopIteration, ValueError, OSError, KeyError):
        due = None
    return Scheduled(deployment, f"cron {cron} ({zone})", due)
