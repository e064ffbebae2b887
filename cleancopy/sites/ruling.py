"""What persons and settings say of the templates of one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["auto", "propose", "off"]


@dataclass(frozen=True)
class Ruling:
    """`auto`: what the thresholds accept is taken; `propose`: persons alone decide; `off`: nothing new is learned."""

    mode: Mode = "auto"
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Lines (with their slots) that a person accepted, and why."""
    rejected: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> set[str]:
        """All lines that a person decided about."""
        return {*self.accepted, *self.rejected}
