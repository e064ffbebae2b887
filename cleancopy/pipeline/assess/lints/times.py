"""The reading time a page states against the length of its body."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc

from cleancopy.pipeline.assess.lints.draft import Draft, Finding
from cleancopy.pipeline.assess.lints.lint import Lint
from cleancopy.pipeline.scan.columns import flat

WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction (Brysbaert 2019, doi:10.1016/j.jml.2019.104047)."""
MARGIN = 1.5
"""Minutes by which the statement must be off, besides being off by a factor of 2."""


def reading_times(draft: Draft) -> Iterator[Finding]:
    """`reading_time_mismatch`: the stated minutes are twice or half of what the words give."""
    stated = pc.fill_null(flat(draft.docs.column("reading_minutes_stated")), 0).to_numpy(zero_copy_only=False)
    for doc in np.flatnonzero(stated > 0).tolist():
        words = len((draft.texts[doc].as_py() or "").split())
        minutes = words / WORDS_A_MINUTE
        off = abs(stated[doc] - minutes)
        if words and off >= MARGIN and not 0.5 < stated[doc] / minutes < 2:
            evidence = f"{stated[doc]} min stated, {words} words are about {minutes:.1f} min"
            yield Finding(doc, "reading_time_mismatch", "info", None, evidence)


READING_TIME = Lint(
    "reading_time_mismatch",
    {"info": ""},
    why="The reading time that the page states is at least twice, or at most half, what its words take at 238 words a "
    "minute (Brysbaert 2019), and off by a minute and a half or more.",
    example="`9 Min Read` above eleven words.",
    near_miss="`1 min` above a brief, the least that sites say.",
    checks=(reading_times,),
)
