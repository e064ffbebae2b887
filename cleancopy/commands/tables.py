"""The published tables as commands open them, and where a table lies right now."""

from __future__ import annotations

import os
from pathlib import Path

from cleancopy.errors import CleancopyError, UsageError
from cleancopy.schemas.names import TABLE_NAMES
from cleancopy.store import Store, Version


def resolve(curated: Path, table: str) -> str:
    """The absolute folder of a table's current version: the link resolved once, as every reader should do."""
    known_table(table)
    published(curated)
    return os.path.realpath(curated / table)


def known_table(table: str) -> None:
    """Raises `UsageError` when there is no table of this name."""
    if table not in TABLE_NAMES:
        raise UsageError(f"There is no table {table!r}: the tables are {', '.join(TABLE_NAMES)}.")


def opened(curated: Path) -> Store:
    """The tables published in `curated`. Raises `CleancopyError` when there are none."""
    published(curated)
    return Store(curated)


def chosen(store: Store, number: int | None) -> Version:
    """A version by its number, or the current one. Raises `StoreError` for one that is not kept."""
    return store.published() if number is None else store.version(number)


def published(curated: Path) -> None:
    """Raises `CleancopyError` when nothing is published in `curated`."""
    if not curated.exists():
        raise CleancopyError(
            f"There is no folder {curated}: publish tables with `cleancopy run`, or name their folder."
        )
    if not (curated / ".store" / "current").exists():
        raise CleancopyError(f"Nothing is published in {curated} yet: `cleancopy run` does it.")
