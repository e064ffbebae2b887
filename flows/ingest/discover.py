"""Which inputs there are: every regular `*.txt` under the raw folder, in byte order of its path, no link followed."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from flows.ingest.paths import escape

_HIDDEN = re.compile(rb"\.[^.]")
"""A leading dot hides a file by custom. Two dots do not: no text may slip away by such a name."""

_KINDS = (
    (stat.S_ISLNK, "link"),
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


class IngestError(Exception):
    """The raw folder as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read. `source_path` is its name for ever, `os_path` where the bytes lie now."""

    source_path: str
    os_path: bytes
    size: int
    mtime_ns: int
    site: str | None
    has_sidecar: bool


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

    inputs: tuple[Input, ...]
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
    pattern = _site_pattern(site_from)
    root = os.fsencode(raw)
    files: list[tuple[bytes, os.stat_result, bool]] = []
    skipped: list[tuple[bytes, str]] = []
    folders: list[bytes] = [b""]
    while folders:
        folder = folders.pop()
        try:
            found = _list(root, folder)
        except OSError as error:
            if not folder:
                raise IngestError(_why_not(raw, error)) from error
            skipped.append((folder, "unreadable_folder"))
            continue
        files += found.files
        skipped += found.skipped
        folders += found.folders
    files.sort(key=lambda file: file[0])
    skipped.sort()
    return Discovery(
        inputs=tuple(_input(root, path, status, has_sidecar, pattern) for path, status, has_sidecar in files),
        skipped=tuple(Skipped(escape(path), code) for path, code in skipped),
    )


@dataclass(slots=True)
class _Listing:
    files: list[tuple[bytes, os.stat_result, bool]]
    skipped: list[tuple[bytes, str]]
    folders: list[bytes]


def _list(root: bytes, folder: bytes) -> _Listing:
    """One folder, without its hidden entries; paths are relative to `root`."""
    with os.scandir(root + b"/" + folder) as scan:
        entries = [entry for entry in scan if not _HIDDEN.match(entry.name)]
    names = {entry.name for entry in entries}
    listing = _Listing([], [], [])
    for entry in entries:
        path = folder + b"/" + entry.name if folder else entry.name
        text = entry.name.endswith(b".txt")
        if entry.is_dir(follow_symlinks=False):
            listing.folders.append(path)
        elif entry.is_symlink() and not text:
            if _leads_to_folder(entry):
                listing.skipped.append((path, "link_to_folder"))
        elif text:
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # gone since the folder was listed
            if stat.S_ISREG(status.st_mode):
                listing.files.append((path, status, entry.name + b".json" in names))
            else:
                listing.skipped.append((path, _kind(status.st_mode)))
    return listing


def _leads_to_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=True)
    except OSError:
        return False  # a loop, or a target nobody may look at


def _kind(mode: int) -> str:
    return next((code for test, code in _KINDS if test(mode)), "device")


def _input(
    root: bytes, path: bytes, status: os.stat_result, has_sidecar: bool, pattern: re.Pattern[str] | None
) -> Input:
    source_path = escape(path)
    return Input(
        source_path=source_path,
        os_path=root + b"/" + path,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        site=_site(source_path, pattern),
        has_sidecar=has_sidecar,
    )


def _site(source_path: str, pattern: re.Pattern[str] | None) -> str | None:
    if pattern is not None:
        found = pattern.search(source_path)
        return (found["site"] or None) if found else None
    first, slash, _ = source_path.partition("/")
    return first if slash else None


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
