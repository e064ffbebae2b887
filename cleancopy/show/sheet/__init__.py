"""The proof sheet as a page: one document, raw beside clean, with every rule, reason and field in reach."""

from cleancopy.show.sheet.sheet import sheet

__all__ = ["sheet"]
