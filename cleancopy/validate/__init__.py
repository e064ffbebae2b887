"""pandera decides per document: admitted, or quarantined with all reasons."""

from cleancopy.validate.contracts import ContractBroken, Verdict, check, conform

__all__ = ["ContractBroken", "Verdict", "check", "conform"]
