"""The floor: read the files, check that they are UTF-8, write their text as zstd-3 Parquet. No tool can do less."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 10_000


def main(raw: Path, out: Path) -> None:
    """All `*.txt` under `raw` into one Parquet file."""
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(raw.rglob("*.txt"))
    schema = pa.schema([("path", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(out / "text.parquet", schema, compression="zstd", compression_level=3) as writer:
        for start in range(0, len(files), ROWS):
            part = files[start : start + ROWS]
            texts = pa.array([file.read_bytes() for file in part], pa.binary()).cast(pa.string())
            writer.write_table(pa.table([pa.array([str(file) for file in part]), texts], schema=schema))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
