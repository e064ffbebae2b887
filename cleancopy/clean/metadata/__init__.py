"""Normalises captures into the columns of articles; reads nothing itself. Public: `read_metadata`."""

from cleancopy.clean.metadata.stage import read_metadata

__all__ = ["read_metadata"]
