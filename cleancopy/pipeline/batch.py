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

from cleancopy.pipeline import columns
from cleancopy.pipeline.scan.columns import Bools, Ints, column, true_at, with_columns

DOCS = columns.schema(columns.GIVEN)
"""What `clean` is given: one row a document. The stages append the other columns of `columns.DOCS`."""

LINES = columns.schema(columns.CUT)
"""The columns `decode` cuts. The stages append the other columns of `columns.LINES`."""

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
"""What recognisers say of a line; `decide` is the one stage that weighs them."""

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


Rows = Sequence[Mapping[str, Any]] | Sequence[tuple[Any, ...]]
"""Rows of a side table: mappings (a column that is missing is null), or tuples of all columns in their order."""


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

    def __post_init__(self) -> None:
        """Refuses a column that is not declared, or not of the declared type: a stage would read it as it pleases."""
        for name, table, declared in (("docs", self.docs, columns.DOCS), ("lines", self.lines, columns.LINES)):
            for field in table.schema:
                known = declared.get(field.name)
                if known is None:
                    raise KeyError(f"{name}.{field.name} is not declared in cleancopy/pipeline/columns.py")
                if field.type != known.type:
                    raise TypeError(f"{name}.{field.name} is {field.type}, but declared {known.type}")

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

    def voted(self, votes: Bools) -> Bools:
        """bool[lines]: lines with one of the votes; `votes`: bool[votes], those that are meant."""
        return true_at(self.lines.num_rows, column(self.votes, "line")[votes])

    def with_docs(self, **values: Any) -> Batch:
        """This batch with columns set (added or replaced) on `docs`."""
        return replace(self, docs=with_columns(self.docs, values))

    def with_lines(self, **values: Any) -> Batch:
        """This batch with columns set (added or replaced) on `lines`."""
        return replace(self, lines=with_columns(self.lines, values))

    def adding(self, **rows: Rows | pa.Table) -> Batch:
        """This batch with rows appended to its side tables, e.g. `adding(warnings=[{...}])`."""
        grown = {}
        for name, new in rows.items():
            table: pa.Table = getattr(self, name)
            if not isinstance(new, pa.Table):
                new = _table(new, table.schema)
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
        return true_at(self.docs.num_rows, column(self.reasons, "doc"))


def votes(lines: Ints, role: str, rule: str, evidence: pa.Array, confidence: float, hard: bool) -> pa.Table:
    """What one rule says of some lines, as rows of `VOTES`; `evidence` is a sentence for each line."""
    said = {"role": role, "rule": rule, "confidence": confidence, "hard": hard}
    same = {name: pa.repeat(pa.scalar(value, VOTES.field(name).type), len(lines)) for name, value in said.items()}
    columns = {"line": pa.array(lines, pa.int64()), "evidence": evidence, **same}
    return pa.table([columns[name] for name in VOTES.names], schema=VOTES)


def _table(rows: Rows, schema: pa.Schema) -> pa.Table:
    if rows and isinstance(rows[0], tuple):
        columns = zip(*rows, strict=True)
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
    return pa.Table.from_pylist(list(rows), schema=schema)
