"""Exact copies: the same body under another path."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.schemas import TABLES


def exact_copies(articles: pa.Table) -> pa.Table:
    """The `copies` table of all articles as they would stand.

    In: `doc_id, source_path, body_sha256` of every article. Out: one row for each article whose body stands under an
    earlier path too (order of source_path, by code point), naming the first; sorted by source_path.
    """
    ordered = articles.select(["doc_id", "source_path", "body_sha256"]).sort_by("source_path").combine_chunks()
    codes = pc.dictionary_encode(ordered.column("body_sha256")).combine_chunks().indices.to_numpy()
    _, first = np.unique(
        codes, return_index=True
    )  # codes count up in order of appearance, so first[code] is its first row
    original = first[codes]
    rows = np.flatnonzero(original != np.arange(len(codes)))
    doc_id = ordered.column("doc_id")
    table = pa.table(
        {
            "doc_id": doc_id.take(pa.array(rows)),
            "of": doc_id.take(pa.array(original[rows])),
            "kind": pa.repeat(pa.scalar("exact"), len(rows)),
            "score": pa.array(np.ones(len(rows))),
        }
    )
    return table.cast(TABLES["copies"].arrow)
