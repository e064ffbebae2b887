"""From the line table to the published tables. Nothing is decided here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import DOCS, LINES
from cleancopy.pipeline.compose.lines import lines_of
from cleancopy.pipeline.compose.rows import grouped, only
from cleancopy.pipeline.recipe import PIPELINE_VERSION, rules_version
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, bytes_of, flags, flat
from cleancopy.pipeline.scan.rank import Rank
from cleancopy.pipeline.scan.segments import segment_max, segment_sum
from cleancopy.schemas.names import CHROME_ROLES, CONTRACT_VERSION

FROM_DOCS = [
    "doc_id",
    "source_path",
    "source_sha256",
    "source_bytes",
    "site",
    "source_url",
    "fetched_at",
    "title",
    "standfirst",
    "text",
    "body_sha256",
    "authors",
    "agency",
    "publisher",
    "place",
    "published_on",
    "published_at",
    "published_local",
    "updated_at",
    "created_at",
    "dates",
    "section",
    "tags",
    "countries",
    "reading_minutes_stated",
    "disclaimer",
    "syndicated",
    "language",
    "language_confidence",
    "encoding",
    "word_count",
    "char_count",
    "paragraph_count",
    "chrome_lines",
    "chrome_share",
    "signals",
    "warnings",
    "provenance",
]


_BETWEEN_STAGES = {
    *(f"docs.{name}" for name in ("encoding_hint", "language_hint", "language_sample", "notes")),
    *(f"docs.{name}" for name in ("said", "stated", "page_encoding", "page_encoding_basis")),
    *(f"lines.{name}" for name in ("repaired", "score", "looks")),
}
READS = (
    *(f"docs.{name}" for name in DOCS if f"docs.{name}" not in _BETWEEN_STAGES),
    *(f"lines.{name}" for name in LINES if f"lines.{name}" not in _BETWEEN_STAGES),
    *("provenance", "warnings", "reasons"),
)
"""What the published tables are made of: all but what stages hand to each other only."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What `clean` makes of some documents: five tables with the columns of the contracts, and where the time went."""

    articles: pa.Table
    lines: pa.Table
    fingerprints: pa.Table
    pages: pa.Table
    quarantine: pa.Table
    seconds: dict[str, float]


def compose(batch: Batch, seconds: dict[str, float]) -> Cleaned:
    """Splits the batch: articles and lines of the documents admitted, quarantine rows of those turned away."""
    away = batch.turned_away
    return Cleaned(
        articles=_articles(batch, ~away),
        lines=lines_of(batch, ~away),
        fingerprints=_fingerprints(batch, ~away),
        pages=_pages(batch, ~away),
        quarantine=compose_quarantine(batch, away),
        seconds=seconds,
    )


def _articles(batch: Batch, admitted: Bools) -> pa.Table:
    docs, starts = batch.docs, batch.starts
    role = batch.lines.column("role").cast(pa.string())
    blank = flags(pc.equal(role, "blank"))
    chrome = flags(pc.is_in(role, pa.array(CHROME_ROLES)))
    chrome_lines = segment_sum(chrome, starts)
    said = segment_sum(~blank, starts)
    paragraph = batch.lines.column("paragraph").fill_null(0).to_numpy()
    texts = docs.column("text").fill_null("")
    made: dict[str, Any] = {
        "source_bytes": pa.array(byte_lengths(docs.column("data"))),
        "encoding": _encoding(docs),
        "word_count": pa.array(_words(texts).astype(np.int32)),
        "char_count": pc.utf8_length(texts).cast(pa.int32()),
        "paragraph_count": pa.array(segment_max(paragraph, starts).astype(np.int32)),
        "chrome_lines": pa.array(chrome_lines.astype(np.int32)),
        "chrome_share": pa.array(np.round(chrome_lines / np.maximum(said, 1), 4)),
        "warnings": grouped(batch.warnings, docs.num_rows),
        "provenance": grouped(batch.provenance, docs.num_rows),
    }
    table = only(pa.table({name: made[name] if name in made else docs.column(name) for name in FROM_DOCS}), admitted)
    return pa.table(dict(zip(FROM_DOCS, map(flat, table.columns), strict=True)) | _versions(table.num_rows))


