"""The stage `decode`: ordinary UTF-8 documents of a batch all at once, the few others one by one."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import LINES, Batch
from cleancopy.pipeline.columns import EDITS, edits
from cleancopy.pipeline.decode import binary, container
from cleancopy.pipeline.decode.cut import Bytes, controls, cut_joined, raw_offsets
from cleancopy.pipeline.decode.cut import binary as binary_array
from cleancopy.pipeline.decode.read import read
from cleancopy.pipeline.decode.reading import Note, Reading
from cleancopy.pipeline.decode.structure import is_utf7
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, flat, places, with_columns

PLAIN_CONTROLS = np.isin(np.arange(32), [9, 10, 11, 12, 13, 28, 29, 30, 31])
_BASE64 = np.isin(
    np.arange(256), np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-", np.uint8)
)
FIRST_BYTES = frozenset(signature[:2] for signature, _ in binary.SIGNATURES)


def decode(batch: Batch, recipe: Recipe) -> Batch:
    """Decide each document's encoding and cut it into raw lines.

    Adds to docs `encoding, encoding_basis, encoding_confidence, encoding_rival`; the lines, with the edits made;
    warnings and reasons. A document with a reason has no lines.
    """
    data, bounds = bytes_of(batch.docs.column("data"))
    data, bounds = data[bounds[0] : bounds[-1]], bounds - bounds[0]
    stated = _stated(batch, recipe)
    odd = controls(data)
    plain = _plain(batch, data, bounds, stated, odd)
    readings: dict[int, Reading] = {}
    for row in np.flatnonzero(~plain).tolist():
        one = data[bounds[row] : bounds[row + 1]].tobytes()
        readings[row] = read(one, stated[row], recipe.thresholds.max_control_share)
        plain[row] = _unchanged(readings[row], one)
    lines = _lines(data, bounds, plain, readings, odd)
    known = [readings.get(row) for row in range(len(plain))]
    return (
        replace(batch, lines=lines)
        .with_docs(
            encoding=pa.array(["utf-8" if r is None else r.encoding or None for r in known], pa.string()),
            encoding_basis=pa.array(["utf8" if r is None else r.basis for r in known], pa.string()),
            encoding_confidence=pa.array([1.0 if r is None else r.confidence for r in known], pa.float64()),
            encoding_rival=pa.array([None if r is None else r.rival for r in known], pa.string()),
        )
        .adding(
            warnings=[_row(row, note, severity=note.severity) for row, r in readings.items() for note in r.warnings],
            reasons=[
                {"doc": row, "stage": "decode", "code": note.code, "detail": note.evidence}
                for row, r in readings.items()
                for note in r.reasons
            ],
        )
    )


def _unchanged(reading: Reading, data: bytes) -> bool:
    """Whether a document was looked at and turned out to be ordinary text, which is cut with the others."""
    return not reading.reasons and not reading.edits and reading.text == data


def _row(row: int, note: Note, severity: str) -> dict[str, object]:
    return {"doc": row, "code": note.code, "severity": severity, "evidence": note.evidence}


def _stated(batch: Batch, recipe: Recipe) -> list[str | None]:
    """The encoding that the site's settings or else the sidecar name, for each document."""
    hints = batch.docs.column("encoding_hint").to_pylist()
    sites = batch.docs.column("site").to_pylist()
    of_site = {site: recipe.site(site).encoding for site in set(sites)}
    return [of_site[site] or hint for site, hint in zip(sites, hints, strict=True)]


def _plain(batch: Batch, data: Bytes, bounds: Ints, stated: Sequence[str | None], odd: Ints) -> Bools:
    """Which documents are text in UTF-8 beyond doubt: what makes one special is looked for in all at once.

    `odd` are the places of their controls.
    """
    starts, ends = bounds[:-1], bounds[1:]
    plain = (ends > starts) & _valid_utf8(batch.docs.column("data"))
    if not plain.any():
        return plain
    marks = _pairs(data[:-1], b"\xef", np.arange(256) == 0xBB)
    marks = marks[data[marks + 2] == 0xBF]
    for at in (odd[~PLAIN_CONTROLS[data[odd]]], marks):
        plain[np.searchsorted(ends, at, side="right")] = False

    def document(row: int, most: int | None = None) -> bytes:
        return data[starts[row] : ends[row]][:most].tobytes()

    for row in np.flatnonzero(plain & _may_be_binary_or_blank(data, starts, ends)).tolist():
        plain[row] = not (
            document(row, 64).isspace() or (document(row, 2) in FIRST_BYTES and binary.magic(document(row)))
        )
    for row in np.flatnonzero(plain & np.array([bool(said) for said in stated], np.bool_)).tolist():
        plain[row] = _harmless(stated[row], document(row))
    for row in container.suspects(data, ends).tolist():
        plain[row] &= not stated[row] and not _wraps(document(row))
    at = np.union1d(_pairs(data, b"+", _BASE64), _pairs(data, b"~", np.arange(256) == ord("{")))
    for row in dict.fromkeys(np.searchsorted(ends, at, side="right").tolist()):
        plain[row] &= not stated[row] and not _coded(document(row))
    return plain


def _may_be_binary_or_blank(data: Bytes, starts: Ints, ends: Ints) -> Bools:
    """Which documents begin with a blank, or with the first two bytes of a signature."""
    last = max(len(data) - 1, 0)
    first, second = (np.where(starts + k < ends, data[np.minimum(starts + k, last)], 0) for k in (0, 1))
    known = np.zeros(1 << 16, np.bool_)
    known[[one << 8 | two for one, two in FIRST_BYTES]] = True
    return (first <= 32) | known[first.astype(np.int64) << 8 | second]


def _wraps(data: bytes) -> bool:
    """Whether a document that is plain otherwise needs a closer look: as a wrapper, or for its deleted characters."""
    return b"\x7f" in data or container.kind(data) is not None


def _coded(data: bytes) -> bool:
    """Whether a document that is plain otherwise may be HZ or UTF-7: both are all ASCII."""
    return _wraps(data) or (data.isascii() and (b"~{" in data or is_utf7(data)))


def _pairs(data: Bytes, first: bytes, second: Bools) -> Ints:
    """Where the byte `first` stands before one that the table `second` allows."""
    at = places(data[:-1], lambda d: d == first[0])
    return at[second[data[at + 1]]]


def _harmless(stated: str | None, data: bytes) -> bool:
    """Whether reading `data` as UTF-8 is what the statement asks for."""
    try:
        name = codecs.lookup((stated or "").strip()).name
        return name == "utf-8" or (data.isascii() and data[:4096].decode(name) == data[:4096].decode("ascii"))
    except (LookupError, UnicodeError, ValueError, TypeError):
        return False


def _valid_utf8(column: pa.ChunkedArray) -> Bools:
    """bool[documents]: which are valid UTF-8; halves are searched for those that are not."""
    values = flat(column)
    valid = np.ones(len(values), np.bool_)
    todo = [(0, len(values))]
    while todo:
        low, high = todo.pop()
        try:
            pc.cast(values.slice(low, high - low), pa.large_string())
        except pa.ArrowInvalid:
            middle = (low + high) // 2
            if high - low == 1:
                valid[low] = False
            else:
                todo += [(low, middle), (middle, high)]
    return valid


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
    starts = np.concatenate([[0], np.cumsum(pc.binary_length(table.column("raw")).to_numpy())])
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
