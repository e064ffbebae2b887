"""Is there an article, and is it prose? What is not is turned away before it is measured."""

from cleancopy.pipeline.admit.stage import admit

__all__ = ["admit"]
