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

from cleancopy.pipeline.scan.numbers import leading_bits

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
    def of(cls, rows: pa.Table) -> Prints:
        """All entries of some rows of `fingerprints`, each body once."""
        keys, first = np.unique(body_keys(rows), return_index=True)
        lists = rows.column("prints").take(pa.array(first)).combine_chunks()
        totals = np.diff(lists.offsets.to_numpy())
        hashes, paragraphs = flattened(lists)
        return cls(hashes, np.repeat(keys, totals), paragraphs, np.repeat(totals, totals).astype(np.int32))

    @classmethod
    def joined(cls, parts: Sequence[Prints]) -> Prints:
        """The entries of all parts, in the order of hash and body, each once."""
        empty = (np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
        names = [field.name for field in fields(cls)]
        both = cls(
            *(
                np.concatenate([none, *(getattr(part, name) for part in parts)])
                for name, none in zip(names, empty, strict=True)
            )
        )
        both = both.at(np.lexsort((both.body, both.hash)))
        new = np.ones(len(both.hash), np.bool_)
        new[1:] = (both.hash[1:] != both.hash[:-1]) | (both.body[1:] != both.body[:-1])
        return both.at(new)

    def at(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Prints:
        """Some of the entries."""
        return Prints(self.hash[rows], self.body[rows], self.paragraph[rows], self.total[rows])


def flattened(lists: pa.ListArray) -> tuple[Hashes, npt.NDArray[np.int32]]:
    """Hashes and paragraphs of a column of fingerprints, one list after the other."""
    entries = lists.flatten()
    hashes, paragraphs = (entries.field(name).to_numpy() for name in ("hash", "paragraph"))
    return hashes, paragraphs


def body_keys(rows: pa.Table) -> Keys:
    """For each row the first 64 bits of its `body_sha256`."""
    return leading_bits(rows.column("body_sha256")).view(np.int64)
