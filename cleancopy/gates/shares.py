"""Gates: limits over the whole run. A gate that refuses keeps the run from publishing anything."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MIN_DOCUMENTS = 20
"""Below this many documents a share says little, and the gates stay open."""


@dataclass(frozen=True)
class Gate:
    """What one gate saw: a value against its limit."""

    gate: str
    value: float
    bound: float
    """What the value was held against; not called limit, which SQL writers would have to quote."""
    passed: bool
    detail: str

    def as_dict(self) -> dict[str, Any]:
        """The row of the `gates` column in `runs`."""
        return asdict(self)


def share_quarantined(quarantined: int, documents: int, limit: float) -> Gate:
    """Documents turned away as a share of the whole table as it would stand after the commit."""
    share = quarantined / documents if documents else 0.0
    detail = (
        f"{quarantined} of {documents} documents would stand in quarantine ({share:.0%}, limit {limit:.0%}); "
        "look at their reasons, or raise `quarantine.max_share` in cleancopy.toml"
    )
    return Gate("quarantine.max_share", round(share, 4), limit, documents < MIN_DOCUMENTS or share <= limit, detail)


def share_vanished(vanished: int, known: int, limit: float, accepted: bool) -> Gate:
    """Inputs gone since the last run as a share of the inputs known then."""
    share = vanished / known if known else 0.0
    detail = (
        f"{vanished} of {known} known inputs are gone ({share:.0%}, limit {limit:.0%}); "
        "is the raw folder complete? If so: --accept-vanished"
    )
    return Gate(
        "vanished.max_share", round(share, 4), limit, accepted or known < MIN_DOCUMENTS or share <= limit, detail
    )
