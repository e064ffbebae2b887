"""The tables: name, key, pandera model, and the Arrow schema derived from it.

The models come with pandera and polars, 80 MB and half a second. Whoever only reads, writes or moves rows needs the
Arrow schemas alone, so these are printed once (`schemas/arrow.json`, by `make reference`) and read from there; a test
holds the print against the models.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module, resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pyarrow

if TYPE_CHECKING:
    import pandera.polars as pa

_PLAIN = {
    str(type_): type_
    for type_ in (
        pyarrow.string(),
        pyarrow.binary(),
        pyarrow.bool_(),
        pyarrow.int32(),
        pyarrow.int64(),
        pyarrow.float64(),
        pyarrow.date32(),
        pyarrow.timestamp("us", "UTC"),
        pyarrow.timestamp("us"),
    )
}


@dataclass(frozen=True)
class Table:
    """One published table."""

    name: str
    key: tuple[str, ...]
    home: str
    """Module and class of its model."""
    by: str = "source_path"
    """The column that tells which files may hold a row."""
    order: tuple[str, ...] = ()
    """What a table that is published in order is sorted by, `by` first; nothing for tables of documents."""
    per_file: int = 0
    """About how many values of `by` one file of such a table holds."""

    @cached_property
    def model(self) -> type[pa.DataFrameModel]:
        """The contract; loads pandera and polars."""
        module, _, name = self.home.rpartition(".")
        model: type[pa.DataFrameModel] = getattr(import_module(module), name)
        return model

    @cached_property
    def arrow(self) -> pyarrow.Schema:
        """The Arrow schema: types and nullability from the model, each field's sentence in its metadata."""
        said = _printed()[self.name]
        fields = [
            pyarrow.field(name, _type(of["type"]), of["nullable"], described(of["description"]))
            for name, of in said["columns"].items()
        ]
        return pyarrow.schema(fields, metadata=said["about"])

    @property
    def summary(self) -> str:
        """What the table holds, one paragraph."""
        return str(_printed()[self.name]["about"]["description"])


def described(sentence: str) -> dict[str, str]:
    """A field's sentence under both names by which readers look for it: Arrow's own custom, and Iceberg's `doc`."""
    return {"description": sentence, "doc": sentence}


@cache
def _printed() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(resources.files(__package__).joinpath("arrow.json").read_text("utf-8"))
    return said


def _type(said: Any) -> pyarrow.DataType:
    if isinstance(said, list):
        return pyarrow.list_(_type(said[0]))
    if isinstance(said, dict):
        return pyarrow.struct([(name, _type(type_)) for name, type_ in said.items()])
    return _PLAIN[said]


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            Table("articles", ("doc_id",), "cleancopy.schemas.articles.Articles"),
            Table("lines", ("doc_id", "line_no", "part"), "cleancopy.schemas.lines.Lines"),
            Table("copies", ("doc_id", "of"), "cleancopy.schemas.ledger.Copies", "doc_id", ("doc_id", "of"), 8192),
            Table("fingerprints", ("doc_id",), "cleancopy.schemas.ledger.Fingerprints"),
            Table("pages", ("doc_id",), "cleancopy.schemas.ledger.Pages"),
            Table("templates", ("template_id",), "cleancopy.schemas.sites.Templates", "site", ("site", "line"), 64),
            Table("outlines", ("doc_id",), "cleancopy.schemas.sites.Outlines"),
            Table("quarantine", ("doc_id",), "cleancopy.schemas.ledger.Quarantine"),
            Table(
                "sources", ("source_path",), "cleancopy.schemas.ledger.Sources", "source_path", ("source_path",), 8192
            ),
            Table("runs", ("run",), "cleancopy.schemas.ledger.Runs", "run", ("run",), 32),
        )
    }
)
