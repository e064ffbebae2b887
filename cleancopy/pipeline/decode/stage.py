"""The stage `decode`: ordinary UTF-8 documents of a batch all at once, the few others one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import LINES, Batch
from cleancopy.pipeline.columns import EDITS, edits
from cleancopy.pipeline.decode.cut import Bytes, cut_joined, raw_offsets
from cleancopy.pipeline.decode.cut import binary as binary_array
from cleancopy.pipeline.decode.plain import plain_documents, telling
from cleancopy.pipeline.decode.read import read
from cleancopy.pipeline.decode.reading import Note, Reading, turned_away
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, flags, flat, with_columns
from cleancopy.pipeline.scan.segments import running
from cleancopy.pipeline.scan.size import texts_within


def decode(batch: Batch, recipe: Recipe) -> Batch:
    """Decide each document's encoding and cut it into raw lines.

    Adds to docs `encoding, encoding_basis, encoding_confidence, encoding_rival`; the lines, with the edits made;
    warnings and reasons. A document with a reason has no lines.
    """
    texts, large = texts_within(batch.docs, batch.docs.column("unfolded"), recipe.thresholds)
    data, bounds = bytes_of(texts)
    data, bounds = data[bounds[0] : bounds[-1]], bounds - bounds[0]
    stated = _stated(batch, recipe)
    at = telling(data)
    plain = plain_documents(texts, data, bounds, stated, at)
    readings: dict[int, Reading] = {}
    for row in np.flatnonzero(~plain).tolist():
        one = data[bounds[row] : bounds[row + 1]].tobytes()
        readings[row] = (
            turned_away("too_large", large[row])
            if row in large
            else read(one, stated[row], recipe.thresholds.max_control_share)
        )
        plain[row] = _unchanged(readings[row], one)
    pages = set(np.flatnonzero(flags(batch.docs.column("unfolded").is_valid())).tolist())
    lines = _lines(data, bounds, plain, readings, at[data[at] < 32])
    known = [readings.get(row, Reading("utf-8", "utf8")) for row in range(len(plain))]
    warnings = [(row, n.code, n.severity, None, n.evidence) for row, r in readings.items() for n in r.warnings]
    reasons = [
        (row, "decode", note.code, note.evidence)
        for row, r in readings.items()
        for note in (_of_page(r.reasons) if row in pages else r.reasons)
    ]
    columns = {
        "encoding": _or_of_page(batch, "page_encoding", [r.encoding or None for r in known]),
        "encoding_basis": _or_of_page(batch, "page_encoding_basis", [r.basis for r in known]),
        "encoding_confidence": pa.array([r.confidence for r in known], pa.float64()),
        "encoding_rival": pa.array([r.rival for r in known], pa.string()),
    }
    return replace(batch, lines=lines).with_docs(**columns).adding(warnings=warnings, reasons=reasons)


def _of_page(reasons: tuple[Note, ...]) -> tuple[Note, ...]:
    """Reasons in the words of a page: one that shows nothing has bytes, but no text."""
    return tuple(Note(note.code, "the page shows no text") if note.code == "empty" else note for note in reasons)


def _or_of_page(batch: Batch, name: str, values: list[str | None]) -> pa.ChunkedArray:
    """What was found of the charset; of a page, which reaches this stage as lines in UTF-8, what was found there."""
    return pc.coalesce(batch.docs.column(name), pa.array(values, pa.string()))


def _unchanged(reading: Reading, data: bytes) -> bool:
    """Whether a document was looked at and turned out to be ordinary text, which is cut with the others."""
    return not reading.reasons and not reading.edits and reading.text == data


def _stated(batch: Batch, recipe: Recipe) -> list[str | None]:
    """The encoding that the site's settings or else the sidecar name, for each document."""
    hints = batch.docs.column("encoding_hint").to_pylist()
    sites = batch.docs.column("site").to_pylist()
    of_site = {site: recipe.site(site).encoding for site in set(sites)}
    pages = batch.docs.column("unfolded").is_valid().to_pylist()  # those are read already
    return [None if page else of_site[site] or hint for site, hint, page in zip(sites, hints, pages, strict=True)]


def _lines(data: Bytes, bounds: Ints, plain: Bools, readings: dict[int, Reading], odd: Ints) -> pa.Table:
    """The lines of all documents, in order of the documents. `odd` are the places of the controls in `data`."""
    rows = np.flatnonzero(plain)
    sizes = np.diff(bounds)[rows]
    away = np.flatnonzero(~plain)
    begins, ends = bounds[np.append(0, away + 1)].tolist(), bounds[np.append(away, len(plain))].tolist()
    whole = data if not len(away) else np.concatenate([data[a:b] for a, b in zip(begins, ends, strict=True)])
    if len(away):
        of = np.searchsorted(bounds, odd, side="right") - 1
        before = np.cumsum(np.where(plain, 0, np.diff(bounds)))
        odd = (odd - before[of])[plain[of]]
    table = cut_joined(whole, sizes, rows.tolist(), odd)
    for name in edits("decode"):
        table = table.append_column(name, pa.array(np.zeros(table.num_rows, np.int32)))
    special = [row for row in sorted(readings) if not plain[row] and not readings[row].reasons]
    if not special:
        return table
    first = np.searchsorted(table.column("doc").to_numpy(), [*special, len(plain)])
    pieces = [table.slice(0, first[0])]
    for i, row in enumerate(special):
        pieces.append(_cut_one(readings[row], data[bounds[row] : bounds[row + 1]].tobytes(), row))
        pieces.append(table.slice(first[i], first[i + 1] - first[i]))
    return pa.concat_tables(pieces).combine_chunks()


def _cut_one(reading: Reading, data: bytes, row: int) -> pa.Table:
    """The lines of one document: raw slices of its bytes beside the lines of its text."""
    offsets = raw_offsets(data, reading.unit, reading.big_endian)
    count = len(offsets) - 1
    table = cut_joined(np.frombuffer(reading.text, np.uint8), np.asarray([len(reading.text)], np.int64), [row])
    text = flat(table.column("text"))
    starts = running(pc.binary_length(table.column("raw")).to_numpy())
    if len(text) < count:  # the last raw line holds nothing but the rest of a character
        text = pa.concat_arrays([text, pa.array([""] * (count - len(text)), pa.string())])
    lines = pa.table(
        [
            pa.array(np.full(count, row, np.int32)),
            pa.array(np.arange(1, count + 1, dtype=np.int32)),
            pa.array(np.ones(count, np.int32)),
            binary_array(data, offsets),
            text,
        ],
        schema=LINES,
    )
    counts = {kind: np.zeros(count, np.int32) for kind in EDITS["decode"]}
    for kind, offset in reading.edits:
        line = int(np.searchsorted(starts, offset, side="right")) - 1
        counts[kind][min(max(line, 0), count - 1)] += 1
    return with_columns(lines, {f"edit_{kind}": values for kind, values in counts.items()})
