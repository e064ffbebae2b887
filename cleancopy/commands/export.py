"""`cleancopy export`: a table as one file for tools that want CSV, JSON lines or a single Parquet file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer

from cleancopy.commands.options import CURATED, Curated, Number, Out
from cleancopy.commands.tables import chosen, known_table, opened
from cleancopy.errors import UsageError
from cleancopy.settings.sentences import meant
from cleancopy.show.written import Format, format_of, write
from cleancopy.store.parquet import declared, row_groups

As = Annotated[
    Format | None, typer.Option("--format", help="Default: by the ending of FILE, else jsonl.", show_default=False)
]


def export(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="A table's name, such as articles.")],
    out: Out = None,
    format: As = None,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B", help="Only these columns, in this order.")
    ] = None,
    site: Annotated[str | None, typer.Option("--site", metavar="NAME", help="Only rows of this site.")] = None,
    version: Number = None,
    curated: Curated = CURATED,
) -> None:
    """Write a table as CSV, JSON lines or one Parquet file, of one version throughout.

    Lists and structs are JSON in CSV; bytes are base64 in both. `cleancopy contract --format json-schema` describes
    the JSON.
    """
    known_table(table)
    store = opened(curated)
    keep_off(out, curated)
    held = chosen(store, version)
    whole = store.tables[table].arrow
    schema = _schema(whole, columns, table)
    if site is not None and "site" not in whole.names:
        raise UsageError(f"Rows of {table} name no site: leave --site out.")
    rows = write(_rows(held.files(table), schema, whole, site), schema, out, format_of(out, format))
    if out is not None and out != Path("-"):
        print(f"{rows:,} rows of {table}, version {held.number}: {out}", file=sys.stderr)


def keep_off(out: Path | None, curated: Path) -> None:
    """Raises `UsageError` for a file among the published tables, which nothing but a commit may touch."""
    if out is not None and out.absolute().resolve().is_relative_to(curated.resolve()):
        raise UsageError(f"{out} lies in {curated}, where the tables are published: write it elsewhere.")


def _schema(whole: pa.Schema, columns: str | None, table: str) -> pa.Schema:
    names = whole.names if columns is None else [name.strip() for name in columns.split(",") if name.strip()]
    for name in names:
        if name not in whole.names:
            hint = meant(name, whole.names, f"its columns are {', '.join(whole.names)}.")
            raise UsageError(f"{table} has no column {name}: {hint}")
    if not names:
        raise UsageError("--columns names no column: write them like title,published_on.")
    return pa.schema([whole.field(name) for name in dict.fromkeys(names)], whole.metadata)


def _rows(files: list[Path], schema: pa.Schema, whole: pa.Schema, site: str | None) -> Iterator[pa.Table]:
    """A row group at a time; a column that is newer than a file is null."""
    for path in files:
        wanted = [name for name in whole.names if name in schema.names or (site is not None and name == "site")]
        for group in row_groups(path, wanted):
            yield declared(group if site is None else group.filter(pc.equal(group["site"], site)), schema)
