"""Zip and tar: their members, one after the other. Nothing is ever written under a member's name."""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from cleancopy.ingest.formats.stream import Damage, Stream

_LOCAL = struct.Struct("<4s5H3I2H")
"""A member's own header (APPNOTE 4.3.7)."""
_END = b"PK\x05\x06"
_END_BYTES = 22 + 65535
_STORED, _DEFLATED = 0, 8
_WITH_DESCRIPTOR = 8


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: to be read before the next one is asked for, or not at all."""

    name: bytes
    stream: Stream | None
    why: str | None = None
    """Why it is no input (`link`, `encrypted`, `unsafe_name`, ...); then there is no stream."""


def zipped(stream: Stream, copy: BinaryIO) -> Iterator[Member]:
    """The members of a zip, as its directory at the end names them; without one, as far as they can be read."""
    if (count := _count(copy)) is not None and count > stream.bounds.max_members:
        raise Damage("container_too_large", f"{count} members, the limit is {stream.bounds.max_members}")
    try:
        archive = zipfile.ZipFile(copy)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        yield from _without_directory(stream, copy)
        detail = f"zip: {str(fault).lower()}, read by its members up to byte {copy.tell()}"
        raise Damage("container_damaged", detail) from fault
    with archive:
        _check_sizes(archive, stream)
        for info in archive.infolist():
            name = info.filename.encode("utf-8", "surrogateescape")
            if info.is_dir():
                continue
            if why := _why_not(name) or ("encrypted" if info.flag_bits & 1 else None):
                yield Member(name, None, why)
                continue
            try:
                with archive.open(info) as file:
                    yield Member(name, Stream(file, stream.bounds, f"zip, in the member at byte {info.header_offset}"))
            except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as fault:
                detail = f"zip: {str(fault).lower().rstrip('.')}, in the member at byte {info.header_offset}"
                raise Damage("container_damaged", detail) from fault


def tarred(stream: Stream) -> Iterator[Member]:
    """The members of a tar, read as it comes."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as archive:
            for info in archive:
                archive.members = []  # type: ignore[attr-defined] # else all headers stay in memory
                name = info.name.encode("utf-8", "surrogateescape")
                if info.isdir():
                    continue
                why = _why_not(name) or (
                    None if info.isfile() else "link" if info.issym() or info.islnk() else "device"
                )
                file = None if why else archive.extractfile(info)
                yield Member(name, Stream(file, stream.bounds, "tar") if file else None, why)
    except (tarfile.TarError, EOFError, ValueError) as fault:
        why = str(fault).lower().rstrip(".") or type(fault).__name__
        raise Damage("container_damaged", f"tar: {why}, after {stream.at} bytes") from fault


def _check_sizes(archive: zipfile.ZipFile, stream: Stream) -> None:
    """Refuses a zip whose directory promises a bomb; no member can give more than the directory says."""
    bounds, unpacked = stream.bounds, sum(info.file_size for info in archive.infolist())
    if unpacked > bounds.max_unpacked_bytes or unpacked > max(bounds.bomb_bytes, bounds.bomb_ratio * stream.at):
        raise Damage("container_too_large", f"{stream.at} packed bytes promise {unpacked} unpacked ones")


def _why_not(name: bytes) -> str | None:
    """A name that leads out of the archive is none that an archiver writes."""
    parts = name.replace(b"\\", b"/").split(b"/")
    if b".." in parts or name.startswith((b"/", b"\\")) or name[1:3] in (b":/", b":\\"):
        return "unsafe_name"
    return "hidden" if any(part.startswith(b".") for part in parts) else None


def _count(copy: BinaryIO) -> int | None:
    """How many members the directory of a zip claims, before anybody reads it; None without a directory."""
    size = copy.seek(0, 2)
    copy.seek(max(0, size - _END_BYTES))
    tail = copy.read(_END_BYTES)
    copy.seek(0)
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        return None
    # no entry is smaller than 46 bytes, so the directory's size bounds what 16 bits cannot count
    members, directory = struct.unpack_from("<HI", tail, at + 10)
    return int(members) if members != 0xFFFF else int(min(directory, size) // 46)


def _without_directory(stream: Stream, copy: BinaryIO) -> Iterator[Member]:
    """The whole members from the beginning, by their own headers; the first that is cut or damaged is the last."""
    copy.seek(0)
    limit = stream.bounds.max_document_bytes
    while len(head := copy.read(_LOCAL.size)) == _LOCAL.size and head.startswith(b"PK\x03\x04"):
        _, _, flags, method, _, _, crc, packed, _, name_bytes, extra_bytes = _LOCAL.unpack(head)
        name = copy.read(name_bytes)
        copy.read(extra_bytes)
        if flags & 1 or method not in (_STORED, _DEFLATED):
            return
        if flags & _WITH_DESCRIPTOR:
            text = _inflated(copy, limit) if method == _DEFLATED else None
            tail = copy.read(4)
            crc = int.from_bytes(copy.read(4) if tail == b"PK\x07\x08" else tail, "little")
            copy.read(8)
        else:
            end = copy.tell() + packed
            text = _inflated(copy, limit) if method == _DEFLATED else copy.read(min(packed, limit))
            copy.seek(end)
        if text is None or zlib.crc32(text) != crc:
            return
        if _why_not(name) is None and not name.endswith(b"/"):
            yield Member(name, Stream(BytesIO(text), stream.bounds))


def _inflated(copy: BinaryIO, limit: int) -> bytes | None:
    """What one deflated member gives; None where it is cut, damaged or beyond the limit. `copy` is at its end after."""
    unpack, text = zlib.decompressobj(-15), bytearray()
    while not unpack.eof:
        packed = copy.read(1 << 16)
        try:
            text += unpack.decompress(packed, limit + 1 - len(text))
        except zlib.error:
            return None
        if not packed or len(text) > limit:
            return None
    copy.seek(-len(unpack.unused_data), 1)
    return bytes(text)
