"""datatrove's own blocks in the same order of work: ftfy, C4 and Gopher filters, Parquet writer, on one process.

`tuned` gives the filters a whitespace tokenizer, `default` leaves the one datatrove picks for English. Files are read
by a small reader of ours, since datatrove has none for one text a file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters import C4QualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.writers import ParquetWriter
from datatrove.utils.word_tokenizers import WhitespaceTokenizer


class TextFiles(PipelineStep):
    """Every `*.txt` under a folder as a document."""

    name, type = "text files", "READER"

    def __init__(self, raw: Path) -> None:
        super().__init__()
        self.raw = raw

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """One document a file; the rank takes its share."""
        for file in sorted(self.raw.rglob("*.txt"))[rank::world_size]:
            yield Document(text=file.read_text("utf-8", "replace"), id=str(file))


def main(mode: str, raw: Path, out: Path) -> None:
    """Runs the pipeline over `raw` into `out`."""
    language: Any = WhitespaceTokenizer() if mode == "tuned" else "en"
    executor = LocalPipelineExecutor(
        pipeline=[
            TextFiles(raw),
            FTFYFormatter(),
            C4QualityFilter(language=language),
            GopherRepetitionFilter(language=language),
            GopherQualityFilter(language=language),
            ParquetWriter(str(out / "documents"), compression="zstd"),
        ],
        logging_dir=str(out / "logs"),
        tasks=1,
        workers=1,
        skip_completed=False,
    )
    executor.run()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
