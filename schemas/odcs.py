"""The contracts in the Open Data Contract Standard 3.1, which catalogues and datacontract-cli read.

`python -m cleancopy.schemas.odcs > schemas/contract.odcs.yaml` prints it; a test fails when it is stale.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import yaml

from cleancopy.schemas.constraints import Constraints, constraints, sentences
from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.schemas.tables import TABLES, Table

FOLDER = "curated"
"""Where the tables are unless something else is said."""

_LOGICAL = {
    "string": ("string", "varchar"),
    "binary": ("string", "bytes"),
    "bool": ("boolean", "boolean"),
    "int32": ("integer", "integer"),
    "int64": ("integer", "bigint"),
    "double": ("number", "double"),
    "date32[day]": ("date", "date"),
    "timestamp[us, tz=UTC]": ("timestamp", "timestamp_tz"),
    "timestamp[us]": ("timestamp", "timestamp_ntz"),
}
"""The standard's word for a type, and one that datacontract-cli turns into the types of each database it writes for."""


def document(folder: str = FOLDER) -> dict[str, Any]:
    """The whole contract as plain data; `folder` holds the tables that a test of it reads."""
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "cleancopy",
        "name": "cleancopy",
        "version": f"{CONTRACT_VERSION}.0.0",
        "status": "active",
        "description": {
            "purpose": "Scraped text, cleaned and checked, with every line of every document accounted for.",
            "usage": "Resolve the link of a table once, then read its files: a run may publish a version meanwhile.",
        },
        "servers": [{"server": "local", "type": "local", "path": f"{folder}/{{model}}/*.parquet", "format": "parquet"}],
        "schema": [_table(table) for table in TABLES.values()],
    }


def printed(folder: str = FOLDER) -> str:
    """The document as YAML."""
    text: str = yaml.safe_dump(document(folder), sort_keys=False, allow_unicode=True, width=110)
    return text


def _table(table: Table) -> dict[str, Any]:
    promised = constraints(table)
    checks = [{"type": "text", "name": name, "description": said} for name, said in sentences(table).items()]
    return {
        "name": table.name,
        "physicalName": table.name,
        "logicalType": "object",
        "physicalType": "table",
        "description": table.summary,
        "properties": [_column(table, field, promised[field.name]) for field in table.arrow],
        **({"quality": checks} if checks else {}),
    }


def _column(table: Table, field: pa.Field, promised: Constraints) -> dict[str, Any]:
    told = {"name": field.name, "description": field.metadata[b"description"].decode(), **_type(field.type)}
    if field.name in table.key:
        told |= {"primaryKey": True, "primaryKeyPosition": table.key.index(field.name) + 1}
    if not field.nullable:
        told["required"] = True
    if table.key == (field.name,):
        told["unique"] = True
    options = {word: value for word, value in promised.items() if word != "enum"}
    if options:
        told["logicalTypeOptions"] = options
    if "enum" in promised:
        values = {"validValues": promised["enum"]}
        told["quality"] = [{"type": "library", "metric": "invalidValues", "arguments": values, "mustBe": 0}]
    return told


def _type(type_: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(type_):
        return {"logicalType": "array", "items": _type(type_.value_type)}
    if pa.types.is_struct(type_):
        inside = [{"name": field.name, **_type(field.type)} for field in type_]
        return {"logicalType": "object", "properties": inside}
    logical, physical = _LOGICAL[str(type_)]
    return {"logicalType": logical, "physicalType": physical}


if __name__ == "__main__":
    print(printed(), end="")
