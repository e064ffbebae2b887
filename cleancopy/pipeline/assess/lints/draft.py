"""What the lints read: the kept lines of a batch, their paragraphs, and the articles' texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, column, flat, places
from cleancopy.pipeline.scan.segments import row_of

MOST = 20
"""Findings of one code and document that are published; a page full of faults needs no longer list."""
LONGEST = 120
"""Characters of evidence."""

_JOINTS = {"none": "", "space": " "}


class Finding(NamedTuple):
    """One row of `WARNINGS`: `doc` is a row of docs, `paragraph` counts from 1 (None: the whole document)."""

    doc: int
    code: str
    severity: str
    paragraph: int | None
    evidence: str


MARKS = '"“”„«»'
"""Double quotation marks. The last byte of each is no other's, and they have one, two or three."""
_MARK_OF = np.full(256, -1, np.int8)
_MARK_OF[[mark.encode()[-1] for mark in MARKS]] = np.arange(len(MARKS))


class Quotes(NamedTuple):
    """The double quotation marks of a column, in order."""

    rows: Ints
    ends: Ints
    """The byte after each in `data`."""
    kinds: npt.NDArray[np.int8]
    """Which of `MARKS` each is."""
    data: npt.NDArray[np.uint8]


def quotes(strings: pa.Array) -> Quotes:
    """Finds `MARKS` by their last bytes, then looks at those before. UTF-8 makes this exact: no character's bytes occur
    inside those of another.
    """
    data, bounds = bytes_of(strings)
    at = places(data[: bounds[-1]], _may_end_mark)
    at = at[at >= bounds[0]]
    kinds = _MARK_OF[data[at]]
    before, second = data[np.maximum(at - 1, 0)], data[np.maximum(at - 2, 0)]
    curly = (before == 0x80) & (second == 0xE2)
    good = (kinds == 0) | np.where(kinds < MARKS.index("«"), curly, before == 0xC2)
    at, kinds = at[good], kinds[good]
    return Quotes(row_of(at, bounds), at + 1, kinds, data)


def _may_end_mark(data: npt.NDArray[np.uint8]) -> Bools:
    high = (data == 0x9C) | (data == 0x9D) | (data == 0x9E) | (data == 0xAB) | (data == 0xBB)
    return high | (data == ord('"'))


@dataclass(frozen=True)
class Draft:
    """The kept lines (in order) and the texts of a batch's documents."""

    docs: pa.Table
    texts: pa.Array
    """docs.text"""
    titles: pa.Array
    """docs.title"""
    languages: npt.NDArray[np.object_]
    doc: Ints
    """For each kept line its document."""
    paragraph: Ints
    """For each kept line its paragraph, from 1."""
    text: pa.Array
    repaired: pa.Array
    """Kept lines before typography."""
    role: pa.Array
    glue: pa.Array

    @property
    def rows(self) -> int:
        """How many lines are kept."""
        return len(self.doc)

    @cached_property
    def quotes(self) -> Quotes:
        """The double quotation marks of the lines before typography."""
        return quotes(self.repaired)

    @cached_property
    def edges(self) -> Ints:
        """Kept lines `edges[i]:edges[i + 1]` are one paragraph."""
        new = np.ones(self.rows, np.bool_)
        new[1:] = (self.doc[1:] != self.doc[:-1]) | (self.paragraph[1:] != self.paragraph[:-1])
        return np.append(np.flatnonzero(new), self.rows)

    @cached_property
    def starts(self) -> Ints:
        """Kept lines `starts[d]:starts[d + 1]` are document d."""
        return np.searchsorted(self.doc, np.arange(self.docs.num_rows + 1)).astype(np.int64)

    def join(self, lines: pa.Array, start: int, end: int) -> str:
        """The lines `start:end` of one paragraph as one string."""
        pieces = [piece or "" for piece in lines[start:end].to_pylist()]
        joints = [_JOINTS.get(glue or "", "\n") for glue in self.glue[start:end].to_pylist()]
        return pieces[0] + "".join(joint + piece for joint, piece in zip(joints[1:], pieces[1:], strict=True))


def drafted(batch: Batch) -> Draft:
    """The draft of a batch."""
    read = batch.lines.select(["doc", "paragraph", "text", "repaired", "role", "glue"])
    lines = read.filter(batch.lines.column("kept"))
    return Draft(
        docs=batch.docs,
        texts=flat(batch.docs.column("text")).cast(pa.string()),
        titles=flat(batch.docs.column("title")).cast(pa.string()),
        languages=column(batch.docs, "language"),
        doc=column(lines, "doc").astype(np.int64),
        paragraph=flat(lines.column("paragraph")).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64),
        text=flat(lines.column("text")),
        repaired=flat(lines.column("repaired")),
        role=flat(lines.column("role")),
        glue=flat(lines.column("glue")),
    )


def around(text: str, start: int, end: int, words: int = 2) -> str:
    """`text[start:end]` with some words on either side: enough to find the place."""
    left, right = text[max(0, start - 80) : start], text[end : end + 80]
    on_left = words - 1 if re.search(r"\w\S*$", left) else words
    on_right = words - 1 if re.match(r"\S*\w", right) else words
    before = re.search(rf"(?:\S+\s+){{0,{on_left}}}\S*$", left)
    after = re.match(rf"\S*(?:\s+\S+){{0,{on_right}}}", right)
    return ((before[0] if before else "") + text[start:end] + (after[0] if after else "")).strip()


def shortened(evidence: str) -> str:
    """Evidence on one line of at most `LONGEST` characters."""
    evidence = " ".join(evidence.split())
    return evidence if len(evidence) <= LONGEST else evidence[: LONGEST - 1].rstrip() + "…"
