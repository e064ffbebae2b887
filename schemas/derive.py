"""From a pandera model to an Arrow schema, and to the print of it that stands in `schemas/arrow.json`.

`python -m cleancopy.schemas.derive > schemas/arrow.json` prints it; a test fails when it is not what the models say.
"""

from __future__ import annotations

import json
from typing import Any

import pandera.polars as pa
import polars as pl
import pyarrow

from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.schemas.tables import TABLES, described

_PLAIN: dict[type[pl.DataType], pyarrow.DataType] = {
    pl.String: pyarrow.string(),
    pl.Int32: pyarrow.int32(),
    pl.Int64: pyarrow.int64(),
    pl.Float64: pyarrow.float64(),
    pl.Boolean: pyarrow.bool_(),
    pl.Date: pyarrow.date32(),
    pl.Binary: pyarrow.binary(),
}


def arrow_schema(name: str, model: type[pa.DataFrameModel]) -> pyarrow.Schema:
    """Types and nullability from the model; sentences and docstring in the metadata of the fields and the whole."""
    fields = [
        pyarrow.field(
            column,
            arrow_type(_instance(spec.dtype.type)),
            nullable=bool(spec.nullable),
            metadata=described(spec.description or ""),
        )
        for column, spec in model.to_schema().columns.items()
    ]
    summary = " ".join((model.__doc__ or "").split())
    return pyarrow.schema(
        fields, metadata={"table": name, "description": summary, "contract_version": str(CONTRACT_VERSION)}
    )


def arrow_type(kind: pl.DataType) -> pyarrow.DataType:
    """The Arrow type of a polars type; only types that DuckDB, Polars, pandas and Spark all read."""
    if isinstance(kind, pl.List):
        return pyarrow.list_(arrow_type(_instance(kind.inner)))
    if isinstance(kind, pl.Struct):
        return pyarrow.struct([(f.name, arrow_type(_instance(f.dtype))) for f in kind.fields])
    if isinstance(kind, pl.Datetime):
        return pyarrow.timestamp(kind.time_unit, kind.time_zone)
    return _PLAIN[type(kind)]


def printed() -> str:
    """The schemas of all published tables as JSON."""
    said = {name: _said(arrow_schema(name, table.model)) for name, table in TABLES.items()}
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def _said(schema: pyarrow.Schema) -> dict[str, Any]:
    columns = {
        field.name: {
            "type": _type(field.type),
            "nullable": field.nullable,
            "description": field.metadata[b"description"].decode(),
        }
        for field in schema
    }
    about = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    return {"about": about, "columns": columns}


def _type(type_: pyarrow.DataType) -> Any:
    """A plain type by its name, a list as [type], a struct as {name: type}; `schemas.tables` reads it."""
    if pyarrow.types.is_list(type_):
        return [_type(type_.value_type)]
    if pyarrow.types.is_struct(type_):
        return {field.name: _type(field.type) for field in type_}
    return str(type_)


def _instance(kind: Any) -> pl.DataType:
    return kind() if isinstance(kind, type) else kind


if __name__ == "__main__":
    print(printed(), end="")
