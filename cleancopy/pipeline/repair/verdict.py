"""What is still broken after the repair: little is a warning, much a reason to turn the document away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.repair.legacy import is_suspect
from cleancopy.pipeline.repair.seen import rows_with_byte
from cleancopy.pipeline.scan.columns import Bools, Ints, bytes_of, flat, matching

LOST = "\ufffd"
QUESTIONED = r"(?i)[^\W\d_]\?[a-z\x{df}-\x{24f}]|(?:^|[\s(\"'])\?{2,}(?:$|[\s,.;:)\"'])"
"""A "?" inside a word, or a word of nothing but "?": what a lossy export leaves of letters."""

LINK = r"://|www\.|[a-z]\?[a-z_]+="
WRECK = (
    r"[A-Za-z.,!?\"]\x{e2}(?:[\s.,;:!?)\"]|$)"  # "offerâ": a closing quote whose last two bytes were dropped
    r"|\s\x{e2}\s.*\s\x{e2}\s"  # dashes that lost them
    r"|\x{c3}\s?[\x{a0}-\x{bf}].*\x{c3}\s?[\x{a0}-\x{bf}]|\x{e2}\x{20ac}|\x{ef}\x{bf}\x{bd}"
    r"|[a-z][\x{370}-\x{7ff}\x{e00}-\x{e7f}\x{2502}-\x{25ff}\x{3040}-\x{9fff}\x{ac00}-\x{d7af}][a-z]"  # "caf茅s"
    r"|\x{951b}.*\x{951b}|\x{9286}.*\x{9286}|\x{9428}.*\x{9428}.*\x{9428}|\x{951f}\x{65a4}\x{62f7}|\x{7e67}.*\x{7e67}.*\x{7e67}"
)
"""Shapes that only broken text has; the last row: UTF-8 read as GBK or Shift-JIS (comma, full stop, "de", kana)."""

MAX_LOST_SHARE = 0.005
"""Lost characters for each byte of text above which a document is turned away (one in 200)."""
MAX_QUESTIONED = 3
MAX_QUESTIONED_SHARE = 1 / 600
"""Bytes of text for each "?" inside a word: fewer than 600 bytes a mark (about 100 words) are no slips of the pen."""
MAX_WRECKED_SHARE = 0.15
"""Share of the document's bytes in lines with a wreck above which it is turned away."""


NONE = np.zeros(0, np.int64)


class _Damage(NamedTuple):
    """One kind of damage."""

    amount: Ints
    """How much of it each document has."""
    much: Bools
    """The documents that are turned away for it."""
    reason: str
    warning: str | None
    """What the others are warned of; None for nothing."""
    sentence: str


def judge(batch: Batch, suspects: Ints, unread: Ints = NONE) -> Batch:
    """Reasons (`mojibake_unrepaired`, `characters_lost`) and warnings (`mojibake_left`, `replacement_character`).

    Only the lines in `suspects` can hold a wreck or a U+FFFD. `unread` are documents in an old encoding that was read
    as Latin-1 and that nothing explains.
    """
    text, bounds = flat(batch.lines.column("text")), bytes_of(batch.lines.column("text"))[1]
    sizes = np.diff(bounds[batch.starts])

    def by_doc(rows: Ints, amounts: Ints) -> Ints:
        return np.bincount(batch.doc[rows], amounts, len(sizes)).astype(np.int64)  # exact: far below 2^53

    some = text.take(pa.array(suspects))
    lost = by_doc(suspects, pc.count_substring(some, LOST).to_numpy(zero_copy_only=False))
    asked = by_doc(*_questions(text))
    wrecks = suspects[matching(some, WRECK)]
    wrecked = by_doc(wrecks, bounds[wrecks + 1] - bounds[wrecks])
    for doc in unread.tolist():
        lines = text[batch.starts[doc] : batch.starts[doc + 1]].to_pylist()
        wrecked[doc] += sum(len(line.encode()) for line in lines if is_suspect(line))
    many = (lost > MAX_LOST_SHARE * sizes) & (lost > 2)
    often = (asked >= MAX_QUESTIONED) & (asked > MAX_QUESTIONED_SHARE * sizes)
    kinds = (
        _Damage(lost, many, "characters_lost", "replacement_character", "{} characters had been replaced by U+FFFD"),
        _Damage(asked, often, "characters_lost", None, "{} letters had been replaced by question marks"),
        _Damage(
            wrecked, wrecked > MAX_WRECKED_SHARE * sizes, "mojibake_unrepaired", "mojibake_left",
            "broken letters in {} of {} bytes",
        ),
    )  # fmt: skip
    reasons: list[tuple[int, str, str, str]] = []
    warnings: list[tuple[int, str, str, None, str]] = []
    for kind in kinds:
        for doc in np.flatnonzero(kind.amount).tolist():
            said = kind.sentence.format(kind.amount[doc], sizes[doc])
            if kind.much[doc]:
                reasons.append((doc, "mojibake", kind.reason, said))
            elif kind.warning is not None:
                warnings.append((doc, kind.warning, "warning", None, said))
    return batch.adding(reasons=reasons, warnings=warnings)


def _questions(text: pa.Array) -> tuple[Ints, Ints]:
    """Lines with "?" that stand for letters, and how many; lines with links have none."""
    rows = rows_with_byte(text, "?")
    rows = rows[matching(text, QUESTIONED, rows)]
    rows = rows[~matching(text, LINK, rows)]
    if not len(rows):
        return rows, rows
    counts = pc.count_substring_regex(text.take(pa.array(rows)), QUESTIONED)
    return rows, counts.to_numpy(zero_copy_only=False)
