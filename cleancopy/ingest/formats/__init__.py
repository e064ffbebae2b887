"""The formats that are read, which endings stand for which, and which file of this folder reads each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleancopy.ingest.formats.record import PassedOver, Record
    from cleancopy.ingest.formats.stream import Stream
    from cleancopy.ingest.sources import Source

    Reader = Callable[[Stream, Source], Iterator[Record | PassedOver]]
    """What a format is: a stream in, records out; raises `Damage` where it cannot be read on."""

TEXT, HTML = "text", "html"


class Format(NamedTuple):
    """One format by its name."""

    endings: tuple[str, ...]
    """Of a file's name, in small letters."""
    home: str
    """Module and function that read it; loaded when the first such file is met."""
    magic: bytes = b""
    """First bytes that no other format has; they hold against the name."""


FORMATS: Mapping[str, Format] = {
    TEXT: Format((".txt", ".text", ".md"), "single.text"),
    HTML: Format((".html", ".htm", ".xhtml"), "single.html"),
    "jsonl": Format((".jsonl", ".ndjson", ".jl"), "json_lines.records"),
    "json": Format((".json",), "json_values.records"),
    "csv": Format((".csv", ".tsv", ".tab"), "delimited.records"),
    "parquet": Format((".parquet", ".pq"), "columnar.parquet", b"PAR1"),
    "arrow": Format((".arrow", ".feather", ".ipc"), "columnar.arrow", b"ARROW1"),
    "warc": Format((".warc", ".wet"), "warc.records", b"WARC/"),
    "zip": Format((".zip",), "archives.zipped", b"PK\x03\x04"),
    "tar": Format((".tar",), "archives.tarred"),
    "packed": Format((), ""),
}
"""`packed` is a file that holds one document and nothing else, packed."""
NAMES = tuple(FORMATS)
ARCHIVES = frozenset({"zip", "tar"})
"""Formats whose records are files."""
DOCUMENTS = frozenset({TEXT, HTML})
"""Formats of files that are documents themselves; all others are containers."""

ENDINGS: Mapping[bytes, str] = {
    ending.encode(): name for name, format in FORMATS.items() for ending in format.endings
}  # fmt: skip
PACKINGS = frozenset({b".gz", b".bz2", b".xz", b".zst"})
PACKED_TARS = frozenset({b".tgz", b".tbz2", b".txz", b".tzst"})


def reader_of(name: str) -> Reader:
    """The function that reads a format."""
    module, _, function = FORMATS[name].home.partition(".")
    reader: Reader = getattr(import_module(f"{__name__}.{module}"), function)
    return reader


def by_content(head: bytes) -> str | None:
    """The format that the first bytes of a file prove."""
    return next((name for name, format in FORMATS.items() if format.magic and head.startswith(format.magic)), None)
