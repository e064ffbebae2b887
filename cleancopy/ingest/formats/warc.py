"""WARC and WET: a record for each page that was answered with 200, and for each text that was taken from one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, cast

import pyarrow as pa
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from cleancopy.ingest.formats.gathered import Gathered, TooLong
from cleancopy.ingest.formats.record import Kind, PassedOver, Record, bad, too_large
from cleancopy.ingest.formats.stream import CHUNK, Damage, Stream
from cleancopy.ingest.sidecar import read_fields
from cleancopy.ingest.sources import Source

_KINDS: dict[str, Kind] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_READ = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_CODINGS = {"gzip": "gzip", "deflate": "gzip", "br": "brotli", "zstd": "zstd"}
"""Names of Arrow's codecs by the content codings of HTTP; that of gzip reads either."""
_END = b"\r\n\r\n"


def records(stream: Stream, source: Source) -> Iterator[Record | PassedOver]:
    """The pages and texts of an archive; requests, pictures, errors and the like are passed over, by their kinds.

    The library skips what it cannot follow, so the end of the archive and each block's length and digest are looked at
    here.
    """
    last = _Last(stream)
    try:
        for record in ArchiveIterator(cast("BinaryIO", last), record_types=WarcRecordType.any_type, parse_http=False):
            try:
                yield _read(record, stream)
            except (ValueError, AttributeError) as fault:
                detail = f"WARC: {str(fault) or type(fault).__name__}, in the record at byte {record.stream_pos}"
                raise Damage("container_damaged", detail) from fault
    except OSError as fault:
        raise stream.damage or Damage("container_damaged", f"WARC: {fault}, after {stream.at} bytes") from fault
    if last.bytes not in (b"", _END):
        raise Damage("container_damaged", f"WARC: the last record is cut, after {stream.at} bytes")


def _read(record: WarcRecord, stream: Stream) -> Record | PassedOver:
    if not record.record_type & _READ:
        return PassedOver(record.headers.get("WARC-Type") or "unknown")
    name = (record.record_id or "").strip("<>").removeprefix("urn:uuid:") or None
    limit = stream.bounds.max_document_bytes
    if record.content_length > limit:
        return too_large(_passed(record), limit, name)
    at, length = record.stream_pos, record.content_length
    block = record.reader.read()
    if len(block) < length:
        raise Damage("container_damaged", f"WARC: the record at byte {at} is cut: {len(block)} of {length} bytes")
    own = WarcRecord()  # its bytes may be read twice; those of the archive's record are gone
    own.set_bytes_content(block)
    if digest := record.headers.get("WARC-Block-Digest"):
        own.headers["WARC-Block-Digest"] = digest
        if not own.verify_block_digest(consume=False):
            return bad(block, "record_bad_digest", "its bytes are not those of which the digest was made", name)
    return _document(record, own, block, name, limit)


def _document(record: WarcRecord, own: WarcRecord, block: bytes, name: str | None, limit: int) -> Record | PassedOver:
    headers = record.headers
    kind_of = headers.get("Content-Type") or ""
    encoding = None
    if kind_of.startswith("application/http"):
        if packed := _bomb(block, limit):
            return too_large(packed, limit, name)
        own.is_http = True
        own.parse_http(auto_decode="all")
        if (status := own.http_headers.status_code) != 200:
            return PassedOver(f"http {status}")
        kind_of, encoding = own.http_content_type or "", own.http_charset
        block = own.reader.read(limit + 1)
    plain = kind_of.partition(";")[0].strip().lower()
    if (kind := _KINDS.get(plain)) is None:
        return PassedOver(plain or "without content type")
    if len(block) > limit:
        return too_large(TooLong(len(block), hashlib.sha256(block).hexdigest()), limit, name)
    fields = {"url": headers.get("WARC-Target-URI"), "fetched_at": headers.get("WARC-Date"), "encoding": encoding}
    said, notes = read_fields(fields, "source_field")
    if cut := headers.get("WARC-Truncated"):
        notes.append(f"truncated: the crawler cut the page ({cut})")
    return Record(block, name, kind, said, notes=tuple(notes), size=len(block))


def _bomb(block: bytes, limit: int) -> TooLong | None:
    """The packed body of an answer that unpacks to more than `limit` bytes: the library would unpack it all at once."""
    answer = WarcRecord()
    answer.set_bytes_content(block)
    answer.is_http = True
    answer.parse_http(auto_decode="transfer")
    codings = (answer.http_headers.get("Content-Encoding") or "").lower().replace(",", " ").split()
    if not codings or not set(codings) <= _CODINGS.keys():
        return None
    body = answer.reader.read()
    stream: pa.NativeFile = pa.BufferReader(body)
    for coding in reversed(codings):
        stream = pa.CompressedInputStream(stream, _CODINGS[coding])
    size = 0
    with suppress(OSError):  # damage is told where the body is read
        while size <= limit and (piece := stream.read(CHUNK)):
            size += len(piece)
    return TooLong(len(body), hashlib.sha256(body).hexdigest()) if size > limit else None


def _passed(record: WarcRecord) -> TooLong:
    """The size and hash of a record that is not held."""
    gathered = Gathered(-1)
    while piece := record.reader.read(CHUNK):
        gathered.add(piece)
    return TooLong(gathered.size, gathered.sha256)


class _Last(io.RawIOBase):
    """A stream that remembers the last four bytes it gave: an archive that is whole ends with two empty lines."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self._stream, self.bytes = stream, b""

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self.bytes = (self.bytes + data[-len(_END) :])[-len(_END) :]
        return data

    def tell(self) -> int:
        """How many were given."""
        return self._stream.at
