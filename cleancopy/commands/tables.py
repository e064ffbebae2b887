"""Where a table lies right now: the link resolved once, as every reader should do."""

from __future__ import annotations

import os
from pathlib import Path

from cleancopy.commands.outcome import CommandError, Exit

TABLES = ("articles", "lines", "copies", "quarantine", "sources", "runs")


def resolve(curated: Path, table: str) -> str:
    """The absolute folder of a table's current version."""
    if table not in TABLES:
        raise CommandError(f"There is no table {table!r}: the tables are {', '.join(TABLES)}.", Exit.USAGE)
    published(curated)
    return os.path.realpath(curated / table)


def published(curated: Path) -> None:
    """Raises `CommandError` when nothing is published in `curated`."""
    if not curated.exists():
        raise CommandError(f"There is no folder {curated}: publish tables with `cleancopy run`, or name their folder.")
    if not (curated / ".store" / "current").exists():
        raise CommandError(f"Nothing is published in {curated} yet: `cleancopy run` does it.")
