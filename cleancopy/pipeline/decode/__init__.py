"""Bytes to lines: which encoding, is it text at all, cut into raw lines. `decode` is the stage."""

from cleancopy.pipeline.decode.stage import decode

__all__ = ["decode"]
