"""Roles, and the decisions about lines in the making."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Floats, Ints
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

    def say(
        self, rows: npt.NDArray[np.bool_] | Ints, role: str | npt.NDArray[np.int16], rule: str, evidence: str
    ) -> None:
        """Set these lines to a role, for one reason."""
        self.role[rows] = CODE[role] if isinstance(role, str) else role
        self.rules.append(rule)
        self.evidences.append(evidence)
        self.rule[rows], self.evidence[rows] = len(self.rules) - 1, len(self.evidences) - 1
