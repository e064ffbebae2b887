"""What a run would read of a raw folder, and as what, told before it reads all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from cleancopy.ingest import Input, discover, read
from cleancopy.orchestration.documents import of_payload, sources_of
from cleancopy.orchestration.records import all_in, is_container
from cleancopy.settings.settings import Settings

SAMPLES = 10
"""Documents that are shown."""
SHOWN = 80
"""Characters of a document that are shown."""


@dataclass(frozen=True)
class Sample:
    """One document: where it comes from, how large it is, how it begins (or why it cannot be read)."""

    source_path: str
    format: str
    site: str | None
    size: int | None
    begins: str


@dataclass
class Survey:
    """What lies in a raw folder."""

    files: dict[str, int] = field(default_factory=dict)
    """Files by the format they would be read in."""
    bytes: dict[str, int] = field(default_factory=dict)
    """Their bytes on disk."""
    skipped: dict[str, int] = field(default_factory=dict)
    """What would be passed over, by the reason."""
    samples: list[Sample] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def survey(raw: Path, settings: Settings) -> Survey:
    """Looks at every name under `raw`, and into ten files spread over it. Raises `IngestError` without the folder."""
    found = discover(raw.absolute(), site_from=settings.site_from, sources=sources_of(settings))
    files, sizes = Counter[str](), Counter[str]()
    for one in found.inputs:
        files[one.format] += 1
        sizes[one.format] += one.size
    told = Survey(dict(files.most_common()), dict(sizes), found.kinds)
    count = len(found.inputs)
    for at in sorted({at * count // SAMPLES for at in range(SAMPLES)} if count else ()):
        told.samples += _samples(found.inputs[at], settings, max(1, SAMPLES // count))
    del told.samples[SAMPLES:]
    return told


def _samples(one: Input, settings: Settings, most: int) -> Iterator[Sample]:
    """A file, or the first `most` records of a container."""
    if not is_container(one.format):
        payload = read(one, settings.limits.max_file_bytes)
        document = of_payload(one, payload)
        begins = payload.reason or "" if document is None else _begins(document.data)
        yield Sample(one.source_path, one.format, one.site, payload.size, begins)
        return
    there = islice(all_in(one, settings), most)
    for path, document, why in there:
        size = None if document is None else len(document.data)
        yield Sample(path, one.format, one.site, size, why if document is None else _begins(document.data))


def _begins(data: bytes) -> str:
    """The first words of a text, whatever its encoding is, on one line."""
    return " ".join(data[: 4 * SHOWN].decode("utf-8", "replace").split())[:SHOWN]
