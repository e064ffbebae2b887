"""CSV and TSV with a header, quoted as RFC 4180 says. One bad quote costs its record, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from io import StringIO

from cleancopy.ingest.formats.gathered import TooLong, lines
from cleancopy.ingest.formats.keys import keys_of
from cleancopy.ingest.formats.record import Record, bad, too_large
from cleancopy.ingest.formats.stream import Damage, Stream
from cleancopy.ingest.sources import Source

_DELIMITERS = (",", ";", "\t", "|")


def records(stream: Stream, source: Source) -> Iterator[Record]:
    """The records of a file with a header. A cell's bytes are its text's, whatever their encoding is."""
    csv.field_size_limit(2**31 - 1)
    limit = stream.bounds.max_document_bytes
    if stream.peek(2) in (b"\xff\xfe", b"\xfe\xff"):
        raise Damage("container_damaged", "the table is UTF-16: save it as UTF-8")
    stream.skip_mark()
    rest = lines(stream, limit)
    head = next((line for line in rest if isinstance(line, TooLong) or line.strip()), b"")
    if isinstance(head, TooLong):
        raise Damage("container_damaged", f"the header has more than {limit} bytes")
    delimiter = max(_DELIMITERS, key=lambda mark: head.count(mark.encode()))
    names = _cells(head, delimiter, None) or []
    keys = keys_of(source, names)
    for raw, cells in _rows(rest, delimiter, len(names), limit):
        if isinstance(raw, TooLong):
            yield too_large(raw, limit)
        elif cells is None:
            yield bad(raw, "record_bad_quoting", f"its quotation marks do not close, or it has not {len(names)} cells")
        else:
            yield keys.record(dict(zip(names, cells, strict=True)), raw)


def _rows(
    rest: Iterator[bytes | TooLong], delimiter: str, width: int, limit: int
) -> Iterator[tuple[bytes | TooLong, list[str] | None]]:
    """The bytes of each record with its cells, or with None where they cannot be read.

    A record goes as far as its quotation marks are even. Where that reads badly its first line is tried alone, and the
    others once more; bad lines that follow each other are one record, unless they have the marks of a row each, or more
    than `limit` bytes.
    """
    waiting: deque[bytes | TooLong] = deque()
    broken = bytearray()
    while (raw := _record(waiting, rest, limit)) is not None:
        cells = None if isinstance(raw, TooLong) else _cells(raw, delimiter, width)
        if cells is None and not isinstance(raw, TooLong):
            first, *others = _split(raw)
            waiting.extendleft(reversed(others))
            raw, cells = first, _cells(first, delimiter, width)
            if cells is None:
                if broken and (first.count(delimiter.encode()) >= width - 1 or len(broken) + len(first) > limit):
                    yield bytes(broken), None
                    broken.clear()
                broken += first
                continue
        if broken.strip():
            yield bytes(broken), None
        broken.clear()
        if isinstance(raw, TooLong) or raw.strip(b"\r\n"):
            yield raw, cells
    if broken.strip():
        yield bytes(broken), None


def _record(waiting: deque[bytes | TooLong], rest: Iterator[bytes | TooLong], limit: int) -> bytes | TooLong | None:
    """Lines up to the first at which the quotation marks are even; those there are, at the end and at the limit."""
    held: list[bytes] = []
    size = quotes = 0
    while True:
        line = waiting.popleft() if waiting else next(rest, None)
        if isinstance(line, TooLong) and not held:
            return line
        if line is None or isinstance(line, TooLong):
            if line is not None:
                waiting.appendleft(line)
            return b"".join(held) if held else None
        held.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0 or size > limit:
            return b"".join(held)


def _split(data: bytes) -> list[bytes]:
    """Lines cut at line feeds only."""
    pieces = data.split(b"\n")
    return [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def _cells(raw: bytes, delimiter: str, width: int | None) -> list[str] | None:
    """The cells of one record, no UTF-8 as surrogates; None where there are not `width` or the quotation is wrong."""
    text = StringIO(raw.decode("utf-8", "surrogateescape"), newline="\n")
    try:
        rows = list(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if rows == [[]]:
        return [] if not raw.strip(b"\r\n") else None
    return rows[0] if len(rows) == 1 and width in (None, len(rows[0])) else None
