"""What most people write: a loop over files with ftfy, some regular expressions for chrome, and Parquet at the end."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import ftfy
import pyarrow as pa
import pyarrow.parquet as pq

CHROME = re.compile(
    r"share (this|on)|follow us|subscribe|newsletter|leave a comment|related (articles|posts)|read more|advertisement"
    r"|cookies?|privacy policy|all rights reserved|\d+ min(ute)?s? read|sign (in|up)|log in|copyright|©",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """ftfy over the document, then every short line with a chrome word goes."""
    lines = (line.strip() for line in ftfy.fix_text(text).splitlines())
    return "\n".join(line for line in lines if line and not (len(line) < 80 and CHROME.search(line)))


def main(raw: Path, out: Path) -> None:
    """All `*.txt` under `raw`, one after the other, into one Parquet file."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [(str(file), clean(file.read_text("utf-8", "replace"))) for file in sorted(raw.rglob("*.txt"))]
    paths, texts = zip(*rows, strict=True)
    table = pa.table({"path": paths, "text": texts})
    pq.write_table(table, out / "text.parquet", compression="zstd", compression_level=3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
