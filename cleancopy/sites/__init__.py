"""What sites repeat: learned from the outlines of their documents, decided by thresholds and by persons."""

from cleancopy.sites.learn import templates_after
from cleancopy.sites.ruling import Mode, Ruling

__all__ = ["Mode", "Ruling", "templates_after"]
