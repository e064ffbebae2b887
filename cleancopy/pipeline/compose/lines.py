"""The published table `lines`, from the line table."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import EDITS, edits
from cleancopy.pipeline.compose.rows import only
from cleancopy.pipeline.scan.columns import Bools, column, flat
from cleancopy.schemas.names import FATES, ROLES

_FATE_OF = pa.array([next(fate for fate, roles in FATES.items() if role in roles) for role in ROLES], pa.string())


def lines_of(batch: Batch, admitted: Bools) -> pa.Table:
    """The lines of the documents admitted, with their fates, edits and bytes."""
    read = ("doc", "line_no", "part", "paragraph", "glue", "role", "kept", "text", "rule", "evidence", "confidence")
    lines = batch.lines.select(read).append_column("edits", _edits(batch.lines))
    lines = lines.append_column("raw", _raw_where_it_differs(batch.lines))
    lines = only(lines, admitted[batch.doc])
    doc = lines.column("doc")
    role = lines.column("role").cast(pa.string())
    return pa.table(
        {
            "doc_id": batch.docs.column("doc_id").take(doc),
            "source_path": batch.docs.column("source_path").take(doc),
            "site": batch.docs.column("site").take(doc),
            **{name: lines.column(name) for name in ("line_no", "part", "paragraph", "glue")},
            "role": role,
            "fate": _FATE_OF.take(pc.index_in(role, pa.array(ROLES))),
            **{name: lines.column(name) for name in ("kept", "text")},
            **{name: lines.column(name) for name in ("raw", "edits")},
            "rule": lines.column("rule").cast(pa.string()),
            "evidence": lines.column("evidence").cast(pa.string()),
            "confidence": lines.column("confidence"),
        }
    )


def _edits(lines: pa.Table) -> pa.Array:
    """The `edit_<kind>` counts folded into a list of (kind, count) per line, kinds in alphabetical order."""
    names = sorted(name for stage in EDITS for name in edits(stage))
    counts = [column(lines, name) for name in names]
    rows = [np.flatnonzero(count != 0) for count in counts]  # most lines have none
    row = np.concatenate([np.zeros(0, np.int64), *rows])
    order = np.argsort(row, kind="stable")  # within a line the kinds stay in their order
    offsets = np.zeros(lines.num_rows + 1, np.int32)
    np.cumsum(np.bincount(row, minlength=lines.num_rows), out=offsets[1:])
    kind = np.repeat(np.arange(len(names)), [len(some) for some in rows])[order]
    number = np.concatenate([np.zeros(0, np.int32), *(c[some] for c, some in zip(counts, rows, strict=True))])[order]
    kinds = pa.array([name.removeprefix("edit_") for name in names], pa.string()).take(pa.array(kind))
    structs = pa.StructArray.from_arrays([kinds, pa.array(number.astype(np.int32))], ["kind", "count"])
    return pa.ListArray.from_arrays(pa.array(offsets), structs)


def _raw_where_it_differs(lines: pa.Table) -> pa.Array:
    """The raw bytes, null where they equal the text in UTF-8 plus one line feed."""
    raw, text = flat(lines.column("raw")), flat(lines.column("text")).cast(pa.binary())
    same = pc.equal(raw, pc.binary_join_element_wise(text, b"\n", b""))
    return pc.if_else(same, pa.scalar(None, pa.binary()), raw)
