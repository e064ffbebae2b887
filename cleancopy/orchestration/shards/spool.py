"""The records of containers on their way to a worker: a shard's folder holds them, since they lie in no file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc

from cleancopy.ingest import Input, Payload, Sidecar, read

RECORDS, DEADLY = "records.arrow", "deadly.json"
"""In a shard's folder: its records; the places of documents that ended a worker, each with how it ended."""
Taken = tuple[Input, Payload]
"""A document by its name, and what was read of it."""

_TEXT = pa.string()
_SCHEMA = pa.schema(
    [
        *((name, _TEXT) for name in ("source_path", "site", "format", "outcome", "code", "reason", "sha256")),
        ("size", pa.int64()),
        ("keep_page", pa.bool_()),
        ("data", pa.large_binary()),
        *((name, _TEXT) for name in ("url", "own_site", "encoding", "language", "said_sha256")),
        ("fetched_at", pa.timestamp("us", "UTC")),
        ("stated", pa.list_(pa.list_(_TEXT))),
        ("warnings", pa.list_(_TEXT)),
    ]
)


def write_records(folder: Path, taken: Sequence[Taken]) -> None:
    """Writes what a worker shall clean; `read_records` gives it back."""
    rows = [
        {
            **{name: getattr(found, name) for name in ("source_path", "site", "format", "keep_page")},
            **{name: getattr(payload, name) for name in ("outcome", "code", "reason", "sha256", "size", "data")},
            **{name: getattr(payload.sidecar, name) for name in ("url", "encoding", "language", "fetched_at")},
            "own_site": payload.sidecar.site,
            "said_sha256": payload.sidecar_sha256,
            "stated": [list(pair) for pair in payload.sidecar.stated],
            "warnings": list(payload.warnings),
        }
        for found, payload in taken
    ]
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(str(folder / RECORDS), _SCHEMA, options=options) as writer:
        writer.write_table(pa.Table.from_pylist(rows, _SCHEMA))


def read_records(folder: Path) -> list[Taken]:
    """The records of a shard; none of one that is made of files."""
    if not (folder / RECORDS).exists():
        return []
    with pa.ipc.open_file(str(folder / RECORDS)) as file:
        return [_taken(row) for row in file.read_all().to_pylist()]


def documents_of(folder: Path, inputs: Sequence[Input], max_file_bytes: int) -> tuple[list[Input], list[Payload]]:
    """All documents of a shard and what was read of them: its files, now, and the records in its folder.

    Those that ended a worker are turned away, with their bytes.
    """
    taken = [*((one, read(one, max_file_bytes)) for one in inputs), *read_records(folder)]
    found, payloads = [found for found, _ in taken], [payload for _, payload in taken]
    file = folder / DEADLY
    for place, how in json.loads(file.read_text("ascii")) if file.exists() else ():
        reason = f"the worker that cleaned it ended ({how}): most likely there was too little memory"
        payloads[place] = replace(payloads[place], outcome="bad", code="internal_error", reason=reason)
    return found, payloads


def _taken(row: dict[str, Any]) -> Taken:
    stated = tuple(tuple(pair) for pair in row["stated"])
    said = {name: row[name] for name in ("url", "encoding", "language", "fetched_at")}
    payload = Payload(
        **{name: row[name] for name in ("outcome", "data", "sha256", "size", "reason", "code")},
        sidecar=Sidecar(site=row["own_site"], stated=stated, **said),
        sidecar_sha256=row["said_sha256"],
        warnings=tuple(row["warnings"]),
    )
    return Input.of_record(*(row[name] for name in ("source_path", "size", "site", "format", "keep_page"))), payload
