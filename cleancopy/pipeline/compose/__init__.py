"""From the line table to the published tables. Nothing is decided here."""

from cleancopy.pipeline.compose.compose import READS, Cleaned, compose, compose_quarantine, made_by, versions

__all__ = ["READS", "Cleaned", "compose", "compose_quarantine", "made_by", "versions"]
