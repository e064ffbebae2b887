"""Roles, and the decisions about lines in the making."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Bools, Floats, Ints
from cleancopy.schemas.names import CHROME_ROLES as CHROME
from cleancopy.schemas.names import KEPT_ROLES as KEPT
from cleancopy.schemas.names import READ_ROLES as READ

ROLES = (*READ, *KEPT, *CHROME, "blank")
"""In this order a code tells by its size what kind of role it is."""
CODE = {role: at for at, role in enumerate(ROLES)}


@dataclass
class Decisions:
    """Arrays over lines in the making: role codes, numbers into `rules` and `evidences`, confidence."""

    role: npt.NDArray[np.int16]
    rule: Ints
    evidence: Ints
    confidence: Floats
    rules: list[str]
    evidences: list[str]

    off: Mapping[str, Bools]
    """Rules that are switched off for some documents: name -> bool[documents]."""
    doc: npt.NDArray[np.int32]
    """The document of each line."""

    def say(self, rows: Bools | Ints, role: str, rule: str, evidence: str, confidence: float) -> None:
        """Set these lines to a role, for one reason; not in documents for which the rule is switched off."""
        rows = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        if rule in self.off:
            rows = rows[~self.off[rule][self.doc[rows]]]
        self.rules.append(rule)
        self.evidences.append(evidence)
        self.role[rows], self.confidence[rows] = CODE[role], confidence
        self.rule[rows], self.evidence[rows] = len(self.rules) - 1, len(self.evidences) - 1
