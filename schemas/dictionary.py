"""The data dictionary: `docs/reference/data-dictionary.md`, printed from the contracts.

`python -m cleancopy.schemas.dictionary` prints it; a test fails when the page in `docs/` is another.
"""

from __future__ import annotations

import pyarrow as pa

from cleancopy.schemas.articles import NUMBER
from cleancopy.schemas.derive import arrow_type
from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.schemas.signals import SIGNALS
from cleancopy.schemas.tables import TABLES, Table

HEAD = f"""# Data dictionary

Printed from `schemas/` by `make reference`; contract version {CONTRACT_VERSION}. Every table is read as
`curated/<table>/*.parquet`. The same sentences stand in the metadata of each Parquet field.
"""


def dictionary() -> str:
    """The whole page, Markdown."""
    return "\n".join([HEAD, *(_table(table) for table in TABLES.values())])


def _table(table: Table) -> str:
    key = ", ".join(f"`{column}`" for column in table.key)
    rows = [_row(field) for field in table.arrow]
    head = [f"## {table.name}", "", table.summary, "", f"Key: {key}.", ""]
    page = [*head, "| column | type | null | meaning |", "| --- | --- | --- | --- |", *rows, ""]
    return "\n".join([*page, *(_signals() if table.name == "articles" else [])])


def _signals() -> list[str]:
    kinds = {number: kind(arrow_type(type_())) for number, type_ in NUMBER.items()}
    rows = [f"| `{name}` | {kinds[number]} | {meaning} |" for name, (number, meaning) in SIGNALS.items()]
    return ["### articles.signals", "", "| signal | type | meaning |", "| --- | --- | --- |", *rows, ""]


def _row(field: pa.Field) -> str:
    meaning = field.metadata[b"description"].decode()
    type_ = "struct" if field.name == "signals" else kind(field.type)
    return f"| `{field.name}` | {type_} | {'yes' if field.nullable else 'no'} | {meaning} |"


def kind(type_: pa.DataType) -> str:
    """An Arrow type in the words of the page."""
    if pa.types.is_list(type_):
        return f"list of {kind(type_.value_type)}"
    if pa.types.is_struct(type_):
        return "(" + ", ".join(f"{field.name}: {kind(field.type)}" for field in type_) + ")"
    if pa.types.is_timestamp(type_):
        return "timestamp (µs, UTC)" if type_.tz else "timestamp (µs, no zone)"
    return {"double": "float64", "date32[day]": "date"}.get(str(type_), str(type_))


if __name__ == "__main__":
    print(dictionary(), end="")
