"""Lines that rules name whole and as they are: a person looked at this very line of this site and decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.recognise.lexicon.rule import Rule
from cleancopy.pipeline.scan.columns import Ints
from cleancopy.pipeline.scan.segments import each


@dataclass(frozen=True)
class Exact:
    """The lines that rules name, each once; `rule[bounds[i]:bounds[i + 1]]` are the rules (rows) that name line i."""

    lines: pa.Array
    bounds: Ints
    rule: Ints

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Exact:
        """Those of some rules; most lexicons have none."""
        named = sorted((line, row) for row, rule in enumerate(rules) for line in rule.exact)
        every = pa.array([line for line, _ in named], pa.string())
        lines = every.unique()
        begins = pc.index_in(lines, value_set=every).to_numpy(zero_copy_only=False)
        bounds = np.append(begins, len(named)).astype(np.int64)
        return cls(lines, bounds, np.array([row for _, row in named], np.int64))

    def hits(self, texts: pa.Array) -> tuple[Ints, Ints]:
        """(row of `texts`, rule) for each text that is a line some rule names, character for character."""
        if not len(self.lines):
            return self.rule, self.rule
        at = pc.index_in(texts, value_set=self.lines).fill_null(-1).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(at >= 0)
        first = self.bounds[at[rows]]
        counts = self.bounds[at[rows] + 1] - first
        return np.repeat(rows, counts), self.rule[each(first, counts)]
