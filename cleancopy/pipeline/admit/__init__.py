"""The last stage before the tables: is there an article, and is it prose?"""

from cleancopy.pipeline.admit.stage import admit

__all__ = ["admit"]
