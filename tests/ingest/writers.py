"""Containers of every kind for tests: the same texts under the same ids, written as each format writes them."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleancopy.ingest import Input, Source
from cleancopy.ingest.containers import Item, items
from cleancopy.ingest.formats.record import Record
from cleancopy.ingest.formats.stream import Bounds
from cleancopy.ingest.naming import format_of

Texts = Mapping[str, bytes]
"""Text by id."""


def jsonl(texts: Texts) -> bytes:
    return b"".join(json.dumps({"id": id, "text": text.decode()}).encode() + b"\n" for id, text in texts.items())


def array(texts: Texts) -> bytes:
    rows = [{"id": id, "text": text.decode()} for id, text in texts.items()]
    return json.dumps(rows, indent=1, ensure_ascii=False).encode()


def table(texts: Texts, delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "text"])
    writer.writerows((id, text.decode("utf-8", "surrogateescape")) for id, text in texts.items())
    return file.getvalue().encode("utf-8", "surrogateescape")


def columns(texts: Texts) -> pa.Table:
    return pa.table({"id": pa.array(texts.keys(), pa.string()), "text": pa.array(texts.values(), pa.binary())})


def parquet(texts: Texts) -> bytes:
    file = io.BytesIO()
    pq.write_table(columns(texts), file, row_group_size=2)
    return file.getvalue()


def arrow(texts: Texts, new: Callable = pa.ipc.new_file) -> bytes:
    file = io.BytesIO()
    with new(file, columns(texts).schema) as writer:
        writer.write_table(columns(texts), max_chunksize=2)
    return file.getvalue()


def zipped(files: Texts, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(files: Texts) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def warc(texts: Texts, kind: str = "conversion", content: str = "text/plain") -> bytes:
    made = []
    for id, data in texts.items():
        block = data
        content_type = content
        if kind == "response":
            block = f"HTTP/1.1 200 OK\r\nContent-Type: {content}\r\n\r\n".encode() + data
            content_type = "application/http; msgtype=response"
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\n"
            f"WARC-Target-URI: https://harbour.example/{id}\r\nWARC-Date: 2024-06-01T10:00:00Z\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        made.append(head.encode() + block + b"\r\n\r\n")
    return b"".join(made)


def zst(data: bytes) -> bytes:
    """A zstd frame that says its end."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


PACKINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zst,
}
OF_BYTES: Mapping[str, Callable[[Texts], bytes]] = {
    "d.parquet": parquet,
    "d.arrow": arrow,
    "stream.arrow": lambda texts: arrow(texts, pa.ipc.new_stream),
    "d.csv": table,
    "d.tsv": lambda texts: table(texts, "\t"),
    "d.zip": zipped,
    "stored.zip": lambda texts: zipped(texts, zipfile.ZIP_STORED),
    "d.tar": tarred,
    "d.wet": warc,
    "d.warc": lambda texts: warc(texts, "response"),
}
"""Formats that hold any bytes as a text."""
OF_TEXT: Mapping[str, Callable[[Texts], bytes]] = {"d.jsonl": jsonl, "d.json": array}
"""Formats that hold texts of Unicode characters."""


def input_of(folder: Path, name: str, data: bytes) -> Input:
    file = folder / name
    file.write_bytes(data)
    format = format_of(name.encode())
    assert format is not None
    return Input(name, str(file).encode(), len(data), 0, None, False, format)


def found(folder: Path, name: str, data: bytes, source: Source = Source(), bounds: Bounds = Bounds()) -> list[Item]:  # noqa: B008
    return list(items(input_of(folder, name, data), source, bounds))


def texts_of(some: list[Item]) -> dict[str, bytes | None]:
    """The readable records by path."""
    records = {item.source_path: item.what for item in some if isinstance(item.what, Record)}
    return {path: record.data for path, record in records.items() if record.fault is None}


def faults_of(some: list[Item]) -> dict[str, str]:
    """The codes of the others."""
    records = {item.source_path: item.what for item in some if isinstance(item.what, Record)}
    return {path: record.fault[0] for path, record in records.items() if record.fault is not None}
