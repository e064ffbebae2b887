"""The six tables: name, key, pandera model, and the Arrow schema derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandera.polars as pa
import polars as pl
import pyarrow

from schemas.articles import Articles
from schemas.kinds import CONTRACT_VERSION
from schemas.ledger import Copies, Quarantine, Runs, Sources
from schemas.lines import Lines

_PLAIN: dict[type[pl.DataType], pyarrow.DataType] = {
    pl.String: pyarrow.string(),
    pl.Int32: pyarrow.int32(),
    pl.Int64: pyarrow.int64(),
    pl.Float64: pyarrow.float64(),
    pl.Boolean: pyarrow.bool_(),
    pl.Date: pyarrow.date32(),
    pl.Binary: pyarrow.binary(),
}


@dataclass(frozen=True)
class Table:
    """One published table."""

    name: str
    key: tuple[str, ...]
    model: type[pa.DataFrameModel]

    @cached_property
    def arrow(self) -> pyarrow.Schema:
        """The Arrow schema: types and nullability from the model, each field's sentence in its metadata."""
        fields = [
            pyarrow.field(
                name,
                arrow_type(_instance(spec.dtype.type)),
                nullable=bool(spec.nullable),
                metadata={"description": spec.description or ""},
            )
            for name, spec in self.model.to_schema().columns.items()
        ]
        about = {"table": self.name, "description": self.summary, "contract_version": str(CONTRACT_VERSION)}
        return pyarrow.schema(fields, metadata=about)

    @property
    def summary(self) -> str:
        """The model's docstring, one paragraph."""
        return " ".join((self.model.__doc__ or "").split())


def arrow_type(kind: pl.DataType) -> pyarrow.DataType:
    """The Arrow type of a polars type; only types that DuckDB, Polars, pandas and Spark all read."""
    if isinstance(kind, pl.List):
        return pyarrow.list_(arrow_type(_instance(kind.inner)))
    if isinstance(kind, pl.Struct):
        return pyarrow.struct([(f.name, arrow_type(_instance(f.dtype))) for f in kind.fields])
    if isinstance(kind, pl.Datetime):
        return pyarrow.timestamp(kind.time_unit, kind.time_zone)
    return _PLAIN[type(kind)]


def _instance(kind: Any) -> pl.DataType:
    return kind() if isinstance(kind, type) else kind


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            Table("articles", ("doc_id",), Articles),
            Table("lines", ("doc_id", "line_no", "part"), Lines),
            Table("copies", ("doc_id",), Copies),
            Table("quarantine", ("doc_id",), Quarantine),
            Table("sources", ("source_path",), Sources),
            Table("runs", ("run",), Runs),
        )
    }
)
