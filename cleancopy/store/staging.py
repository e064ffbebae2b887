"""Work in progress: a folder a run, a folder a shard, and the marker that says a shard is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleancopy.errors import StoreError
from cleancopy.store.disk import discard, fsync, write_durably
from cleancopy.store.layout import Layout
from cleancopy.store.sentences import plain_errors

DONE = "done.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@dataclass(frozen=True, slots=True)
class Staging:
    """The staging folder of one run. A shard is named by the digest of its inputs and its recipe."""

    folder: Path

    def shard(self, digest: str) -> Path:
        """An empty folder for a shard's files, `<table>.parquet` or `<table>-<anything>.parquet`.

        A half-finished one is emptied, a finished one is handed back as it is: ask `finished` first.
        """
        folder = self.folder / _safe(digest)
        if self.finished(digest) is None:
            with plain_errors(folder):
                discard(folder, self.folder)
                folder.mkdir(parents=True)
        return folder

    def finished(self, digest: str) -> dict[str, Any] | None:
        """What the worker said when it finished the shard, in this run or in one that failed; None when it did not."""
        return _note(self.folder / _safe(digest))

    def files(self, digest: str) -> dict[str, list[Path]]:
        """The files of a finished shard by table, ready for `commit(added=...)`."""
        folder = self.folder / _safe(digest)
        found: dict[str, list[Path]] = {}
        for name in sorted(_marker(folder).get("files", {})):
            found.setdefault(name.removesuffix(".parquet").partition("-")[0], []).append(folder / name)
        return found

    def reopen(self, digest: str) -> None:
        """Takes the mark of being whole from a shard: its files are about to be made anew."""
        (self.folder / _safe(digest) / DONE).unlink(missing_ok=True)

    def drop(self, digest: str) -> None:
        """Removes a shard, finished or not, e.g. when its files have changed since."""
        discard(self.folder / _safe(digest), self.folder)

    def close(self) -> None:
        """Removes the folder, e.g. when a run had nothing to publish."""
        discard(self.folder, self.folder.parent)


def finish_shard(folder: Path, note: Mapping[str, Any]) -> None:
    """Marks a shard as whole, durably and at once: its `*.parquet` files, their sizes, and the worker's note (JSON)."""
    with plain_errors(folder):
        sizes = {path.name: path.stat().st_size for path in sorted(folder.glob("*.parquet"))}
        fsync(folder)
        write_durably(folder / DONE, json.dumps({"files": sizes, "note": dict(note)}, sort_keys=True).encode())


def open_staging(layout: Layout, run_id: str) -> Staging:
    """The staging folder of a run. Finished shards of runs that failed move into it, the rest of them is removed.

    Needs the lock: whoever left something here is dead.
    """
    mine = layout.staging / _safe(run_id)
    mine.mkdir(parents=True, exist_ok=True)
    for other in sorted(layout.staging.iterdir()):
        if other == mine:
            continue
        for shard in sorted(other.iterdir()) if other.is_dir() else []:
            target = mine / shard.name
            if _note(shard) is not None and not target.exists():
                shard.rename(target)
        if other.is_dir():
            discard(other, layout.staging)
        else:
            other.unlink()
    return Staging(mine)


def _note(folder: Path) -> dict[str, Any] | None:
    marker = _marker(folder)
    whole = marker and all(_size(folder / name) == size for name, size in marker["files"].items())
    return marker["note"] if whole else None


def _marker(folder: Path) -> dict[str, Any]:
    try:
        said = json.loads((folder / DONE).read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise StoreError(f"{name!r} cannot name a folder in staging: use letters, digits, dots, dashes.")
    return name
