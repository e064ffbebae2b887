"""Documents for tests: the input table of `clean`, and a few texts of the project's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pyarrow as pa

from cleancopy.pipeline.batch import DOCS

STORY = """Ferry service to the outer islands resumes
By Ada Lindqvist
Share this article

The first ferry in six weeks left the harbour on Monday morning with ninety passengers and a cargo of mail, the port \
authority said in a statement.

Repairs to the landing stage had taken longer than planned, because the divers found that the old piles were rotten.

"We waited for this day," said the mayor, who stood on the quay with a flask of coffee. "Nobody here will complain \
about the timetable again."

The company expects to run four crossings a day until the end of the summer season, and two after that.

Leave a comment
"""


def documents(files: Mapping[str, bytes]) -> pa.Table:
    """`{source_path: bytes}` as the table `clean` takes."""
    rows = [
        {
            "doc_id": hashlib.sha256(path.encode()).hexdigest()[:24],
            "source_path": path,
            "site": path.split("/")[0] if "/" in path else None,
            "data": data,
            "source_sha256": hashlib.sha256(data).hexdigest(),
        }
        for path, data in files.items()
    ]
    return pa.Table.from_pylist(rows, DOCS)


def rebuilt(lines: pa.Table, doc_id: str) -> bytes:
    """The file of an admitted document, from the rows of `lines` alone."""
    rows = [row for row in lines.to_pylist() if row["doc_id"] == doc_id]
    rows.sort(key=lambda row: (row["line_no"], row["part"]))
    return b"".join(row["text"].encode() + b"\n" if row["raw"] is None else row["raw"] for row in rows)
