"""Typography by profile: quotes and spaces made plain, invisible characters out, letters composed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Profile, Recipe
from cleancopy.pipeline.repair import mend
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, flags, flat, matching, put
from cleancopy.pipeline.scan.segments import ranges
from cleancopy.pipeline.tidy.chars import KINDS, table
from cleancopy.pipeline.tidy.compose import composed
from cleancopy.pipeline.tidy.invisible import FLOODED, SCREEN, settle_invisible, without_floods
from cleancopy.pipeline.tidy.seen import FEW, confirmed, may_change, odd_rows, rows_with
from cleancopy.pipeline.tidy.substitute import substitute

__all__ = ["tidy"]

ROUNDS = 3
AT_ONCE = 16 << 20
"""Bytes of lines that are tidied at once: more than a shard has, but for a document of its own size."""
Counts = npt.NDArray[np.int32]
Hidden = dict[int, list[str]]
"""Messages found in invisible characters, by line."""


def tidy(batch: Batch, recipe: Recipe) -> Batch:
    """`lines.text` in the typography of its site's profile, trimmed; `lines.repaired` keeps the text as it was.

    Adds `edit_<kind>` for each of `KINDS` (int32) and the warnings `hidden_text` (a message in characters that do not
    show), `bidi_controls` and `mark_flood`. What tidying brings to light (an entity that a zero-width space had cut in
    two, mojibake after a soft hyphen) is repaired and tidied again, at most `ROUNDS` times.
    """
    text = flat(batch.lines.column("text"))
    counts = np.zeros((len(KINDS), len(text)), np.int32)
    hidden: Hidden = {}
    tidied = text
    for profile, rows in _by_profile(batch, recipe):
        whole = len(rows) == len(text)
        some = text if whole else flat(text.take(pa.array(rows)))
        parts = [_chain(some[a:b], profile, rows[a:b], counts, hidden) for a, b in ranges(bytes_of(some)[1], AT_ONCE)]
        made = flat(pa.chunked_array(parts, pa.string()))
        tidied = made if whole else put(tidied, rows, made)
    columns = {f"edit_{kind}": counts[k] for k, kind in enumerate(KINDS)}
    return _warned(batch, counts, hidden).with_lines(repaired=text, text=tidied, **columns)


def _by_profile(batch: Batch, recipe: Recipe) -> list[tuple[Profile, Ints]]:
    """The rows of each profile in use."""
    sites = batch.docs.column("site").to_pylist()
    of_site = {name: recipe.site(name).profile or recipe.profile for name in set(sites)}
    of_doc = [of_site[name] for name in sites]
    used = sorted(set(of_doc))
    which = np.array([used.index(p) for p in of_doc], np.int64)[batch.doc]
    return [(profile, np.flatnonzero(which == k)) for k, profile in enumerate(used)]


def _chain(text: pa.Array, profile: Profile, at: Ints, counts: Counts, hidden: Hidden) -> pa.Array:
    """Tidied; only the lines that may change are taken out, and put back when all is done."""
    change, odd = may_change(text, profile)
    rows = np.flatnonzero(change)
    if not len(rows):
        return text
    some = flat(text.take(pa.array(rows)))
    return put(text, rows, _rounds(some, np.flatnonzero(odd[rows]), profile, at[rows], counts, hidden))


def _rounds(text: pa.Array, odd: Ints, profile: Profile, at: Ints, counts: Counts, hidden: Hidden) -> pa.Array:
    """Tidied and, where that changed a line that may now be broken or untidy, mended and tidied again."""
    rows, some = np.arange(len(text)), text
    for _ in range(ROUNDS):
        tidied = _once(some, confirmed(some, odd), profile, at[rows], counts, hidden)
        text = tidied if len(rows) == len(text) else put(text, rows, tidied)
        changed = np.flatnonzero(flags(pc.not_equal(tidied, some)))
        tidied = flat(tidied.take(pa.array(changed)))
        foreign = flags(pc.invert(pc.string_is_ascii(tidied)))
        open_ = _union(len(tidied), foreign, rows_with(tidied, b"&"))
        tidied, rows = flat(tidied.take(pa.array(open_))), rows[changed[open_]]
        some = mend(tidied)
        untidy = confirmed(tidied, odd_rows(tidied))
        again = _union(len(some), untidy, rows_with(tidied, b"://"), flags(pc.not_equal(some, tidied)))
        if not len(again):
            break
        some, rows = flat(some.take(pa.array(again))), rows[again]
        odd = odd_rows(some)
    return text


def _once(text: pa.Array, odd: Ints, profile: Profile, at: Ints, counts: Counts, hidden: Hidden) -> pa.Array:
    """One pass over lines; line i is line `at[i]` of the batch, and `odd` match `SCREEN` or `unstable`."""
    mine = np.zeros((len(KINDS), len(text)), np.int32)
    if len(odd) > FEW:
        text = _without_invisible(text, odd[matching(text, SCREEN, odd)], at, mine, hidden)
    elif len(odd):
        text = _without_invisible(text, odd, at, mine, hidden)
    text = substitute(text, table(profile), mine, squeeze=profile != "preserve")
    if profile == "preserve":
        text = flat(pc.utf8_trim_whitespace(text))
    else:
        text, changed = composed(text, odd)
        mine[KINDS.index("nfc"), changed] += 1
    for kind in np.flatnonzero(mine.any(axis=1)):
        counts[kind, at] += mine[kind]
    return text


def _without_invisible(text: pa.Array, rows: Ints, at: Ints, counts: Counts, hidden: Hidden) -> pa.Array:
    """`text` with invisible characters settled and floods of marks removed; only `rows` can hold any."""
    before = text.take(pa.array(rows)).to_pylist()
    settled = [settle_invisible(s) for s in before]
    after = pa.array([s for s, _ in settled], pa.string())
    flooded = np.flatnonzero(matching(after, FLOODED)) if len(after) > FEW else np.arange(len(after))
    full = after.take(pa.array(flooded)).to_pylist()
    bare = [without_floods(s) for s in full]
    counts[KINDS.index("invisible"), rows] += np.array([seen.invisible for _, seen in settled], np.int32)
    lost = [len(a) - len(b) for a, b in zip(full, bare, strict=True)]
    counts[KINDS.index("marks"), rows[flooded]] += np.array(lost, np.int32)
    for row, (_, seen) in zip(at[rows].tolist(), settled, strict=True):
        if seen.hidden:
            hidden.setdefault(row, []).extend(seen.hidden)
    return put(text, rows, put(after, flooded, bare))


def _union(count: int, *rows: Ints | Bools) -> Ints:
    """Which of `count` rows one of these lists or flags names, ascending."""
    found = np.zeros(count, np.bool_)
    for some in rows:
        found[some] = True
    return np.flatnonzero(found)


def _warned(batch: Batch, counts: Counts, hidden: Hidden) -> Batch:
    doc = batch.doc
    rows: list[dict[str, Any]] = []
    for row, messages in sorted(hidden.items()):
        said = ascii(" ".join(messages))[1:-1][:200]  # escaped: what was hidden must not work where it is reported
        rows.append({"doc": int(doc[row]), "code": "hidden_text", "severity": "warning", "evidence": said})
    for kind, code in (("bidi", "bidi_controls"), ("marks", "mark_flood")):
        found = counts[KINDS.index(kind)]
        for d in np.unique(doc[found > 0]):
            n = int(found[doc == d].sum())
            rows.append({"doc": int(d), "code": code, "severity": "warning", "evidence": f"{n} characters removed"})
    return batch.adding(warnings=rows)
