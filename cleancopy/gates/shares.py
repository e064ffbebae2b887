"""Gates: limits over the whole run. A gate that refuses keeps the run from publishing anything."""

from __future__ import annotations

from collections.abc import Sequence
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
    files: tuple[str, ...] = ()
    """Source paths of what it refused, where it counts documents."""

    def as_dict(self) -> dict[str, Any]:
        """The row of the `gates` column in `runs`."""
        return {name: value for name, value in asdict(self).items() if name != "files"}


def share_quarantined(quarantined: int, documents: int, limit: float, new: Sequence[str] = ()) -> Gate:
    """Documents turned away as a share of the whole table as it would be after the commit; `new`: by this run."""
    share = quarantined / documents if documents else 0.0
    passed = documents < MIN_DOCUMENTS or share <= limit
    detail = (
        f"{quarantined} of {documents} documents would stand in quarantine ({share:.0%}, limit {limit:.0%})"
        "; look at their reasons, or raise `quarantine.max_share` in cleancopy.toml"
    )
    return Gate("quarantine.max_share", round(share, 4), limit, passed, detail, () if passed else tuple(new))


def share_vanished(vanished: Sequence[str], known: int, limit: float, accepted: bool) -> Gate:
    """Inputs (paths) gone since the last run as a share of the inputs known then."""
    share = len(vanished) / known if known else 0.0
    passed = accepted or known < MIN_DOCUMENTS or share <= limit
    detail = (
        f"{len(vanished)} of {known} known inputs are gone ({share:.0%}, limit {limit:.0%})"
        "; is the raw folder complete? If so: --accept-vanished"
    )
    return Gate("vanished.max_share", round(share, 4), limit, passed, detail, () if passed else tuple(vanished))
