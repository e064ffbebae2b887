"""Relations between documents, brought up to date at each commit. Nothing is dropped for being a copy."""

from cleancopy.relations.copies import copies_after
from cleancopy.relations.prints import COLUMNS, Parts

__all__ = ["COLUMNS", "Parts", "copies_after"]
