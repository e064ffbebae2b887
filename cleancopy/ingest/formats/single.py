"""Text and HTML: a stream that is one document."""

from __future__ import annotations

from collections.abc import Iterator

from cleancopy.ingest.formats.gathered import TooLong, whole
from cleancopy.ingest.formats.record import Kind, Record, too_large
from cleancopy.ingest.formats.stream import Stream
from cleancopy.ingest.sources import Source


def text(stream: Stream, source: Source) -> Iterator[Record]:
    """The one text, whatever its encoding is."""
    yield _all(stream, "text")


def html(stream: Stream, source: Source) -> Iterator[Record]:
    """The one page."""
    yield _all(stream, "html")


def _all(stream: Stream, kind: Kind) -> Record:
    limit = stream.bounds.max_document_bytes
    data = whole(stream, limit)
    if isinstance(data, TooLong):
        return too_large(data, limit)
    return Record(data, kind=kind, size=len(data))
