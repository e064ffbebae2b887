"""The fold: the text of a document is its kept lines, joined by their glue. Nothing is decided here."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import Ints, bytes_of, column, flat

SEPARATORS = {"break": "\n\n", "space": " ", "none": ""}
"""What is before a line that is not the first, by its glue."""


def fold(batch: Batch, recipe: Recipe) -> Batch:
    """Adds `text` (null for a document without kept lines) and `body_sha256` to docs."""
    kept = np.flatnonzero(column(batch.lines, "kept"))
    glue = batch.lines.column("glue").take(kept)
    doc = batch.doc[kept]
    opens = np.diff(doc, prepend=-1) != 0
    separators = pa.array(SEPARATORS.values()).take(pc.index_in(glue, pa.array(list(SEPARATORS))))
    separators = pc.if_else(pa.array(opens), "", separators)
    pieces = flat(pc.binary_join_element_wise(separators, batch.lines.column("text").take(kept), ""))
    data, offsets = bytes_of(pieces)
    bounds = offsets[np.searchsorted(doc, np.arange(batch.docs.num_rows + 1))]
    seen = data.data
    digests = [hashlib.sha256(seen[start:end]).hexdigest() if start < end else None for start, end in pairwise(bounds)]
    return batch.with_docs(
        text=_joined(pieces, bounds),
        body_sha256=pa.array(digests, pa.string()),
    )


def _joined(pieces: pa.Array, bounds: Ints) -> pa.Array:
    """Neighbouring pieces as one string each, null where they are empty: the same bytes, with other bounds."""
    _, _, data = pieces.buffers()
    full = pa.array(bounds[1:] > bounds[:-1])
    return pa.StringArray.from_buffers(
        len(full), pa.py_buffer(bounds.astype(np.int32)), data, full.buffers()[1], full.false_count
    )
