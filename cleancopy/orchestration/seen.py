"""Which files were read in the state they are in, so that a run reads those that are new, as git's index does it.

What is kept is a set of numbers: each stands for one state of a file (size, times, inode; and those of its sidecar) and
for the content that was read in it. A file whose number is there has the content that the ledger says. Content decides,
as ever: the set only says that it was looked at. It may be lost at any time; then all files are read once more.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.ingest import Inputs
from cleancopy.pipeline.scan.columns import Bools, flags
from cleancopy.pipeline.scan.numbers import leading_bits
from cleancopy.store.disk import write_durably

Numbers = npt.NDArray[np.uint64]

FRESH_NS = 2_000_000_000
"""A file changed so shortly before it was read may change again without another time: some file systems count in two
seconds. It is read again the next time."""
READ_AGAIN = 0.01
"""While no larger share of the files had to be read, the set is not written anew."""
_ODD, _OTHER, _THIRD = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


class Seen:
    """The set of one store. Memory: eight bytes a file."""

    def __init__(self, file: Path, *, ignored: bool = False) -> None:
        """Reads it; `ignored` reads every file instead."""
        self.file = file
        self.settled_before = time.time_ns() - FRESH_NS
        self._known: Numbers = np.zeros(0, np.uint64) if ignored else _read(file)
        self._held: list[Numbers] = []
        self._learned = 0

    def has(self, states: npt.NDArray[np.int64], contents: Numbers) -> Bools:
        """For some files, by their state and the content that the ledger says, whether it was read in that state."""
        asked = _numbers(states, contents)
        if not len(self._known):
            return np.zeros(len(asked), np.bool_)
        found: Bools = self._known[np.minimum(np.searchsorted(self._known, asked), len(self._known) - 1)] == asked
        self._held.append(asked[found])
        return found

    def learn(self, inputs: Inputs, contents: Numbers) -> None:
        """Files were read after they had been found in this state."""
        settled = inputs.newest < self.settled_before
        self._held.append(_numbers(inputs.stamps[settled], contents[settled]))
        self._learned += int(settled.sum())

    def learn_of(self, found: Inputs, rows: pa.Table) -> None:
        """The files that some rows of the ledger were made of, found before they were read."""
        hashed = rows.filter(pc.is_valid(rows["source_sha256"]))
        at = pc.index_in(found.source_paths, hashed["source_path"].combine_chunks())
        known = found.only(np.flatnonzero(flags(at.is_valid())))
        own = hashed.take(at.drop_null())
        self.learn(known, contents_of(own["source_sha256"], own["sidecar_sha256"]))

    def save(self) -> None:
        """Writes what was asked for or learned, when there is much to learn."""
        if self._learned > READ_AGAIN * sum(map(len, self._held)):
            write_durably(self.file, np.unique(np.concatenate(self._held)).astype("<u8").tobytes())


def contents_of(sha256: pa.ChunkedArray | pa.Array, sidecar_sha256: pa.ChunkedArray | pa.Array) -> Numbers:
    """A number for each file by the hashes of its bytes and of its sidecar (null for none)."""
    return leading_bits(sha256) * _OTHER ^ leading_bits(sidecar_sha256) * _THIRD


def contents(hashes: Iterable[tuple[str | None, str | None]]) -> Numbers:
    """The same, of pairs."""
    pairs = list(hashes)
    return contents_of(*(pa.array([pair[at] for pair in pairs], pa.string()) for at in (0, 1)))


def _numbers(states: npt.NDArray[np.int64], contents: Numbers) -> Numbers:
    mixed = states.view(np.uint64) * _ODD ^ contents
    return mixed ^ (mixed >> np.uint64(31))


def _read(file: Path) -> Numbers:
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return np.zeros(0, np.uint64)
    return np.sort(np.frombuffer(data[: len(data) // 8 * 8], "<u8").astype(np.uint64))
