"""What each table says of each document, brought together some documents at a time, however many there are.

While the tables are gone through, what they say is written to disk, parted by the beginning of the doc_id; then one
part after the other is read back, and all that is said of a document is in the same one (a hash join that spills).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

AT_ONCE = 20_000
"""Documents of one part: what is said of them takes some 50 MB."""

Row = Mapping[str, Any]
Said = dict[str, dict[str, Row]]
"""Table -> doc_id -> what it says."""


class Claims:
    """What is said of documents. A folder of its own holds it."""

    def __init__(self, folder: Path, documents: int) -> None:
        """`documents`: about how many there are."""
        self.folder = folder
        self.count = documents // AT_ONCE + 1
        self._places: dict[str, dict[int, list[int]]] = {}

    def write(self, name: str, tables: Iterable[pa.Table]) -> None:
        """What a table says: rows with a doc_id, all with the same columns."""
        writer, places, written = None, defaultdict[int, list[int]](list), 0
        try:
            for table in tables:
                writer = writer or pa.ipc.new_file(str(self.folder / name), table.schema)
                part = self._part(table["doc_id"])
                order = np.argsort(part, kind="stable")
                rows, bounds = table.take(pa.array(order)), np.searchsorted(part[order], np.arange(self.count + 1))
                for at in np.flatnonzero(np.diff(bounds)).tolist():
                    own = rows.slice(bounds[at], bounds[at + 1] - bounds[at]).combine_chunks()
                    writer.write_batch(own.to_batches()[0])
                    places[at].append(written)
                    written += 1
        finally:
            if writer:
                writer.close()
        self._places[name] = places

    def parts(self) -> Iterator[tuple[Said, list[tuple[str, str]]]]:
        """All that is said of some documents, and what is said of one twice: (table, doc_id)."""
        for part in range(self.count):
            twice: list[tuple[str, str]] = []
            yield {name: self._read(name, part, twice) for name in self._places}, twice

    def _read(self, name: str, part: int, twice: list[tuple[str, str]]) -> dict[str, Row]:
        said: dict[str, Row] = {}
        if not self._places[name][part]:
            return said
        with pa.memory_map(str(self.folder / name)) as data, pa.ipc.open_file(data) as file:
            for at in self._places[name][part]:
                for row in file.get_batch(at).to_pylist():
                    if row["doc_id"] in said:
                        twice.append((name, row["doc_id"]))
                    else:
                        said[row["doc_id"]] = row
        return said

    def _part(self, ids: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
        """By the first eight hexadecimal digits."""
        heads = pc.utf8_slice_codeunits(ids, 0, 8).to_pylist()
        return np.frombuffer(bytes.fromhex("".join(heads)), ">u4").astype(np.int64) % self.count
