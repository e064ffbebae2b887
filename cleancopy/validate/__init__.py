"""pandera decides per document: admitted, or quarantined with all reasons."""

from cleancopy.errors import ContractBroken
from cleancopy.validate.contracts import Verdict, check, conform

__all__ = ["ContractBroken", "Verdict", "check", "conform"]
