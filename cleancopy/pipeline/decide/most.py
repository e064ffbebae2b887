"""A limit on what one rule may take of a page's prose: beyond it a hard vote is a soft one, and a warning says so.

A rule is right about a line by its words. One that is right about most of what reads like prose on a page has met a
page that its writer did not think of, and the line model is asked as well. The rule for the readers' corner below
a line that is in no menu is meant to take as much as there is.
"""

from __future__ import annotations

import numpy as np

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recognise.comments import SURE
from cleancopy.pipeline.scan.columns import Bools, Ints, byte_lengths, column, flat

PROSE_FROM, PROSE_BYTES = 0.5, 60
"""The score and the bytes from which a line counts as prose."""
LEAST_LINES = 3
"""Lines of prose that a rule must take before its share means anything: a notice alone on its page is a notice."""
MOST = 0.7
"""Share of a page's prose, in bytes, that one rule may take. Comments may be longer than the story, and what opens the
readers' corner looks for 0.3 above it itself."""
SOFT = 0.8
"""The confidence of a vote that was hard."""


def soften(batch: Batch, line: Ints, vote: Ints, chrome: Bools) -> tuple[Bools, Batch]:
    """Which of some votes may not be hard, and the batch with a warning `rule_took_most` for each document concerned.

    `line` and `vote` are rows of `lines` and `votes`, the strongest vote of each line; `chrome`: which of them take the
    line away.
    """
    size = byte_lengths(batch.lines.column("text"))
    prose = np.where((column(batch.lines, "score") >= PROSE_FROM) & (size >= PROSE_BYTES), size, 0)
    taken = np.flatnonzero(chrome & (prose[line] > 0))
    over = np.zeros(len(line), np.bool_)
    if len(taken) < LEAST_LINES:
        return over, batch
    whole = np.bincount(batch.doc, prose, batch.docs.num_rows)
    rules = flat(batch.votes.column("rule")).dictionary_encode()
    names = rules.dictionary.to_pylist()
    key = batch.doc[line].astype(np.int64) * len(names) + rules.indices.to_numpy()[vote]
    pairs, which, count = np.unique(key[taken], return_inverse=True, return_counts=True)
    mass = np.bincount(which, prose[line[taken]], len(pairs))
    may_all = np.array([name == SURE for name in names])[pairs % len(names)]
    many = (count >= LEAST_LINES) & (mass > MOST * whole[pairs // len(names)]) & ~may_all
    warnings = [
        {"doc": pair // len(names), "code": "rule_took_most", "severity": "warning", "evidence": said}
        for pair, share in zip(
            pairs[many].tolist(), (mass[many] / whole[pairs[many] // len(names)]).tolist(), strict=True
        )
        for said in [f"{names[pair % len(names)]} would take {share:.0%} of the prose"]
    ]
    return np.isin(key, pairs[many]) & chrome, batch.adding(warnings=warnings)
