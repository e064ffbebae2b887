"""The line model: how much a line looks like the body of an article, by its looks, its words and its neighbours."""

from cleancopy.pipeline.recognise.linemodel.stage import KEEP_FROM, LOOKS, score_lines, version

__all__ = ["KEEP_FROM", "LOOKS", "score_lines", "version"]
