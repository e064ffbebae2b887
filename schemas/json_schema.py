"""The contracts as JSON Schema (draft 2020-12): what a row is, written as JSON by `cleancopy export`.

`python -m cleancopy.schemas.json_schema > schemas/contract.schema.json` prints it; a test fails when it is stale.
"""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from cleancopy.schemas.constraints import Constraints, constraints
from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.schemas.tables import TABLES, Table

_PLAIN: dict[str, Constraints] = {
    "string": {"type": "string"},
    "binary": {"type": "string", "contentEncoding": "base64"},
    "bool": {"type": "boolean"},
    "int32": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "double": {"type": "number"},
    "date32[day]": {"type": "string", "format": "date"},
    "timestamp[us, tz=UTC]": {"type": "string", "format": "date-time"},
    "timestamp[us]": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$"},
}


def document() -> dict[str, Any]:
    """One schema with a definition a table; refer to `#/$defs/articles` for a row of `articles`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cleancopy, contract version {CONTRACT_VERSION}",
        "description": "A row of a table as JSON: dates and instants as ISO 8601, bytes as base64.",
        "$defs": {table.name: _row(table) for table in TABLES.values()},
    }


def printed() -> str:
    """The document as text."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def _row(table: Table) -> dict[str, Any]:
    promised = constraints(table)
    columns = {field.name: _column(field, promised[field.name]) for field in table.arrow}
    return {
        "description": table.summary,
        "type": "object",
        "properties": columns,
        "required": list(columns),
        "additionalProperties": False,
    }


def _column(field: pa.Field, promised: Constraints) -> dict[str, Any]:
    type_ = _of(field.type) | promised
    if field.nullable:
        type_ = _or_null(type_)
    return {"description": field.metadata[b"description"].decode(), **type_}


def _or_null(type_: Constraints) -> Constraints:
    """The same, or null; `enum` is the one word that holds for null as well."""
    told = {**type_, "type": [type_["type"], "null"]}
    if "enum" in told:
        told["enum"] = [*told["enum"], None]
    return told


def _of(type_: pa.DataType) -> Constraints:
    if pa.types.is_list(type_):
        return {"type": "array", "items": _of(type_.value_type)}
    if pa.types.is_struct(type_):  # what stands inside a struct may always be null
        inside = {field.name: _or_null(_of(field.type)) for field in type_}
        return {"type": "object", "properties": inside, "required": list(inside), "additionalProperties": False}
    return dict(_PLAIN[str(type_)])


if __name__ == "__main__":
    print(printed(), end="")
