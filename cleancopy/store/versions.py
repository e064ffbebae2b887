"""The versions on disk: which one is current, which there are, what a crash left behind, which may go."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from cleancopy.errors import StoreError
from cleancopy.store.disk import discard, write_durably
from cleancopy.store.entries import Entry
from cleancopy.store.layout import MANIFEST, VERSION_NAME, Layout


@dataclass(frozen=True, slots=True)
class Version:
    """One published state of all tables. `manifest` is what `manifest.json` says."""

    number: int
    name: str
    folder: Path
    manifest: dict[str, Any]

    def entries(self, table: str) -> list[Entry]:
        """The files of a table as the manifest names them; none for a table this version did not know."""
        said = self.manifest["tables"].get(table, {"files": []})
        return [Entry(**file) for file in said["files"]]

    def files(self, table: str) -> list[Path]:
        """The paths of a table's files."""
        return [self.folder / table / entry.name for entry in self.entries(table)]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return sum(entry.rows for entry in self.entries(table))

    @property
    def committed_at(self) -> float:
        """Seconds since 1970 when it was committed."""
        return float(self.manifest["committed_at"])


def current_version(layout: Layout) -> Version | None:
    """What a reader sees now; None before the first commit."""
    name = pointer(layout)
    if name is None:
        return None
    return load_version(layout, name)


def pointer(layout: Layout) -> str | None:
    """The name the current link leads to."""
    try:
        return layout.current.readlink().name
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"{layout.current} is not a link: restore it to lead to versions/<name>.") from error


def load_version(layout: Layout, name: str) -> Version:
    """A version by its folder's name."""
    folder = layout.versions / name
    found = VERSION_NAME.fullmatch(name)
    try:
        if found is None:
            raise ValueError("not a version's name")
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return Version(int(found[1]), name, folder, manifest)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"Version {name} in {layout.versions} cannot be read ({error}): point {layout.current} to a whole one."
        ) from error


def all_versions(layout: Layout) -> list[Version]:
    """Every version up to the current one, oldest first."""
    current = current_version(layout)
    if current is None:
        return []
    older = [load_version(layout, name) for number, name in _folders(layout) if number < current.number]
    return [*older, current]


def _folders(layout: Layout) -> list[tuple[int, str]]:
    try:
        names = [folder.name for folder in layout.versions.iterdir()]
    except FileNotFoundError:
        return []
    return sorted((int(found[1]), name) for name in names if (found := VERSION_NAME.fullmatch(name)))


def recover(layout: Layout) -> None:
    """Removes what a crash left: a version that never became current, half-removed folders, versions after a takedown.

    Needs the lock. What is current is never touched.
    """
    current = current_version(layout)
    folders = _folders(layout)
    if current is None and any(number > 1 for number, _ in folders):
        raise StoreError(f"{layout.current} is missing although versions exist: point it to the newest of them.")
    for number, name in folders:
        orphan = current is None or (number >= current.number and name != current.name)
        if orphan or _taken_down(current, number):
            discard(layout.versions / name, layout.staging)
    for aside in (layout.store / "next", layout.store / f"{layout.pins.name}.new"):
        with suppress(FileNotFoundError):
            aside.unlink()
    if layout.staging.is_dir():
        for left in layout.staging.iterdir():
            if left.name.startswith("gone-"):
                discard(left, layout.staging)


def clear_staging(layout: Layout) -> None:
    """Removes all work in progress. Needs the lock: there is no other writer."""
    if layout.staging.is_dir():
        for left in layout.staging.iterdir():
            discard(left, layout.staging)


def _taken_down(current: Version | None, number: int) -> bool:
    """Whether a takedown at or before the current version says that this one must not exist."""
    return current is not None and number < current.manifest.get("drop_below", 0)


def retire(layout: Layout, keep: int, keep_for: timedelta, now: Callable[[], float] = time.time) -> list[str]:
    """Removes versions that are beyond both `keep` (a count, the current one included) and `keep_for`.

    The age of a version counts from the moment its successor was committed: until then readers resolved to it.
    Returns the names that went. Needs the lock.
    """
    versions = all_versions(layout)
    gone = []
    for at, version in enumerate(versions[: max(0, len(versions) - max(keep, 1))]):
        if now() - versions[at + 1].committed_at > keep_for.total_seconds():
            discard(version.folder, layout.staging)
            gone.append(version.name)
    return gone


def pinned(layout: Layout) -> bool:
    """Whether the current version is pinned."""
    name = pointer(layout)
    return name is not None and name in _pins(layout)


def _pins(layout: Layout) -> list[str]:
    try:
        return layout.pins.read_text().split()
    except FileNotFoundError:
        return []


def pin(layout: Layout, name: str) -> None:
    """Pins a version that is about to become current; the current one's pin stays until the swap has made it moot."""
    now = pointer(layout)
    names = [name, *(other for other in _pins(layout) if other == now)]
    write_durably(layout.pins, "".join(f"{each}\n" for each in names).encode())


def unpin(layout: Layout) -> None:
    """Lets runs publish again after a rollback."""
    with suppress(FileNotFoundError):
        layout.pins.unlink()
