"""Where a table lies right now: the link resolved once, as every reader should do."""

from __future__ import annotations

import os
from pathlib import Path

from cleancopy.errors import CleancopyError, UsageError
from cleancopy.schemas.names import TABLE_NAMES


def resolve(curated: Path, table: str) -> str:
    """The absolute folder of a table's current version."""
    known_table(table)
    published(curated)
    return os.path.realpath(curated / table)


def known_table(table: str) -> None:
    """Raises `UsageError` when there is no table of this name."""
    if table not in TABLE_NAMES:
        raise UsageError(f"There is no table {table!r}: the tables are {', '.join(TABLE_NAMES)}.")


def published(curated: Path) -> None:
    """Raises `CleancopyError` when nothing is published in `curated`."""
    if not curated.exists():
        raise CleancopyError(
            f"There is no folder {curated}: publish tables with `cleancopy run`, or name their folder."
        )
    if not (curated / ".store" / "current").exists():
        raise CleancopyError(f"Nothing is published in {curated} yet: `cleancopy run` does it.")
