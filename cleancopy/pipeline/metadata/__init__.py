"""Normalises captures into the columns of articles; reads nothing itself. Public: `read_metadata`."""

from cleancopy.pipeline.metadata.stage import read_metadata

__all__ = ["read_metadata"]
