"""What is in a container: its records by their paths, one after the other, in constant memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from cleancopy.ingest.formats import ARCHIVES, DOCUMENTS, HTML, TEXT, by_content, reader_of
from cleancopy.ingest.formats.archives import Member, tarred, zipped
from cleancopy.ingest.formats.record import PassedOver, Record
from cleancopy.ingest.formats.stream import Bounds, Damage, Stream
from cleancopy.ingest.inputs import Input
from cleancopy.ingest.naming import (
    ending_of,
    format_by_head,
    format_of,
    is_sidecar,
    looks_like_page,
    unpacked_name,
    why_not,
)
from cleancopy.ingest.paths import escape
from cleancopy.ingest.read import OPEN
from cleancopy.ingest.sources import Source

MOST_NESTED = 2
"""Containers in a container in a file; what is deeper is passed over."""
_HEAD = 512
_MOST_PACKED = 2
"""A file of records may be packed twice, whatever its name says; a text is unpacked as often as its name says."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record by its path, or something that was passed over (by its path, or by that of the container)."""

    source_path: str
    what: Record | PassedOver


def items(input: Input, source: Source, bounds: Bounds) -> Iterator[Item]:
    """All that is in a container, in its order.

    A container that cannot be read to its end gives, as the last item, a record without bytes under its own path whose
    `fault` says where it is damaged.
    """
    try:
        fd = os.open(input.os_path, OPEN)
    except OSError as error:
        yield Item(input.source_path, Record(None, fault=("unreadable", (error.strerror or "no access").lower())))
        return
    with os.fdopen(fd, "rb") as file:
        name = os.path.basename(input.os_path)  # noqa: PTH119 - bytes
        yield from _Container(input.source_path, name, source, bounds).items(file, input.format)


class _Container:
    """One container while it is read."""

    def __init__(self, path: str, name: bytes, source: Source, bounds: Bounds, depth: int = 0) -> None:
        self.path, self.name, self.source, self.bounds, self.depth = path, name, source, bounds, depth
        self.names: set[int] = set()
        """Hashes of the names that are taken."""

    def items(self, file: BinaryIO | Stream, format: str) -> Iterator[Item]:
        try:
            stream = file if isinstance(file, Stream) else Stream(file, self.bounds)
            yield from self._items(stream.unpack(1 if format == "packed" else _MOST_PACKED), format)
        except Damage as damage:
            yield Item(self.path, Record(None, fault=(damage.code, damage.detail)))

    def _items(self, stream: Stream, format: str) -> Iterator[Item]:
        format = _inner(self.name, stream) if format == "packed" else by_content(stream.peek(_HEAD)) or format
        if format in ARCHIVES:
            for member in self._members(stream, format):
                yield from self._member(member)
            return
        if format in DOCUMENTS:
            for record in reader_of(format)(stream, self.source):
                assert isinstance(record, Record)
                yield self._named(replace(record, id=_text(unpacked_name(self.name))))
            return
        for record in reader_of(format)(stream, self.source):
            yield self._named(record)

    def _members(self, stream: Stream, format: str) -> Iterator[Member]:
        if format == "tar":
            yield from tarred(stream)
            return
        with stream.seekable_copy() as copy:
            yield from zipped(stream, copy)

    def _member(self, member: Member) -> Iterator[Item]:
        name = member.name
        if member.stream is None:
            yield self._named(PassedOver(member.why or "no file", _text(name)))
            return
        format = format_of(name) if ending_of(name) else format_by_head(member.stream.peek(_HEAD))
        if format is None or is_sidecar(name):
            why = "sidecar_in_archive" if is_sidecar(name) else why_not(name)
            yield self._named(PassedOver(why, _text(name)))
        elif format in DOCUMENTS:
            for record in reader_of(format)(member.stream, self.source):
                assert isinstance(record, Record)
                yield self._named(replace(record, id=_text(name)))
        elif self.depth >= MOST_NESTED:
            yield self._named(PassedOver("nested_too_deeply", _text(name)))
        else:
            path = f"{self.path}#{self._free(_text(name))}"
            within = _Container(path, name.rpartition(b"/")[2], self.source, self.bounds, self.depth + 1)
            yield from within.items(member.stream, format)

    def _named(self, what: Record | PassedOver) -> Item:
        """The item with its path; a name that is taken gets a number, and a warning unless the content gave it."""
        if isinstance(what, PassedOver):
            return Item(f"{self.path}#{self._free(what.name)}" if what.name is not None else self.path, what)
        name = self._free(what.name)
        if name != escape_name(what.name) and what.id is not None:
            what = replace(what, notes=(*what.notes, f"duplicate_id: {what.id} is the id of another record, too"))
        return Item(f"{self.path}#{name}", what)

    def _free(self, name: str) -> str:
        wanted = tried = escape_name(name)
        count = 1
        while hash(tried) in self.names:
            count += 1
            tried = f"{wanted}~{count}"
        self.names.add(hash(tried))
        if len(self.names) > self.bounds.max_records:
            raise Damage("container_too_large", f"more than {self.bounds.max_records} records")
        return tried


def escape_name(name: str) -> str:
    """A record's name as it is in a source path."""
    return escape(name.encode("utf-8", "surrogateescape"))


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _inner(name: bytes, stream: Stream) -> str:
    """The format of what is packed alone: by the name without the packing, else by how it begins."""
    inner = format_of(unpacked_name(name))
    if inner in DOCUMENTS:
        return inner
    head = stream.peek(_HEAD)
    return by_content(head) or (HTML if looks_like_page(head) else TEXT)
