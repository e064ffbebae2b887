"""Text that was broken on its way is made whole: entities, mojibake of any number of layers, control characters."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import EDITS
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.repair.codecs import TWO_IN_A_ROW, has_tails, mend_tails, undo_code_pages
from cleancopy.pipeline.repair.controls import NEL, settle, shield_line_ends, without_controls
from cleancopy.pipeline.repair.controls import SCREEN as CONTROLS
from cleancopy.pipeline.repair.entities import SCREEN as ENTITIES
from cleancopy.pipeline.repair.entities import unescape
from cleancopy.pipeline.repair.ftfy_line import SCREEN, mend_line
from cleancopy.pipeline.repair.legacy import SCREEN as LEGACY
from cleancopy.pipeline.repair.legacy import reread
from cleancopy.pipeline.repair.parts import with_parts
from cleancopy.pipeline.repair.remnants import SCREEN as REMNANTS
from cleancopy.pipeline.repair.remnants import mend_remnants
from cleancopy.pipeline.repair.seen import rows_to_look_at
from cleancopy.pipeline.repair.verdict import LOST, WRECK, judge
from cleancopy.pipeline.scan.columns import Ints, flags, flat, matching, put
from cleancopy.pipeline.scan.segments import each

__all__ = ["mend", "repair"]

ROUNDS = 3
"""A repaired line is looked at again at most so often; ftfy itself undoes all layers of the code pages it knows."""

PATTERN = f"{SCREEN}|{ENTITIES}|{CONTROLS}|{WRECK}|{LOST}|{REMNANTS}"
"""RE2, necessary for all repairs but those of whole pages."""

Counts = npt.NDArray[np.int32]


def repair(batch: Batch, recipe: Recipe) -> Batch:
    """`lines.text` made whole, a line at a time, and rows cut where a control character was a line end.

    Adds `edit_<kind>` for each kind of its edits. A cut row keeps its bytes on its first part; the others have part
    2.. and empty `raw`. Warnings and reasons tell what could not be repaired. Lines that cannot be changed (most of
    them) are sorted out by their bytes and by RE2 over the whole batch, and never become Python strings.
    """
    text = flat(batch.lines.column("text"))
    counts = {kind: np.zeros(len(text), np.int32) for kind in EDITS["repair"]}
    rows, odd = _to_look_at(text, PATTERN)
    if not len(rows):
        return judge(_with_counts(batch, counts), rows)
    changed, unread = _reread(text, batch.doc, rows, counts["mojibake"])
    if changed is not text:
        batch = batch.with_lines(text=changed)
        rows, odd = _to_look_at(changed, PATTERN)
    some, touched = _made_whole(flat(changed.take(pa.array(rows))), batch.doc[rows], odd, counts, rows)
    batch, suspects = _cut(batch, rows, some, touched, counts)
    return judge(batch, suspects, unread)


def _reread(text: pa.Array, doc: npt.NDArray[np.int32], rows: Ints, counted: Counts) -> tuple[pa.Array, Ints]:
    """`text` with pages of an old encoding read as what they are, and the documents that no encoding explains.

    Only documents in which some of the lines `rows` look so are read whole.
    """
    unread = []
    for d in np.unique(doc[rows[matching(text, LEGACY, rows)]]).tolist():
        first, end = np.searchsorted(doc, (d, d + 1)).tolist()
        lines = text.slice(first, end - first).to_pylist()
        found = reread(lines)
        if found:
            at = first + np.array(sorted(found), np.int64)
            text = put(text, at, [found[i - first] for i in at.tolist()])
            counted[at] += np.array([_runs(lines[i - first]) for i in at.tolist()], np.int32)
        elif found is not None:
            unread.append(d)
    return text, np.array(unread, np.int64)


def _made_whole(
    some: pa.Array, doc: npt.NDArray[np.int32], odd: Ints, counts: dict[str, Counts], rows: Ints
) -> tuple[pa.Array, Ints]:
    """Lines as they were meant, but for their controls, and which of them are odd or changed; they are lines `rows`."""
    live, touched = np.arange(len(rows)), [odd]
    for _ in range(ROUNDS):  # whole lines first: in them NEL and all other bytes have their place
        before = flat(some.take(pa.array(live)))
        after = _undone(before, doc[live], counts["mojibake"], rows[live])
        live = live[flags(pc.not_equal(before, after))]
        if not len(live):
            break
        some = put(some, live, after.filter(pc.not_equal(before, after)))
        touched.append(live)
    some = _shielded(some, odd, doc)
    live = np.unique(np.concatenate(touched))
    for _ in range(ROUNDS):
        if not len(live):
            break
        before = flat(some.take(pa.array(live)))
        after = _one_round(before, counts["entities"], counts["mojibake"], rows[live])
        changed = np.flatnonzero(flags(pc.not_equal(before, after)))
        live = live[changed]
        after = _undone(flat(after.take(pa.array(changed))), doc[live], counts["mojibake"], rows[live])
        some = put(some, live, after)
        touched.append(live)
    return some, np.unique(np.concatenate(touched))


def _to_look_at(text: pa.Array, pattern: str) -> tuple[Ints, Ints]:
    """Lines that may match `pattern` or begin with a pair of letters, and which of these (by position) the former."""
    rows = rows_to_look_at(text)
    some = flat(text.take(pa.array(rows)))
    odd, pairs = _likely(some, pattern), np.flatnonzero(matching(some, TWO_IN_A_ROW))
    both = np.union1d(odd, pairs)
    return rows[both], np.searchsorted(both, odd)


def mend(text: pa.Array) -> pa.Array:
    """Each line repaired on its own, without cutting it: what `repair` does where rows are already fixed."""
    text = flat(text)
    counted = np.zeros(len(text), np.int32)
    rows, odd = _to_look_at(text, f"{SCREEN}|{ENTITIES}|{CONTROLS}|{REMNANTS}")
    for _ in range(ROUNDS):
        if not len(rows):
            break
        before = flat(text.take(pa.array(rows)))
        after = _undone(before, np.arange(len(rows), dtype=np.int32), counted, rows)
        odd = np.union1d(odd, np.flatnonzero(flags(pc.not_equal(before, after))))
        rows, before, after = rows[odd], before.take(pa.array(odd)), flat(after.take(pa.array(odd)))
        after = _one_round(after, counted, counted, rows)
        controlled = np.flatnonzero(matching(after, CONTROLS))
        clean = [without_controls(s) for s in after.take(pa.array(controlled)).to_pylist()]
        after = put(after, controlled, clean)
        changed = np.flatnonzero(flags(pc.not_equal(before, after)))
        rows, odd = rows[changed], np.arange(len(changed))
        text = put(text, rows, after.take(pa.array(changed)))
    return text


def _one_round(text: pa.Array, entities: Counts, mojibake: Counts, at: Ints) -> pa.Array:
    """Entities, what ftfy knows, then single remnants; line i of `text` is line `at[i]` for the counts."""
    rows = _likely(text, f"{SCREEN}|{ENTITIES}|{REMNANTS}")
    mended = []
    for row, before in zip(at[rows].tolist(), text.take(pa.array(rows)).to_pylist(), strict=True):
        line, n = unescape(before)
        entities[row] += n
        after = mend_line(mend_tails(mend_line(line, keep_c1=True)) if has_tails(line) else line)
        after = mend_remnants(after)
        mojibake[row] += _runs(line) if after != line else 0
        mended.append(after)
    return put(text, rows, mended)


def _undone(text: pa.Array, doc: npt.NDArray[np.int32], counted: Counts, at: Ints) -> pa.Array:
    """`text` with lines that are UTF-8 read in some code page as they were before that."""
    rows = np.flatnonzero(matching(text, TWO_IN_A_ROW))
    lines = text.take(pa.array(rows)).to_pylist()
    undone = undo_code_pages(lines, doc[rows].tolist())
    which = np.array(sorted(undone), np.int64)
    counted[at[rows[which]]] += np.array([_runs(lines[i]) for i in which], np.int32)
    return put(text, rows[which], [undone[i] for i in which])


def _shielded(text: pa.Array, rows: Ints, doc: npt.NDArray[np.int32]) -> pa.Array:
    rows = rows[flags(pc.match_substring(text.take(pa.array(rows)), NEL))]
    if not len(rows):
        return text
    lines = text.take(pa.array(rows)).to_pylist()
    edges = [0, *(np.flatnonzero(np.diff(doc[rows])) + 1).tolist(), len(rows)]
    return put(text, rows, [s for start, end in pairwise(edges) for s in shield_line_ends(lines[start:end])])


def _runs(line: str) -> int:
    """Runs of characters that are not ASCII."""
    foreign = np.frombuffer(line.encode("utf-32-le", "replace"), np.uint32) >= 0x80
    return max(1, int(foreign[:1].sum() + np.count_nonzero(foreign[1:] & ~foreign[:-1])))


FEW = 16
"""Lines that are repaired one by one in less time than ftfy's pattern takes to compile (1.5 ms)."""


