"""What is written for other tools: rows as CSV, JSON lines or Parquet, a batch at a time; a text as it is."""

from __future__ import annotations

import base64
import io
import os
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

import orjson
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from cleancopy.errors import UsageError
from cleancopy.show.terminal import safe_block

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "jsonl", "parquet")
_ENDINGS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_ROWS = 4096
"""Rows that are turned into Python values at once."""


def format_of(out: Path | None, said: Format | None) -> Format:
    """How rows are written: as said, else by the ending of `out`, else JSON lines. Raises `UsageError`."""
    if said is None and out is not None and out != Path("-"):
        said = _ENDINGS.get(out.suffix.lower())
        if said is None:
            raise UsageError(f"The ending of {out} names no format: end it in {', '.join(_ENDINGS)}, or say --format.")
    return said or "jsonl"


def write(batches: Iterable[pa.Table], schema: pa.Schema, out: Path | None, format: Format) -> int:
    """Writes rows to a file, or (None, `-`) to standard output; returns how many.

    Nested values are JSON in CSV; bytes are base64 in CSV and JSON lines; instants are UTC. A file comes into place
    when it is whole. Raises `UsageError` for Parquet on a terminal.
    """
    rows = 0

    def counted() -> Iterator[pa.Table]:
        nonlocal rows
        for batch in batches:
            rows += batch.num_rows
            yield batch

    with _opened(out, format) as stream:
        _WRITERS[format](counted(), schema, stream)
    return rows


def save(text: str, out: Path | None) -> None:
    """Writes a text to a file and says which, or (None, `-`) prints it."""
    if out is None or out == Path("-"):
        sys.stdout.write(text)
    else:
        out.write_text(text, "utf-8")
        print(out)


class _Shown(io.RawIOBase):
    """A terminal as a stream of UTF-8: what could steer it is written as escapes."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")().decode

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, data: Any) -> int:
        """Shows some bytes; a character may be cut between two calls."""
        sys.stdout.write(safe_block(self._decode(bytes(data))))
        return len(data)


@contextmanager
def _opened(out: Path | None, format: Format) -> Iterator[IO[bytes]]:
    if out is None or out == Path("-"):
        if format == "parquet" and sys.stdout.isatty():
            raise UsageError("Parquet is no text for a terminal: name a file with --out.")
        sys.stdout.flush()
        yield _Shown() if sys.stdout.isatty() else sys.stdout.buffer  # type: ignore[misc]
        sys.stdout.buffer.flush()
        return
    if out.is_dir() or not out.parent.is_dir():
        raise UsageError(f"{out} is no place for a file: name one in a folder that is there.")
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        with partial.open("xb") as stream:
            yield stream
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def _csv(batches: Iterable[pa.Table], schema: pa.Schema, stream: IO[bytes]) -> None:
    plain = pa.schema([pa.field(field.name, _in_csv(field.type)) for field in schema])
    with pcsv.CSVWriter(pa.PythonFile(stream, "w"), plain) as writer:
        for batch in batches:
            for part in _parts(batch):
                columns = [_cells(part[field.name], field.type) for field in plain]
                writer.write_table(pa.Table.from_arrays(columns, schema=plain))


def _in_csv(type_: pa.DataType) -> pa.DataType:
    plain = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_date, pa.types.is_string)
    return type_ if any(holds(type_) for holds in plain) else pa.string()


def _cells(column: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray:
    if column.type == type_:
        return column
    texts = [_cell(value) for value in column.to_pylist()]
    return pa.chunked_array([texts], pa.string())


def _cell(value: Any) -> str | None:
    """A value of a type that CSV does not have: JSON, but for what JSON would only put quotes around."""
    if value is None:
        return None
    text = _json(value).decode()
    return text[1:-1] if text.startswith('"') else text


def _jsonl(batches: Iterable[pa.Table], schema: pa.Schema, stream: IO[bytes]) -> None:
    for batch in batches:
        for part in _parts(batch):
            stream.write(b"".join(_json(row) + b"\n" for row in part.to_pylist()))


def _parquet(batches: Iterable[pa.Table], schema: pa.Schema, stream: IO[bytes]) -> None:
    with pq.ParquetWriter(stream, schema, compression="zstd", compression_level=3) as writer:
        for batch in batches:
            writer.write_table(batch.cast(schema))


_WRITERS: dict[Format, Callable[[Iterable[pa.Table], pa.Schema, IO[bytes]], None]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
}


def _parts(batch: pa.Table) -> Iterator[pa.Table]:
    return (batch.slice(at, _ROWS) for at in range(0, batch.num_rows, _ROWS))


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    return str(value)  # what a query may give beyond the types of the tables: intervals, times
