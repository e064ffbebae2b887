"""Relations between documents, recomputed at each commit. Nothing is dropped for being a copy."""

from cleancopy.relations.exact import exact_copies

__all__ = ["exact_copies"]
