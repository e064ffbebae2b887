"""Parquet and Arrow IPC: a record a row, a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from cleancopy.ingest.formats.keys import keys_of
from cleancopy.ingest.formats.record import Record
from cleancopy.ingest.formats.stream import Damage, Stream
from cleancopy.ingest.sources import Source

_ROWS = 256
"""Rows that are looked at together; a text a row, they are a megabyte."""
_ARROW_FILE = b"ARROW1"


def parquet(stream: Stream, source: Source) -> Iterator[Record]:
    """The records of a Parquet file; its row groups are read a part at a time."""
    with _faults_told("Parquet", 0), stream.seekable_copy() as copy:
        file = pq.ParquetFile(copy, pre_buffer=False)
        keys = keys_of(source, file.schema_arrow.names)
        columns = [name for name in keys.read if name in file.schema_arrow.names]
        yield from _rows(file.iter_batches(_ROWS, columns=columns), source, "Parquet")


def arrow(stream: Stream, source: Source) -> Iterator[Record]:
    """The records of an Arrow IPC file (Feather) or stream."""
    with _faults_told("Arrow IPC", 0), stream.seekable_copy() as copy:
        is_file = copy.read(len(_ARROW_FILE)) == _ARROW_FILE
        copy.seek(0)
        if is_file:
            file = pa.ipc.open_file(copy)
            batches = (file.get_batch(at) for at in range(file.num_record_batches))
        else:
            batches = iter(pa.ipc.open_stream(copy))
        yield from _rows(batches, source, "Arrow IPC")


def _rows(batches: Iterator[pa.RecordBatch], source: Source, what: str) -> Iterator[Record]:
    at = 0
    while True:
        with _faults_told(what, at):
            batch = next(batches, None)
        if batch is None:
            return
        keys = keys_of(source, batch.schema.names)
        wanted = batch.select([name for name in keys.read if name in batch.schema.names])
        for start in range(0, wanted.num_rows, _ROWS):
            for values in _values(wanted.slice(start, _ROWS)):
                yield keys.record(values, orjson.dumps(values, default=str))
        at += batch.num_rows


def _values(batch: pa.RecordBatch) -> list[dict[str, object]]:
    """Rows as dictionaries; text that is no UTF-8 as bytes."""
    try:
        rows: list[dict[str, object]] = batch.to_pylist()
    except UnicodeDecodeError:
        columns = [column.cast(pa.large_binary()) if _is_text(column.type) else column for column in batch.columns]
        rows = pa.table(columns, batch.schema.names).to_pylist()
    return rows


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


@contextmanager
def _faults_told(what: str, at: int) -> Iterator[None]:
    """What the library cannot read is damage, with the row up to which all is well."""
    try:
        yield
    except (pa.ArrowException, OSError) as fault:
        first = str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
        raise Damage("container_damaged", f"{what}: {first[:200]}, after {at} rows") from fault
