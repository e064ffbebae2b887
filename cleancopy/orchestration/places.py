"""What a run is pointed at: its two folders and its sites, checked before anything is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cleancopy.errors import CleancopyError, UsageError
from cleancopy.ingest import Discovery
from cleancopy.orchestration.ledger import Ledger
from cleancopy.settings.sentences import meant

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/+")
"""`s3://bucket/news`, of which a path has made `s3:/bucket/news`."""


def check_folders(raw: Path, curated: Path) -> None:
    """Raises `CleancopyError` with one sentence when the raw folder cannot be read or the other not written."""
    for folder in (raw, curated):
        address = _ADDRESS.match(str(folder))
        if address and not folder.exists():
            raise CleancopyError(
                f"{address[1]}://{str(folder)[address.end() :]} is an address, and only local folders are read and "
                "written: copy or mount what lies there, and name the folder."
            )
    if not raw.is_dir():
        what = "is not a folder" if raw.exists() else "does not exist"
        raise CleancopyError(f"The raw folder {raw} {what}: create it and put files into it, or name another one.")
    if curated.exists() and not curated.is_dir():
        raise CleancopyError(f"{curated} is a file: move it away, or name a folder for the tables.")
    inside, outside = curated.resolve(), raw.resolve()
    if inside == outside or outside in inside.parents:
        raise CleancopyError(f"{curated} lies in the raw folder, which is never written to: name another folder.")


def sites_of(found: Discovery, ledger: Ledger) -> set[str]:
    """The sites of which there are files, or were when they were last seen."""
    return {site for site in found.inputs.sites() | ledger.sites if site}


def check_site(site: str | None, known: Iterable[str]) -> None:
    """Raises `UsageError` for a site of which there is nothing: cleaning it again would do nothing, without a word."""
    if site is not None and site not in known:
        raise UsageError(f"There are no files of the site {site}: {_meant(site, known)}")


def without_files(sites: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """A sentence for each site that the settings tell of and nobody has a file of: a new one, or a slip of the pen."""
    for site in sites:
        if site not in known:
            yield f"The settings tell of the site {site}, of which there are no files: {_meant(site, known)}"


def _meant(site: str, known: Iterable[str]) -> str:
    return meant(site, known, f"known are {', '.join(sorted(known)[:10]) or 'none'}.")
