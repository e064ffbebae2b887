"""pandera decides per document: admitted, or quarantined with all reasons. Gates decide over the run."""

from flows.validate.contracts import ContractBroken, Verdict, check, conform
from flows.validate.drift import Watch, drift, limits_held
from flows.validate.gates import Gate, share_quarantined, share_vanished

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
