"""Which inputs there are: every regular `*.txt` under the raw folder, in byte order of its path, no link followed."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from cleancopy.errors import IngestError
from cleancopy.ingest.inputs import Found, Inputs
from cleancopy.ingest.paths import escape

_HIDDEN = re.compile(rb"\.[^.]")
"""A leading dot hides a file by custom. Two dots do not: no text may slip away by such a name."""

_KINDS = (
    (stat.S_ISLNK, "link"),
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something under the raw folder that is no input; `code` says why.

    Codes: `link` (a link named *.txt), `link_to_folder`, `fifo`, `socket`, `device`, `unreadable_folder`.
    """

    source_path: str
    code: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a walk over the raw folder found, both parts in byte order of the path."""

    inputs: Inputs
    skipped: tuple[Skipped, ...]

    @property
    def unseen(self) -> tuple[str, ...]:
        """Folders (source paths) that could not be listed: what lies below them has not vanished, it is unknown."""
        return tuple(entry.source_path for entry in self.skipped if entry.code == "unreadable_folder")

    def is_unseen(self, source_path: str) -> bool:
        """Whether a known path lies in a folder that this walk could not list."""
        return any(source_path.startswith(folder + "/") for folder in self.unseen)


def discover(raw: Path, *, site_from: str | None = None) -> Discovery:
    """All inputs under `raw`. Raises `IngestError` when `raw` itself cannot be listed or `site_from` is no pattern.

    `site_from` is a regular expression with a group `site`, searched in the source path (null where it is not found);
    without it the site is the first folder. Hidden files, hidden folders and sidecars are passed over in silence.
    """
    root = os.fsencode(raw)
    files, skipped = Found(root, _site_pattern(site_from)), []
    waiting: list[_Entry] = [(b"", None)]
    while waiting:
        path, file = waiting.pop()
        if file is not None:
            files.add(path, *file)
            continue
        folder = path.removesuffix(b"/")
        try:
            entries, others = _list(root, folder)
        except OSError as error:
            if not folder:
                raise IngestError(_why_not(raw, error)) from error
            skipped.append((folder, "unreadable_folder"))
            continue
        entries.sort(key=itemgetter(0), reverse=True)  # a folder by its name and a slash: the order of whole paths
        waiting += entries
        skipped += others
    return Discovery(files.inputs(), tuple(Skipped(escape(path), code) for path, code in sorted(skipped)))


_Entry = tuple[bytes, tuple[int, int, bool] | None]
"""A file by its path with size, time and whether it has a sidecar; or a folder by its path and a slash."""


def _list(root: bytes, folder: bytes) -> tuple[list[_Entry], list[tuple[bytes, str]]]:
    """One folder, without its hidden entries, and what is skipped in it; paths are relative to `root`."""
    with os.scandir(root + b"/" + folder) as scan:
        there = [entry for entry in scan if not _HIDDEN.match(entry.name)]
    names = {entry.name for entry in there}
    entries: list[_Entry] = []
    skipped: list[tuple[bytes, str]] = []
    for entry in there:
        path = folder + b"/" + entry.name if folder else entry.name
        text = entry.name.endswith(b".txt")
        if entry.is_dir(follow_symlinks=False):
            entries.append((path + b"/", None))
        elif entry.is_symlink() and not text:
            if _leads_to_folder(entry):
                skipped.append((path, "link_to_folder"))
        elif text:
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # gone since the folder was listed
            if stat.S_ISREG(status.st_mode):
                entries.append((path, (status.st_size, status.st_mtime_ns, entry.name + b".json" in names)))
            else:
                skipped.append((path, _kind(status.st_mode)))
    return entries, skipped


def _leads_to_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=True)
    except OSError:
        return False  # a loop, or a target nobody may look at


def _kind(mode: int) -> str:
    return next((code for test, code in _KINDS if test(mode)), "device")


def _site_pattern(site_from: str | None) -> re.Pattern[str] | None:
    if site_from is None:
        return None
    try:
        pattern = re.compile(site_from)
    except re.error as error:
        raise IngestError(f"site_from is no regular expression ({error}): correct it in the settings.") from error
    if "site" not in pattern.groupindex:
        raise IngestError("site_from has no group named site: write it like (?P<site>[^/]+).")
    return pattern


def _why_not(raw: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no folder {raw}: create it and put *.txt files into it, or name another one."
    if isinstance(error, NotADirectoryError):
        return f"{raw} is not a folder: name the folder that holds the *.txt files."
    return f"The folder {raw} cannot be listed ({error.strerror}): check its permissions."
