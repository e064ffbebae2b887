"""What is taken from a stream within a limit: lines, or all that is left. What is beyond is hashed and not held."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cleancopy.ingest.formats.stream import CHUNK, Stream


@dataclass(frozen=True, slots=True)
class TooLong:
    """Something beyond the limit: it was read past, and hashed."""

    size: int
    sha256: str


class Gathered:
    """Bytes taken piece by piece and hashed; beyond the limit they are let go, and only counted."""

    def __init__(self, limit: int) -> None:
        """`limit`: how many are held."""
        self.size, self._limit, self._held, self._digest = 0, limit, list[bytes](), hashlib.sha256()

    def add(self, piece: bytes) -> None:
        """The next piece."""
        self.size += len(piece)
        self._digest.update(piece)
        if self.size <= self._limit:
            self._held.append(piece)
        else:
            self._held.clear()

    @property
    def data(self) -> bytes | None:
        """All of them, None beyond the limit."""
        return b"".join(self._held) if self.size <= self._limit else None

    @property
    def sha256(self) -> str:
        """The hash of all."""
        return self._digest.hexdigest()

    def end(self) -> bytes | TooLong:
        """All of them, or their size and hash when they are too many."""
        data = self.data
        return TooLong(self.size, self.sha256) if data is None else data


def lines(stream: Stream, limit: int) -> Iterator[bytes | TooLong]:
    """Lines with their line feeds; one of more than `limit` bytes is not held."""
    held: list[bytes] = []
    size, digest = 0, None
    while chunk := stream.read(CHUNK):
        start = 0
        while (end := chunk.find(b"\n", start) + 1) > 0:
            piece = chunk[start:end]
            if digest is not None:
                digest.update(piece)
                yield TooLong(size + len(piece), digest.hexdigest())
            elif size + len(piece) > limit:
                whole = b"".join([*held, piece])
                yield TooLong(len(whole), hashlib.sha256(whole).hexdigest())
            else:
                yield b"".join([*held, piece]) if held else piece
            held, size, digest, start = [], 0, None, end
        rest = chunk[start:]
        size += len(rest)
        if digest is not None:
            digest.update(rest)
        elif rest:
            held.append(rest)
            if size > limit:
                digest = hashlib.sha256(b"".join(held))
                held = []
    if digest is not None:
        yield TooLong(size, digest.hexdigest())
    elif held:
        yield b"".join(held)


def whole(stream: Stream, limit: int) -> bytes | TooLong:
    """All that is left, or its size and hash when it is more than `limit` bytes."""
    gathered = Gathered(limit)
    while chunk := stream.read(CHUNK):
        gathered.add(chunk)
    return gathered.end()
