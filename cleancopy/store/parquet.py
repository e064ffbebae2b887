"""Parquet files as the store writes them: declared schema, zstd 3, bounded row groups; equal rows give equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleancopy.errors import StoreError
from cleancopy.schemas import TABLES, Table
from cleancopy.store.disk import fsync
from cleancopy.store.entries import span_of
from cleancopy.store.sentences import plain_errors

GROUP_BYTES = 16 << 20
"""A row group holds about this much uncompressed: a reader needs a few of them in memory, never the file."""
GROUP_ROWS = 200_000

LONG = {"text", "raw", "data", "title", "standfirst", "disclaimer", "evidence", "reasons"}
"""Columns of which nobody skips a row group by its smallest and largest value: a twentieth of the write."""

DISTINCT = {
    "text",
    "raw",
    "data",
    "title",
    "standfirst",
    "source_sha256",
    "body_sha256",
    "line_no",
    "signals",
    "prints",
}
"""Columns that hardly repeat a value: a dictionary of them is built in vain, or costs more than it saves."""

Metadata = Mapping[str, str]
Tables = Mapping[str, Table]


class Writer:
    """Writes tables one after the other into one Parquet file, cast to the declared schema; fsynced on success."""

    def __init__(self, path: Path, schema: pa.Schema, metadata: Metadata) -> None:
        """`metadata` joins the schema's own in the file's footer."""
        self.path, self.schema = path, schema
        said = {**(schema.metadata or {}), **{key.encode(): value.encode() for key, value in metadata.items()}}
        leaves = [(field.name, leaf) for field in schema for leaf in _leaves(field.name, field.type)]
        self._file = pq.ParquetWriter(
            path,
            schema.with_metadata(dict(sorted(said.items()))),
            compression="zstd",
            compression_level=3,
            write_page_checksum=True,
            use_dictionary=[leaf for name, leaf in leaves if name not in DISTINCT],
            write_statistics=[leaf for name, leaf in leaves if name == leaf and name not in LONG],
        )
        self._waiting: list[pa.Table] = []
        self._bytes = 0

    def __enter__(self) -> Writer:
        """The writer itself."""
        return self

    def write(self, table: pa.Table) -> None:
        """Appends rows. Raises `StoreError` when they do not fit the schema."""
        table = fit(table, self.schema, str(self.path.name))
        if table.num_rows:
            self._waiting.append(table)
            self._bytes += table.nbytes
        if self._bytes >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            table = pa.concat_tables(self._waiting)
            rows = max(1, min(GROUP_ROWS, GROUP_BYTES * table.num_rows // max(table.nbytes, 1)))
            self._file.write_table(table, row_group_size=rows)
        self._waiting, self._bytes = [], 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the file, and makes it durable unless the block failed."""
        try:
            if kind is None:
                self._flush()
        finally:
            self._file.close()
        if kind is None:
            fsync(self.path)


def _leaves(path: str, type_: pa.DataType) -> Iterator[str]:
    """The columns that Parquet makes of a nested one, by their paths in the file."""
    if pa.types.is_struct(type_):
        for field in type_:
            yield from _leaves(f"{path}.{field.name}", field.type)
    elif pa.types.is_list(type_):
        yield from _leaves(f"{path}.list.element", type_.value_type)
    else:
        yield path


def write_parquet(
    table: pa.Table, path: Path, name: str, metadata: Metadata | None = None, tables: Tables = TABLES
) -> None:
    """Writes rows of table `name` to `path`, durably. Meant for the workers of a shard; touches nothing else."""
    with plain_errors(path.parent), Writer(path, tables[name].arrow, metadata or {}) as writer:
        writer.write(table)


def fit(table: pa.Table, schema: pa.Schema, where: str) -> pa.Table:
    """`table` with exactly the declared columns and types; a missing column that may be null is null."""
    extra = set(table.column_names) - set(schema.names)
    if extra:
        raise StoreError(f"{where}: columns that the contract does not have: {', '.join(sorted(extra))}.")
    for field in schema:
        if field.name not in table.column_names and field.nullable:
            table = table.append_column(field.name, pa.nulls(table.num_rows, field.type))
    try:
        return table.select(schema.names).cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, KeyError, ValueError) as error:
        raise StoreError(f"{where}: rows do not fit the contract: {error}") from error


@contextmanager
def readable() -> Iterator[None]:
    """Turns what Arrow says of a damaged file into a `StoreError`."""
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise StoreError(f"A published file is damaged ({error}): `cleancopy verify` names it.") from error
    except FileNotFoundError as error:
        raise StoreError(
            f"A published file is gone ({error.filename or error}): `cleancopy verify` names it."
        ) from error


def row_groups(
    path: Path,
    columns: Sequence[str] | None = None,
    holding: pa.Array | None = None,
    within: tuple[str, Sequence[Any]] | None = None,
) -> Iterator[pa.Table]:
    """The file's rows, one row group at a time.

    With `holding`, only those in which one of these doc_ids is; with `within`, a column and values of it,
    ascending, only those that can have one of them, by their statistics.
    """
    names = None if columns is None else list(columns)
    with readable(), pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            if within and not span_of(file, within[0], [group]).may_hold(within[1]):
                continue
            if holding is not None:
                ids = file.read_row_group(group, columns=["doc_id"])["doc_id"]
                if not pc.any(pc.is_in(ids, holding)).as_py():
                    continue
            yield file.read_row_group(group, columns=names)


def columns_of(path: Path, schema: pa.Schema) -> pa.Table:
    """Some columns of a file under their declared types; one that is newer than the file is null.

    (`pyarrow.dataset` does the same, and costs the process that holds the gates and commits 40 MB.)
    """
    with readable(), pq.ParquetFile(path) as file:
        names = [name for name in schema.names if name in file.schema_arrow.names]
        return declared(file.read(columns=names, use_threads=False), schema)  # each thread would keep some memory


def declared(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Some columns of rows under their declared types; one that the rows do not have, being older, is null."""
    columns = [
        rows[field.name].cast(field.type) if field.name in rows.column_names else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def read_files(files: Sequence[Path], schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of some files of a table under its declared schema."""
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns], schema.metadata)
    return pa.concat_tables([wanted.empty_table(), *(columns_of(path, wanted) for path in files)])


def doc_ids(path: Path) -> Iterator[pa.ChunkedArray]:
    """The doc_id column, one row group at a time."""
    for group in row_groups(path, ["doc_id"]):
        yield group["doc_id"]


def file_metadata(path: Path) -> dict[str, str]:
    """The texts in a file's footer, without what Arrow itself keeps there."""
    said = pq.read_schema(path).metadata or {}
    return {key.decode(): value.decode() for key, value in said.items()}


def schema_digest(schema: pa.Schema) -> str:
    """16 hex digits that change when a column's name, type or nullability does."""
    said = "\n".join(f"{field.name}:{field.type}:{field.nullable}" for field in schema)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
