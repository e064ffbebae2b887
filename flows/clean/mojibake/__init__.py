"""Text that was broken on its way is made whole: entities, mojibake of any number of layers, control characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.clean.mojibake.codecs import TWO_IN_A_ROW, mend_tails, undo_code_pages
from flows.clean.mojibake.controls import NEL, settle, shield_line_ends, without_controls
from flows.clean.mojibake.controls import SCREEN as CONTROLS
from flows.clean.mojibake.entities import SCREEN as ENTITIES
from flows.clean.mojibake.entities import unescape
from flows.clean.mojibake.ftfy_line import may_be_broken, mend_line
from flows.clean.mojibake.seen import AMPERSAND, CONTROL, FOREIGN, kinds_seen, rows_with
from flows.clean.mojibake.verdict import judge
from flows.clean.recipe import Recipe
from flows.clean.table import Batch, Ints, column, flat, put

__all__ = ["mend", "repair"]

KINDS = ("mojibake", "entities", "escapes", "line_ends", "controls")
"""Edits this stage counts a line, in columns `edit_<kind>`: runs of letters repaired, entities read, terminal escapes
removed, line-end characters decided, control characters removed."""
ROUNDS = 3
"""A repaired line is looked at again at most so often; ftfy itself undoes all layers of the code pages it knows."""

C1 = r"[\x{80}-\x{9f}]"
Counts = npt.NDArray[np.int32]
Change = Callable[[str], tuple[str, int]]


def repair(batch: Batch, recipe: Recipe) -> Batch:
    """`lines.text` made whole, a line at a time, and rows cut where a control character was a line end.

    Adds `edit_<kind>` for each of `KINDS` (int32). A cut row keeps its bytes on its first part; the others have part
    2.. and empty `raw`. Warnings and reasons tell what could not be repaired. Lines that cannot be changed (most of
    them) are sorted out by the kinds of their bytes and by RE2 over the whole batch, and never become Python strings.
    """
    text = flat(batch.lines.column("text"))
    counts = {kind: np.zeros(len(text), np.int32) for kind in KINDS}
    seen = kinds_seen(text)
    rows = rows_with(seen, AMPERSAND | FOREIGN)
    controlled = rows_with(seen, CONTROL | FOREIGN)
    controlled = controlled[_matching(text.take(pa.array(controlled)), CONTROLS)]
    text = _shielded(text, controlled, batch.doc)
    edited = [controlled]
    for _ in range(ROUNDS):
        if not len(rows):
            break
        before = flat(text.take(pa.array(rows)))
        after = _one_round(before, batch.doc[rows], counts["entities"], counts["mojibake"], rows)
        changed = _where(pc.not_equal(before, after))
        rows = rows[changed]
        text = put(text, rows, after.take(pa.array(changed)))
        edited.append(rows)
    touched = np.unique(np.concatenate(edited))
    return judge(_cut(batch, text, touched, counts))


def mend(text: pa.Array) -> pa.Array:
    """Each line repaired on its own, without cutting it: what `repair` does where rows are already fixed."""
    text = flat(text)
    counted, rows = np.zeros(len(text), np.int32), np.arange(len(text))
    for _ in range(ROUNDS):
        before = flat(text.take(pa.array(rows)))
        after = _one_round(before, np.arange(len(rows), dtype=np.int32), counted, counted, rows)
        controlled = _matching(after, CONTROLS)
        clean = [without_controls(s) for s in after.take(pa.array(controlled)).to_pylist()]
        after = put(after, controlled, clean)
        changed = _where(pc.not_equal(before, after))
        if not len(changed):
            break
        rows = rows[changed]
        text = put(text, rows, after.take(pa.array(changed)))
    return text


def _one_round(text: pa.Array, doc: npt.NDArray[np.int32], entities: Counts, mojibake: Counts, at: Ints) -> pa.Array:
    """Entities, then mojibake of all kinds; line i of `text` is line `at[i]` for the counts."""
    text = _each(text, ENTITIES, unescape, entities, at)
    text = _each(text, C1, mend_tails, mojibake, at)
    return _undone(_mended(text, mojibake, at), doc, mojibake, at)


def _shielded(text: pa.Array, rows: Ints, doc: npt.NDArray[np.int32]) -> pa.Array:
    rows = rows[_where(pc.match_substring(text.take(pa.array(rows)), NEL))]
    if not len(rows):
        return text
    lines = text.take(pa.array(rows)).to_pylist()
    edges = [0, *(np.flatnonzero(np.diff(doc[rows])) + 1).tolist(), len(rows)]
    return put(text, rows, [s for start, end in pairwise(edges) for s in shield_line_ends(lines[start:end])])


def _each(text: pa.Array, screen: str, change: Change, counted: Counts, at: Ints) -> pa.Array:
    """`text` with `change` applied wherever the screen matches; its line i is line `at[i]` for the counts."""
    rows = _matching(text, screen)
    if not len(rows):
        return text
    changed = [change(s) for s in text.take(pa.array(rows)).to_pylist()]
    counted[at[rows]] += np.array([n for _, n in changed], np.int32)
    return put(text, rows, [s for s, _ in changed])


def _mended(text: pa.Array, counted: Counts, at: Ints) -> pa.Array:
    rows = _where(may_be_broken(text))
    if not len(rows):
        return text
    before = text.take(pa.array(rows)).to_pylist()
    after = [mend_line(s) for s in before]
    changed = np.flatnonzero([a != b for a, b in zip(before, after, strict=True)])
    counted[at[rows[changed]]] += np.array([_runs(before[i]) for i in changed], np.int32)
    return put(text, rows[changed], [after[i] for i in changed])


def _runs(line: str) -> int:
    """Runs of characters that are not ASCII."""
    foreign = np.frombuffer(line.encode("utf-32-le", "replace"), np.uint32) >= 0x80
    return max(1, int(foreign[:1].sum() + np.count_nonzero(foreign[1:] & ~foreign[:-1])))


def _undone(text: pa.Array, doc: npt.NDArray[np.int32], counted: Counts, at: Ints) -> pa.Array:
    rows = _matching(text, TWO_IN_A_ROW)
    if not len(rows):
        return text
    lines = text.take(pa.array(rows)).to_pylist()
    undone = undo_code_pages(zip(doc[rows].tolist(), lines, strict=True))
    which = np.array(sorted(undone), np.int64)
    counted[at[rows[which]]] += np.array([_runs(lines[i]) for i in which], np.int32)
    return put(text, rows[which], [undone[i] for i in which])


def _matching(text: pa.Array, pattern: str) -> Ints:
    return _where(pc.match_substring_regex(text, pattern))


def _where(mask: pa.Array | pa.ChunkedArray) -> Ints:
    return np.flatnonzero(flat(mask).to_numpy(zero_copy_only=False))


def _cut(batch: Batch, text: pa.Array, rows: Ints, counts: dict[str, Counts]) -> Batch:
    """The batch with the controls of `rows` settled: rows in several parts where a line held several."""
    rows = rows[_matching(text.take(pa.array(rows)), CONTROLS)]
    settled = [settle(s) for s in text.take(pa.array(rows)).to_pylist()]
    bared = iter(mend(pa.array([p for s in settled for p in s.parts], pa.string())).to_pylist())
    settled = [replace(s, parts=list(islice(bared, len(s.parts)))) for s in settled]
    counts["escapes"][rows] = [s.escapes for s in settled]
    counts["line_ends"][rows] = [s.breaks for s in settled]
    counts["controls"][rows] = [s.removed for s in settled]
    parts = np.ones(len(text), np.int64)
    parts[rows] = [len(s.parts) for s in settled]
    text = put(text, rows, [s.parts[0] for s in settled])
    batch = batch.with_lines(text=text, **{f"edit_{kind}": n for kind, n in counts.items()})
    if (parts == 1).all():
        return batch
    first = np.concatenate([[0], np.cumsum(parts)])
    lines = batch.lines.take(pa.array(np.repeat(np.arange(len(parts)), parts)))
    later = np.arange(lines.num_rows) - np.repeat(first[:-1], parts)
    more = np.flatnonzero(later)
    texts = [p for s in settled for p in s.parts[1:]]
    columns = {
        f"edit_{kind}": np.where(later > 0, 0, np.repeat(n, parts)).astype(np.int32) for kind, n in counts.items()
    }
    columns["part"] = (later + np.repeat(column(batch.lines, "part"), parts)).astype(np.int32)
    raw = put(lines.column("raw"), more, [b""] * len(more))
    return replace(batch, lines=lines).with_lines(text=put(lines.column("text"), more, texts), raw=raw, **columns)
