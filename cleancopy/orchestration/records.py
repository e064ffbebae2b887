"""Records of containers as documents, for commands that look at some without a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cleancopy.errors import CleancopyError
from cleancopy.ingest import Bounds, Input, items, payload_of
from cleancopy.ingest.discover import format_of_file
from cleancopy.ingest.formats import DOCUMENTS, TEXT
from cleancopy.ingest.formats.record import PassedOver
from cleancopy.ingest.sources import INFER, SKIP, Source, source_of
from cleancopy.orchestration.documents import Document, of_payload, sources_of
from cleancopy.settings.settings import Settings

NAMED = 5
"""Records that are named when none of them was."""


def bounds_of(settings: Settings) -> Bounds:
    """How much a container may hold."""
    limits = settings.limits
    return Bounds(int(limits.max_file_bytes), int(limits.max_unpacked_bytes), limits.max_records)


def read_as(source_path: str, file: bytes, settings: Settings) -> tuple[str, Source]:
    """The format of a file that somebody names, and what the settings say of it; what says nothing is text."""
    source = source_of(source_path, sources_of(settings))
    said = source.format if source.format not in (INFER, SKIP) else format_of_file(file)
    return said or TEXT, source


def container_of(what: str) -> Path | None:
    """The file in which a record lies that is named `container#id`; None when there is none of that name."""
    parts = what.split("#")
    names = (Path("#".join(parts[:count])) for count in range(1, len(parts)))
    return next((name for name in names if name.is_file()), None)


def documents_in(container: Input, settings: Settings) -> Iterator[Document]:
    """The documents of a container that a run would clean, one after the other."""
    for path, document, _ in all_in(container, settings):
        if path and document is not None:
            yield document


def of_record(what: str, container: Path, found: Input, settings: Settings) -> Document:
    """One record by its name. Raises `CleancopyError` when the container has no such record, or it cannot be read."""
    wanted = found.source_path + what[len(str(container)) :]
    for path, document, why in all_in(found, settings):
        if path == wanted:
            if document is None:
                raise CleancopyError(f"{what} cannot be read: {why}.")
            return document
    raise CleancopyError(f"{container} has no record {what[len(str(container)) + 1 :]}. {_named(found, settings)}")


def is_container(format: str) -> bool:
    """Whether files of a format hold documents instead of being one."""
    return format not in DOCUMENTS


def ask_for_record(container: Path, found: Input, settings: Settings) -> CleancopyError:
    """The sentence for somebody who named a container where one document is meant."""
    return CleancopyError(f"{container} holds records: name one of them. {_named(found, settings)}")


def _named(found: Input, settings: Settings) -> str:
    paths = [document.source_path for document, _ in zip(documents_in(found, settings), range(NAMED), strict=False)]
    short = [path[len(found.source_path) :] for path in paths]
    name = os.fsdecode(os.path.basename(found.os_path))  # noqa: PTH119 - bytes
    return f"Its first records are {', '.join(name + one for one in short)}." if short else "No record can be read."


def all_in(found: Input, settings: Settings) -> Iterator[tuple[str, Document | None, str]]:
    """(path, document, why there is none) of each record."""
    source = source_of(found.source_path, sources_of(settings))
    for item in items(found, source, bounds_of(settings)):
        if isinstance(item.what, PassedOver):
            yield item.source_path, None, item.what.why.replace("_", " ")
            continue
        payload = payload_of(item.what)
        own = Input.of_record(item.source_path, payload.size, found.site, item.what.kind, source.keep_html)
        why = ": ".join(payload.fault) if payload.fault else ""
        yield item.source_path, of_payload(own, payload), why