def _fingerprints(batch: Batch, admitted: Bools) -> pa.Table:
    docs = only(batch.docs.select(["doc_id", "source_path", "body_sha256", "fingerprints"]), admitted)
    return docs.rename_columns(["doc_id", "source_path", "body_sha256", "prints"])


def _pages(batch: Batch, admitted: Bools) -> pa.Table:
    """The pages of the documents admitted, and the hash of the lines that each was unfolded to."""
    rows = pa.array(np.flatnonzero(admitted & flags(batch.docs.column("unfolded").is_valid())))
    docs = batch.docs.select(["doc_id", "source_path", "data", "keep_page", "unfolded"]).take(rows)
    digests = [hashlib.sha256(text).hexdigest() for text in docs.column("unfolded").to_pylist()]
    kept = docs.column("keep_page").fill_null(True)
    return pa.table(
        {
            **{name: docs.column(name) for name in ("doc_id", "source_path")},
            "page": pc.if_else(kept, docs.column("data").cast(pa.binary()), pa.scalar(None, pa.binary())),
            "lines_sha256": pa.array(digests, pa.string()),
        }
    )


def compose_quarantine(batch: Batch, away: Bools | None = None) -> pa.Table:
    """Quarantine rows of the documents with a reason: bytes, first stage, all reasons."""
    rows = pa.array(np.flatnonzero(batch.turned_away if away is None else away))
    docs = batch.docs.take(rows)
    reasons = grouped(batch.reasons, batch.docs.num_rows).take(rows)
    return pa.table(
        {
            **{name: docs.column(name) for name in ("doc_id", "source_path", "site", "source_sha256")},
            "source_bytes": pa.array(byte_lengths(docs.column("data"))),
            "data": docs.column("data").cast(pa.binary()),
            **{name: docs.column(name) for name in ("source_url", "fetched_at", "format")},
            "stage": pa.array([r[0]["stage"] for r in reasons.to_pylist()], pa.string()),
            "reasons": reasons,
            **_versions(len(rows)),
        }
    )


def versions() -> dict[str, str | int]:
    """The three versions every row of a document carries."""
    return {
        "pipeline_version": PIPELINE_VERSION,
        "rules_version": rules_version(),
        "contract_version": CONTRACT_VERSION,
    }


def made_by() -> dict[str, str]:
    """The versions, for the footer of a file."""
    return {name: str(value) for name, value in versions().items()}


def _versions(rows: int) -> dict[str, pa.Array]:
    return {n: pa.repeat(pa.scalar(v, pa.int32() if isinstance(v, int) else None), rows) for n, v in versions().items()}


def _encoding(docs: pa.Table) -> pa.Array:
    parts = {name: flat(docs.column(column_)) for name, column_ in _ENCODING_COLUMNS.items()}
    return pa.StructArray.from_arrays(list(parts.values()), list(parts))


_ENCODING_COLUMNS = {
    "name": "encoding",
    "basis": "encoding_basis",
    "confidence": "encoding_confidence",
    "rival": "encoding_rival",
}


def _words(texts: pa.ChunkedArray | pa.Array) -> Ints:
    """int64[rows]: runs of bytes above the space; body text holds no other blank than space and line feed."""
    data, offsets = bytes_of(texts)
    solid = Rank.where(data, lambda some: some > ord(" ")).bits
    # a run begins where a bit is set and the one before it is not, or where a text begins
    before = solid << np.uint64(1)
    before[1:] |= solid[:-1] >> np.uint64(63)
    runs = Rank.of_bits(solid & ~before).between(offsets)
    heads = np.flatnonzero((offsets[:-1] < offsets[1:]) & (offsets[:-1] > 0))
    first = offsets[:-1][heads]
    runs[heads] += (data[first] > ord(" ")) & (data[first - 1] > ord(" "))
    return runs
