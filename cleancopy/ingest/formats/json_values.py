"""JSON that is no lines: one array of objects, or objects one after the other, over as many lines as they like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleancopy.ingest.formats import json_lines
from cleancopy.ingest.formats.gathered import Gathered, TooLong
from cleancopy.ingest.formats.record import Record
from cleancopy.ingest.formats.stream import CHUNK, Damage, Stream
from cleancopy.ingest.sources import Source

_HEAD = 64 << 10
_OUTSIDE = re.compile(rb'["{}\[\],]')
"""What matters between strings."""
_INSIDE = re.compile(rb'["\\]')
"""What matters in a string."""
_OPENERS, _CLOSERS = b"{[", b"}]"


def records(stream: Stream, source: Source) -> Iterator[Record]:
    """The records of an array or of a row of objects; a file of JSON lines by another name is read as such."""
    if _is_lines(stream.peek(_HEAD)):
        return json_lines.records(stream, source)
    limit = stream.bounds.max_document_bytes
    return json_lines.objects(_elements(stream, limit), source, limit)


def _is_lines(head: bytes) -> bool:
    first, end, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    return bool(end and rest.strip()) and isinstance(json_lines.read(first), dict)


def _elements(stream: Stream, limit: int) -> Iterator[bytes | TooLong]:
    """The values at the top, or those of the array that is there, each as its bytes. Raises `Damage` at a cut end."""
    cutter = _Cutter(limit)
    while chunk := stream.read(CHUNK):
        yield from cutter.feed(chunk)
    yield from cutter.end(stream.at)


class _Cutter:
    """Finds where values begin and end by strings and brackets alone: what is between them may be broken."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.depth = 0
        self.base: int | None = None
        """1 inside an array of values, 0 where they follow each other; None before the first byte."""
        self.in_string = self.escaped = False
        self.held = Gathered(limit)

    def feed(self, chunk: bytes) -> Iterator[bytes | TooLong]:
        start = at = 0
        if self.base is None:
            lead = len(chunk) - len(chunk.removeprefix(b"\xef\xbb\xbf").lstrip())
            if lead == len(chunk):
                return
            self.base = int(chunk[lead : lead + 1] == b"[")
            self.depth = self.base
            start = at = lead + self.base
        while at < len(chunk):
            if self.escaped:
                self.escaped, at = False, at + 1
                continue
            found = (_INSIDE if self.in_string else _OUTSIDE).search(chunk, at)
            if found is None:
                break
            mark, at = chunk[found.start()], found.end()
            if mark == ord("\\"):
                self.escaped = True
            elif mark == ord('"'):
                self.in_string = not self.in_string
            elif mark in _OPENERS:
                self.depth += 1
            elif mark in _CLOSERS:
                self.depth -= 1
                if self.depth < self.base:  # the end of the array: what follows are values of their own
                    self.held.add(chunk[start : at - 1])
                    yield from self._cut()
                    self.base = self.depth = 0
                    start = at
                elif self.depth == self.base == 0:
                    self.held.add(chunk[start:at])
                    yield from self._cut()
                    start = at
            elif mark == ord(",") and self.depth == self.base:
                self.held.add(chunk[start : at - 1])
                yield from self._cut()
                start = at
        self.held.add(chunk[start:])

    def end(self, at: int) -> Iterator[bytes | TooLong]:
        if self.in_string or self.depth or self.base:
            if value := (self.held.data or b"").strip():
                yield value
            raise Damage("container_damaged", f"the JSON ends in the middle, after {at} bytes")
        yield from self._cut()

    def _cut(self) -> Iterator[bytes | TooLong]:
        value = self.held.end()
        if isinstance(value, TooLong) or (value := value.strip()):
            yield value
        self.held = Gathered(self.limit)
