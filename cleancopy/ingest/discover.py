"""Which inputs there are, and why all else under the raw folder is none: every file is accounted for, no link followed.

Both lists are in the order of the source paths.
"""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from cleancopy.errors import IngestError
from cleancopy.ingest.formats import DOCUMENTS
from cleancopy.ingest.inputs import Found, Inputs, Row, row_of
from cleancopy.ingest.naming import HEAD_BYTES, ending_of, format_by_head, format_of, is_sidecar, why_not
from cleancopy.ingest.paths import escape, is_plain
from cleancopy.ingest.read import OPEN
from cleancopy.ingest.sources import INFER, PLAIN, SKIP, Source, source_of

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
    """Something under the raw folder that is no input of its own; `why` says the reason.

    `link`, `link_to_folder`, `fifo`, `socket`, `device`, `hidden`, `empty_folder`, `unreadable_folder`, `sidecar` (it
    is read with its file), `sidecar_without_file`, `not_text` (no ending, and no text either), `by_settings`, or
    `unknown_ending .xyz`.
    """

    source_path: str
    why: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a walk over the raw folder found, both parts in the order of the source paths."""

    inputs: Inputs
    skipped: tuple[Skipped, ...]

    @property
    def kinds(self) -> dict[str, int]:
        """How many were skipped for which reason, the most frequent first."""
        return dict(Counter(entry.why for entry in self.skipped).most_common())

    @property
    def unseen(self) -> tuple[str, ...]:
        """Folders (source paths) that could not be listed: what lies below them has not vanished, it is unknown."""
        return tuple(entry.source_path for entry in self.skipped if entry.why == "unreadable_folder")

    def is_unseen(self, source_path: str) -> bool:
        """Whether a known path lies in a folder that this walk could not list."""
        return any(source_path.startswith(folder + "/") for folder in self.unseen)


def discover(raw: Path, *, site_from: str | None = None, sources: Sequence[Source] = ()) -> Discovery:
    """All inputs under `raw`. Raises `IngestError` when `raw` itself cannot be listed or `site_from` is no pattern.

    `site_from` is a regular expression with a group `site`, searched in the source path (null where it is not found);
    without it the site is the first folder. `sources` say what the settings know of files.
    """
    root = os.fsencode(raw)
    files, skipped = Found(root, site_pattern(site_from)), list[tuple[bytes, str]]()
    waiting: list[_Entry] = [b""]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            files.add(entry)
            continue
        folder = entry.removesuffix(b"/")
        try:
            rows, folders, others = _list(root, folder, sources)
        except OSError as error:
            if not folder:
                raise IngestError(_why_not(raw, error)) from error
            skipped.append((folder, "unreadable_folder"))
            continue
        if not (rows or folders or others) and folder:
            skipped.append((folder, "empty_folder"))
        plain = is_plain(b"/".join([*folders, *map(_PATH, rows)]))
        files.is_plain &= plain
        waiting += reversed(_in_order(rows, folders, _as_it_is if plain else _written))
        skipped += others
    return Discovery(
        files.inputs(), tuple(Skipped(*one) for one in sorted((escape(path), why) for path, why in skipped))
    )


_Entry = list[Row] | bytes
"""Files in order with no folder between them; or a folder by its path and a slash."""
_PATH: Callable[[Row], bytes] = itemgetter(0)


def _in_order(rows: list[Row], folders: list[bytes], key: Callable[[bytes], bytes]) -> list[_Entry]:
    """What is in a folder in the order of the source paths, a folder by its name and a slash."""
    rows.sort(key=lambda row: key(row[0]))
    folders.sort(key=key)
    entries: list[_Entry] = []
    start = 0
    for folder in folders:
        end = bisect_left(rows, key(folder), start, key=lambda row: key(row[0]))
        entries += [rows[start:end], folder] if end > start else [folder]
        start = end
    return [*entries, rows[start:]] if len(rows) > start else entries


def _list(
    root: bytes, folder: bytes, sources: Sequence[Source]
) -> tuple[list[Row], list[bytes], list[tuple[bytes, str]]]:
    """One folder: files, folders with a slash, and what is skipped with the reason; paths are relative to `root`."""
    with os.scandir(root + b"/" + folder) as scan:
        there = {entry.name: entry for entry in scan}
    rows, folders, skipped = list[Row](), list[bytes](), list[tuple[bytes, str]]()
    above = folder + b"/" if folder else b""
    for name, entry in there.items():
        path = above + name
        if name.startswith(b".") and _HIDDEN.match(name):
            skipped.append((path, "hidden"))
        elif entry.is_dir(follow_symlinks=False):
            folders.append(path + b"/")
        elif entry.is_symlink():
            skipped.append((path, "link_to_folder" if _leads_to_folder(entry) else "link"))
        else:
            try:
                status = entry.stat(follow_symlinks=False)
                source = source_of(escape(path), sources) if sources else PLAIN
                kind, why = _judged(entry, status.st_mode, there, source.format)
            except FileNotFoundError:
                continue  # gone since the folder was listed
            if why is None:
                beside = there.get(name + b".json") if kind in DOCUMENTS else None
                sidecar = _status(beside) if beside else None
                rows.append(row_of(path, status, sidecar, kind, keep_page=source.keep_html))
            else:
                skipped.append((path, why))
    return rows, folders, skipped


def _as_it_is(path: bytes) -> bytes:
    return path


def _written(path: bytes) -> bytes:
    return escape(path).encode()


def _status(sidecar: os.DirEntry[bytes]) -> os.stat_result | None:
    with suppress(FileNotFoundError):
        return sidecar.stat(follow_symlinks=False)
    return None  # gone since the folder was listed


def _judged(entry: os.DirEntry[bytes], mode: int, names: Container[bytes], said: str) -> tuple[str, str | None]:
    """(format, None) of an input; ("", why not) of all else. `said` is its format by the settings."""
    if not stat.S_ISREG(mode):
        return "", _kind(mode)
    if said != INFER:
        return ("", "by_settings") if said == SKIP else (said, None)
    kind = format_of(entry.name)
    if kind in DOCUMENTS:
        return kind, None
    if is_sidecar(entry.name):
        return "", "sidecar" if entry.name.removesuffix(b".json") in names else "sidecar_without_file"
    kind = kind or format_of_file(entry.path)
    return ("", why_not(entry.name)) if kind is None else (kind, None)


def format_of_file(path: bytes) -> str | None:
    """The format of a file by its name, or by its content where the name has no ending; None for none that is read."""
    name = path.rpartition(b"/")[2]
    kind = format_of(name)
    return kind if kind is not None or ending_of(name) else format_by_head(_head(path))


def _head(path: bytes) -> bytes:
    """The first bytes of a file; none of one that cannot be read, which is told when its turn comes."""
    try:
        fd = os.open(path, OPEN)
    except FileNotFoundError:
        raise
    except OSError:
        return b""
    try:
        return os.read(fd, HEAD_BYTES)
    finally:
        os.close(fd)


def _leads_to_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=True)
    except OSError:
        return False  # a loop, or a target nobody may look at


def _kind(mode: int) -> str:
    return next((code for test, code in _KINDS if test(mode)), "device")


def site_pattern(site_from: str | None) -> re.Pattern[str] | None:
    """`site_from` as `site_of` takes it. Raises `IngestError` when it is no pattern with a group `site`."""
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
        return f"There is no folder {raw}: create it and put files into it, or name another one."
    if isinstance(error, NotADirectoryError):
        return f"{raw} is not a folder: name the folder that holds the files."
    return f"The folder {raw} cannot be listed ({error.strerror}): check its permissions."
