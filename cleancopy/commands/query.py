"""`cleancopy query` and `views`: SQL over the tables, here or in a DuckDB of one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
import typer

from cleancopy.commands.export import keep_off
from cleancopy.commands.options import CURATED, Curated, Number, Out
from cleancopy.commands.tables import chosen, opened
from cleancopy.errors import CleancopyError, UsageError
from cleancopy.show.rows import print_rows
from cleancopy.show.views import views as as_sql
from cleancopy.show.written import format_of, write


def views(version: Number = None, curated: Curated = CURATED) -> None:
    """Print DuckDB views of the tables: their files resolved, every table and column with its sentence.

    Use them with `duckdb my.duckdb < views.sql`, or with `.read views.sql` inside.
    """
    print(as_sql(chosen(opened(curated), version)), end="")


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="The tables by their names; - reads standard input.")],
    out: Out = None,
    format: Annotated[
        Literal["table", "csv", "jsonl", "parquet"] | None,
        typer.Option("--format", help="Default: by the ending of FILE, else table.", show_default=False),
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, metavar="N", help="Rows shown as a table at most.")] = 40,
    version: Number = None,
    curated: Curated = CURATED,
) -> None:
    """Ask the tables in SQL, all of one version; needs duckdb (`pip install duckdb`).

    For example: cleancopy query "SELECT site, count(*) FROM articles GROUP BY ALL"
    """
    held = chosen(opened(curated), version)
    keep_off(out, curated)
    duckdb = _duckdb()
    connection = duckdb.connect()
    try:
        connection.execute(f"SET TimeZone = 'UTC'; {as_sql(held)}")
        batches = pa.RecordBatchReader.from_stream(connection.sql(_only_asks(connection, sql)))
        if format == "table" or (format is None and out in (None, Path("-"))):
            print_rows(batches, rows)
        else:
            tables = (pa.Table.from_batches([batch]) for batch in batches)
            write(tables, batches.schema, out, format_of(out, format))
    except duckdb.Error as error:
        told = " ".join(str(error).partition("\n\n")[0].split())
        raise CleancopyError(f"DuckDB says: {told}") from None


def _only_asks(connection: Any, sql: str) -> str:
    """The query. Raises `UsageError` for all but one statement that reads: COPY could write among the tables."""
    text = sys.stdin.read() if sql == "-" else sql
    kinds = [statement.type.name for statement in connection.extract_statements(text)]
    if kinds not in (["SELECT"], ["EXPLAIN"]):
        raise UsageError(
            "That is not one query: write a SELECT. `cleancopy views` gives the tables to your own DuckDB."
        )
    return text


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        raise CleancopyError(
            "`cleancopy query` asks DuckDB, which is not installed here: `pip install duckdb`. "
            "`cleancopy export` and `cleancopy views` do without."
        ) from None
    return duckdb
