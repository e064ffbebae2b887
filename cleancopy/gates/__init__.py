"""Gates: numbers in, verdicts out. A gate that refuses keeps the run from publishing anything."""

from cleancopy.gates.drift import drift, limits_held
from cleancopy.gates.shares import Gate, share_quarantined, share_vanished

__all__ = ["Gate", "drift", "limits_held", "share_quarantined", "share_vanished"]