def _likely(text: pa.Array, pattern: str) -> Ints:
    """The lines that match, or all of a few: a line that does not match is left as it is by every repair."""
    return np.flatnonzero(matching(text, pattern)) if len(text) > FEW else np.arange(len(text))


def _with_counts(batch: Batch, counts: dict[str, Counts]) -> Batch:
    return batch.with_lines(**{f"edit_{kind}": n for kind, n in counts.items()})


def _cut(batch: Batch, rows: Ints, some: pa.Array, odd: Ints, counts: dict[str, Counts]) -> tuple[Batch, Ints]:
    """The batch with the lines `some` at `rows`, their controls settled, cut where a line held several.

    `odd` are positions in `rows`; where these lines are now is returned, too.
    """
    controlled = odd[np.flatnonzero(matching(some, CONTROLS, odd))]
    settled = [settle(s) for s in some.take(pa.array(controlled)).to_pylist()]
    bared = iter(mend(pa.array([p for s in settled for p in s.parts], pa.string())).to_pylist())
    settled = [replace(s, parts=list(islice(bared, len(s.parts)))) for s in settled]
    at = rows[controlled]
    counts["escapes"][at] = [s.escapes for s in settled]
    counts["line_ends"][at] = [s.breaks for s in settled]
    counts["controls"][at] = [s.removed for s in settled]
    some = put(some, controlled, ["".join(s.parts) for s in settled])
    text = put(flat(batch.lines.column("text")), rows[odd], some.take(pa.array(odd)))
    batch = _with_counts(batch.with_lines(text=text), counts)
    parts = np.ones(len(text), np.int64)
    parts[at] = [len(s.parts) for s in settled]
    if (parts == 1).all():
        return batch, rows[odd]
    texts = [part for s in settled for part in s.parts if len(s.parts) > 1]
    return with_parts(batch, parts, texts), each((np.cumsum(parts) - parts)[rows[odd]], parts[rows[odd]])
