"""The last stage before the tables: is there an article, and is it prose?"""

from cleancopy.clean.admit.stage import admit

__all__ = ["admit"]
