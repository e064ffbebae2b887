"""The input table of `clean`: made here and nowhere else, whatever the documents were read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from cleancopy.ingest import Input, Payload, Sidecar, Source, doc_id
from cleancopy.pipeline.batch import DOCS
from cleancopy.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it goes into the pipeline: its bytes, and what is said of it beside them."""

    source_path: str
    data: bytes
    sha256: str | None
    site: str | None = None
    said: Sidecar = field(default_factory=Sidecar)
    notes: tuple[str, ...] = ()
    """Doubts raised while it was read (`code: evidence`)."""
    format: str = "text"
    """text, or html."""
    keep_page: bool = True
    """Whether the bytes of a page are published."""


def table_of(documents: Iterable[Document]) -> pa.Table:
    """Documents as the columns of `DOCS`, one row each."""
    some = list(documents)
    said = [one.said for one in some]
    values = {
        "doc_id": [doc_id(one.source_path) for one in some],
        "source_path": [one.source_path for one in some],
        "site": [one.said.site or one.site for one in some],
        "data": [one.data for one in some],
        "source_sha256": [one.sha256 for one in some],
        "source_url": [one.url for one in said],
        "fetched_at": [one.fetched_at for one in said],
        "encoding_hint": [one.encoding for one in said],
        "language_hint": [one.language for one in said],
        "format": [one.format for one in some],
        "said": [[{"field": field, "raw": raw} for field, raw in one.stated] for one in said],
        "keep_page": [one.keep_page for one in some],
        "notes": [one.notes for one in some],
    }
    return pa.table(values, DOCS)


def of_payload(found: Input, payload: Payload) -> Document | None:
    """What was read as a document; None where there is none."""
    if payload.data is None or payload.fault is not None:
        return None
    known = (found.source_path, payload.data, payload.sha256, found.site, payload.sidecar, payload.warnings)
    return Document(*known, format=found.format, keep_page=found.keep_page)


def of_inputs(inputs: Sequence[Input], payloads: Sequence[Payload]) -> pa.Table:
    """The table for files that were read; those that could not be are left out."""
    read_ = (of_payload(found, payload) for found, payload in zip(inputs, payloads, strict=True))
    return table_of(one for one in read_ if one is not None)


def sources_of(settings: Settings) -> tuple[Source, ...]:
    """What the settings say of files."""
    return tuple(said.source() for said in settings.sources)
