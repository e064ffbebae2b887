"""The published tables held against what persons said of single lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cleancopy.ingest import doc_id
from cleancopy.settings.cases import Case
from cleancopy.store import Store


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that does not come out."""

    case: Case
    found: str
    """The role the line has, or what is in the way."""


def misses(store: Store, cases: Sequence[Case]) -> Iterator[Miss]:
    """The cases that the current version does not give, by document and line."""
    columns = ["line_no", "part", "text", "role"]
    for document, some in groupby(sorted(cases, key=lambda case: case.place), key=lambda case: case.document):
        rows = store.rows_of("lines", doc_id(document), columns).to_pylist()
        lines = {(document, row["line_no"], row["part"]): row for row in rows}
        for case in some:
            row = lines.get(case.place)
            if row is None:
                yield Miss(case, "no such line among those of admitted documents")
            elif row["text"] != case.line:
                yield Miss(case, f"another line by now: {row['text']}")
            elif row["role"] != case.role and not (case.role == "body" and row["role"] in _SHAPES):
                yield Miss(case, str(row["role"]))


_SHAPES = ("heading", "list_item")
"""What a line of the body is called by its shape; whoever says body does not mean it otherwise."""
