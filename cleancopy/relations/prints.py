"""Fingerprints as arrays: one entry for each that a body holds, whichever documents have that body.

Bodies go by a key of 64 bits, the beginning of their sha256. What is true of a body is true of all documents that have
it, so exact copies count once wherever documents are counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.scan.numbers import Asked, leading_bits
from cleancopy.pipeline.scan.segments import row_of

Keys = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.int32]

Parts = Callable[[Sequence[str]], Iterator[pa.Table]]
"""Goes through rows of `fingerprints`, some at a time, with the columns asked for; may be asked again."""

COLUMNS = ("doc_id", "source_path", "body_sha256", "prints")


@dataclass(frozen=True, slots=True)
class Prints:
    """Entries: a fingerprint, the body that holds it, the paragraph there, and how many the body has in all."""

    hash: Hashes
    body: Keys
    paragraph: npt.NDArray[np.int32]
    total: npt.NDArray[np.int32]

    @classmethod
    def of(cls, rows: pa.Table, asked: Asked) -> Prints:
        """What some rows of `fingerprints` hold of the hashes asked for, in the order of the rows."""
        return cls._after_another([cls._of(some, asked) for some in rows.to_batches()])

    @classmethod
    def _of(cls, rows: pa.RecordBatch, asked: Asked) -> Prints:
        lists = rows.column("prints")
        hashes, paragraphs = (lists.flatten().field(name).to_numpy() for name in ("hash", "paragraph"))
        places, _ = asked.among(hashes)
        bounds = lists.offsets.to_numpy()
        row = row_of(places, bounds - bounds[0])
        totals = np.diff(bounds).astype(np.int32)
        return cls(hashes[places], body_keys(rows)[row], paragraphs[places], totals[row])

    @classmethod
    def joined(cls, parts: Sequence[Prints]) -> Prints:
        """The entries of all parts, in the order of hash and body, each once."""
        both = cls._after_another(parts)
        both = both.at(np.lexsort((both.body, both.hash)))
        new = np.ones(len(both.hash), np.bool_)
        new[1:] = (both.hash[1:] != both.hash[:-1]) | (both.body[1:] != both.body[:-1])
        return both.at(new)

    @classmethod
    def _after_another(cls, parts: Sequence[Prints]) -> Prints:
        empty = (np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
        columns = [field.name for field in fields(cls)]
        return cls(
            *(
                np.concatenate([none, *(getattr(part, name) for part in parts)])
                for name, none in zip(columns, empty, strict=True)
            )
        )

    def at(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Prints:
        """Some of the entries."""
        return Prints(self.hash[rows], self.body[rows], self.paragraph[rows], self.total[rows])


def hashes_of(rows: pa.Table) -> Hashes:
    """All fingerprints of some rows of `fingerprints`, in their order."""
    found = [lists.flatten().field("hash").to_numpy() for lists in rows.column("prints").chunks]
    return np.concatenate([np.zeros(0, np.int32), *found])


def body_keys(rows: pa.Table | pa.RecordBatch) -> Keys:
    """For each row the first 64 bits of its `body_sha256`."""
    return leading_bits(rows.column("body_sha256")).view(np.int64)
