"""The line table and the small tables that travel with it.

A document is cut into raw lines once. From then on every stage takes a `Batch` and returns a `Batch` with more columns;
no stage deletes a row. A single document is a batch of one, so there is no second implementation that could drift.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleancopy.clean.scan.columns import Bools, Ints, column, with_columns

DOCS = pa.schema(
    [
        ("doc_id", pa.string()),
        ("source_path", pa.string()),
        ("site", pa.string()),
        ("data", pa.large_binary()),
        ("source_sha256", pa.string()),
        ("source_url", pa.string()),
        ("fetched_at", pa.timestamp("us", "UTC")),
        ("encoding_hint", pa.string()),
        ("language_hint", pa.string()),
        ("notes", pa.list_(pa.string())),
    ]
)
"""What `clean` is given: one row a document. The stages append their own columns behind these.

`notes` are doubts raised while the file was read (`code: evidence`); they become warnings of the document.
"""

LINES = pa.schema(
    [("doc", pa.int32()), ("line_no", pa.int32()), ("part", pa.int32()), ("raw", pa.binary()), ("text", pa.string())]
)
"""The columns `decode` cuts: `doc` is the row in `docs`; rows are sorted by (doc, line_no, part)."""

CAPTURES = pa.schema(
    [
        ("line", pa.int64()),
        ("field", pa.string()),
        ("raw", pa.string()),
        ("rule", pa.string()),
        ("confidence", pa.float64()),
    ]
)
"""Named captures: `line` is a row of `lines`, `raw` the exact characters of that row's text the field was read from."""

VOTES = pa.schema(
    [
        ("line", pa.int64()),
        ("role", pa.string()),
        ("rule", pa.string()),
        ("evidence", pa.string()),
        ("confidence", pa.float64()),
        ("hard", pa.bool_()),
    ]
)
"""What recognisers say of a line; `roles/decide.py` is the one room that weighs them."""

PROVENANCE = pa.schema(
    [
        ("doc", pa.int32()),
        ("field", pa.string()),
        ("line", pa.int32()),
        ("raw", pa.string()),
        ("rule", pa.string()),
        ("confidence", pa.float64()),
    ]
)
"""Where a published value came from; here `line` is the document's own line number (`line_no`)."""

WARNINGS = pa.schema(
    [
        ("doc", pa.int32()),
        ("code", pa.string()),
        ("severity", pa.string()),
        ("paragraph", pa.int32()),
        ("evidence", pa.string()),
    ]
)
"""Lints and doubts about an admitted document; `paragraph` counts from 1 and is null for the whole document."""

REASONS = pa.schema([("doc", pa.int32()), ("stage", pa.string()), ("code", pa.string()), ("detail", pa.string())])
"""Why a document is turned away. A document with a row here is quarantined with all its reasons."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents on their way through the stages. All tables refer to `docs` and `lines` by row number."""

    docs: pa.Table
    lines: pa.Table
    captures: pa.Table
    votes: pa.Table
    provenance: pa.Table
    warnings: pa.Table
    reasons: pa.Table

    @classmethod
    def of(cls, docs: pa.Table) -> Batch:
        """A batch before its first stage: documents, and every other table empty."""
        return cls(
            docs=docs,
            lines=LINES.empty_table(),
            captures=CAPTURES.empty_table(),
            votes=VOTES.empty_table(),
            provenance=PROVENANCE.empty_table(),
            warnings=WARNINGS.empty_table(),
            reasons=REASONS.empty_table(),
        )

    def with_docs(self, **columns: Any) -> Batch:
        """This batch with columns set (added or replaced) on `docs`."""
        return replace(self, docs=with_columns(self.docs, columns))

    def with_lines(self, **columns: Any) -> Batch:
        """This batch with columns set (added or replaced) on `lines`."""
        return replace(self, lines=with_columns(self.lines, columns))

    def adding(self, **rows: Sequence[Mapping[str, Any]] | pa.Table) -> Batch:
        """This batch with rows appended to its side tables, e.g. `adding(warnings=[{...}])`. Missing keys are null."""
        grown = {}
        for name, new in rows.items():
            table: pa.Table = getattr(self, name)
            if not isinstance(new, pa.Table):
                new = pa.Table.from_pylist(list(new), schema=table.schema)
            if new.num_rows:
                grown[name] = pa.concat_tables([table, new.select(table.column_names).cast(table.schema)])
        return replace(self, **grown) if grown else self

    @property
    def doc(self) -> npt.NDArray[np.int32]:
        """For each line the row of its document in `docs`."""
        return column(self.lines, "doc")

    @property
    def starts(self) -> Ints:
        """int64[documents + 1]: lines `starts[d]:starts[d + 1]` belong to document d (possibly none)."""
        return np.searchsorted(self.doc, np.arange(self.docs.num_rows + 1)).astype(np.int64)

    @property
    def turned_away(self) -> Bools:
        """bool[documents]: which documents have a reason to be quarantined."""
        away = np.zeros(self.docs.num_rows, dtype=np.bool_)
        away[column(self.reasons, "doc")] = True
        return away
