"""Batches as they stand before the roles are recognised, made of plain texts."""

from dataclasses import replace

import pyarrow as pa

from cleancopy.clean.batch import DOCS, VOTES, Batch


def batch_of(texts, site=None):
    rows = [(doc, no, line) for doc, text in enumerate(texts) for no, line in enumerate(text.split("\n"), 1)]
    docs = pa.table({field.name: pa.array([None] * len(texts), field.type) for field in DOCS})
    docs = docs.set_column(docs.schema.get_field_index("site"), "site", pa.array([site] * len(texts), pa.string()))
    lines = pa.table(
        {
            "doc": pa.array([row[0] for row in rows], pa.int32()),
            "line_no": pa.array([row[1] for row in rows], pa.int32()),
            "part": pa.array([1] * len(rows), pa.int32()),
            "raw": pa.array([row[2].encode("utf-8", "surrogatepass") for row in rows], pa.binary()),
            "text": pa.array([row[2].strip() for row in rows], pa.string()),
            "repaired": pa.array([row[2] for row in rows], pa.string()),
        }
    )
    return replace(Batch.of(docs), lines=lines)


def voted(batch, *votes):
    """The batch with votes (line, role, rule, evidence, confidence, hard) added."""
    columns = zip(*votes, strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, VOTES, strict=True)]
    return batch.adding(votes=pa.Table.from_arrays(arrays, schema=VOTES))
