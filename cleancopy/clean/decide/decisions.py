"""Roles, and the decisions about lines in the making."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleancopy.clean.scan.columns import Floats, Ints

READ = ("title", "standfirst", "byline", "dateline", "caption")
"""Roles that are read and neither kept nor chrome."""
KEPT = ("body", "heading", "list_item")
CHROME = (
    "share", "comments", "feedback", "reading_time", "navigation", "subscription", "related", "advertisement", "cookie",
    "legal", "disclaimer", "publisher", "tag", "title_repeat", "other_chrome",
)  # fmt: skip
ROLES = (*READ, *KEPT, *CHROME, "blank")
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
