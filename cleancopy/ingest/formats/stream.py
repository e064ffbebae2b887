"""A container as one stream of bytes, unpacked while it is read, within limits; damage is told with its place."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tempfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from tarfile import TarError
from typing import IO, Any, BinaryIO
from zipfile import BadZipFile

import pyarrow as pa

CHUNK = 1 << 20
_PEEK = 8


class Damage(Exception):
    """A container that cannot be read on from here: a code and where it is, in words. What came before is good."""

    def __init__(self, code: str, detail: str) -> None:
        """`code` is the reason that is in quarantine."""
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a container may hold, whatever it says of itself."""

    max_document_bytes: int = 64 << 20
    """A larger record is `too_large`: hashed as a stream and not held."""
    max_unpacked_bytes: int = 64 << 30
    max_records: int = 10_000_000
    max_members: int = 200_000
    """Members of a zip: their directory is in memory, 600 bytes each."""
    bomb_bytes: int = 256 << 20
    bomb_ratio: int = 400
    """From so many unpacked bytes on no more than this many times the packed ones: text packs to a tenth or a
    twentieth, generated text to a hundredth, a bomb to a thousandth and less."""


def _zstd(packed: BinaryIO) -> BinaryIO:
    stream: BinaryIO = pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "zstd")
    return stream


_PACKINGS: tuple[tuple[str, bytes, Callable[[BinaryIO], Any]], ...] = (
    ("gz", b"\x1f\x8b", lambda packed: gzip.GzipFile(fileobj=packed)),
    ("bz2", b"BZh", bz2.BZ2File),
    ("xz", b"\xfd7zXZ\0", lzma.LZMAFile),
    ("zst", b"\x28\xb5\x2f\xfd", _zstd),
)
_FAULTS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, pa.ArrowException, BadZipFile, TarError)


class Stream(io.RawIOBase):
    """Bytes to read once, front to back; after `unpack` what they are packed from.

    `at` counts unpacked bytes handed out. Raises `Damage`; the reader of a format need not know what packed it.
    """

    def __init__(self, packed: IO[bytes], bounds: Bounds, where: str = "") -> None:
        """`packed` is read from where it is and not closed; `where` it is from, when that may be damaged as well."""
        super().__init__()
        self.bounds, self.at, self.packing, self._where = bounds, 0, "", where
        self.damage: Damage | None = None
        """What was raised, for a reader whose library hides it."""
        self._raw = _Counted(packed)
        self._source: Any = self._raw
        self._held = b""

    def unpack(self, times: int) -> Stream:
        """This stream, unpacked so many times at most; by what the bytes are, whatever the name says."""
        for _ in range(times):
            head = self.peek(_PEEK)
            for name, magic, unpack in _PACKINGS:
                if head.startswith(magic):
                    self._source = unpack(_Joined(self._held, self._source))  # type: ignore[arg-type]
                    self.packing, self._held = name, b""
                    break
        return self

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """At least one byte and at most `size`, none at the end; all of the rest for -1 (use it for small members)."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        if self._held:
            data, self._held = self._held[:size], self._held[size:]
        else:
            data = self._some(size)
        self.at += len(data)
        bounds = self.bounds
        if self.at > bounds.max_unpacked_bytes:
            raise self._damaged("container_too_large", f"more than {bounds.max_unpacked_bytes} unpacked bytes")
        if self.packing and self.at > max(bounds.bomb_bytes, bounds.bomb_ratio * self._raw.at):
            detail = f"{self._raw.at} packed bytes give more than {self.at}, {bounds.bomb_ratio} times as many"
            raise self._damaged("container_too_large", detail)
        return data

    def readinto(self, buffer: object) -> int:
        """As `read`, for readers that bring their own memory."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay to be read."""
        while len(self._held) < size and (more := self._some(size)):
            self._held += more
        return self._held[:size]

    def skip_mark(self) -> None:
        """Leaves out the byte order mark of UTF-8, if there is one."""
        if self.peek(len(BOM_UTF8)) == BOM_UTF8:
            self.read(len(BOM_UTF8))

    def seekable_copy(self) -> BinaryIO:
        """The rest in a file that can be read in any order; it is gone when it is closed."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 - handed over
        try:
            while chunk := self.read(CHUNK):
                file.write(chunk)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def _some(self, size: int) -> bytes:
        try:
            # `read1` hands out what there is: a whole `read` would lose what stood before the damage
            read = getattr(self._source, "read1", self._source.read)
            return bytes(read(min(size, CHUNK)))
        except _FAULTS as fault:
            said = str(fault).strip().rstrip(".").lower().splitlines() or [type(fault).__name__]
            what = " in ".join(filter(None, (self.packing, self._where))) or "file"
            raise self._damaged("container_damaged", f"{what}: {said[0]}, after {self.at} unpacked bytes") from fault

    def _damaged(self, code: str, detail: str) -> Damage:
        self.damage = Damage(code, detail)
        return self.damage


class _Counted(io.RawIOBase):
    """Counts what is read of a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.at = file, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        data = self._file.read(-1 if size is None else size)
        self.at += len(data)
        return data


class _Joined(io.RawIOBase):
    """Some bytes, and then those of a file."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        if not self._head:
            return self._rest.read(-1 if size is None else size)
        if size is None or size < 0:
            head, self._head = self._head, b""
            return head + self._rest.read()
        head, self._head = self._head[:size], self._head[size:]
        return head
