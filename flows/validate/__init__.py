"""pandera decides per document: admitted, or quarantined with all reasons. Gates decide over the run.

The gates come without pandera: the process that only waits for the workers holds gates and judges no row.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flows.validate.drift import Watch, drift, limits_held
from flows.validate.gates import Gate, share_quarantined, share_vanished

if TYPE_CHECKING:
    from flows.validate.contracts import ContractBroken, Verdict, check, conform

__all__ = [
    "ContractBroken",
    "Gate",
    "Verdict",
    "Watch",
    "check",
    "conform",
    "drift",
    "limits_held",
    "share_quarantined",
    "share_vanished",
]


def __getattr__(name: str) -> Any:
    if name not in ("ContractBroken", "Verdict", "check", "conform"):
        raise AttributeError(f"flows.validate has no {name}")
    return getattr(import_module("flows.validate.contracts"), name)
