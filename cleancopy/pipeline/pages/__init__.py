"""HTML pages: to lines that the other stages read as they read a text, and what the tags state beside them."""

from cleancopy.pipeline.pages.stage import texts_of, unfold

__all__ = ["texts_of", "unfold"]
