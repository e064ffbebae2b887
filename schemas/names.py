"""Words and numbers that the contracts share, without the libraries that hold rows against them."""

from __future__ import annotations

CONTRACT_VERSION = 2
"""Raised with every change of a table's columns; `tests/schemas/history.toml` holds what each version promised."""

KEPT_ROLES = ("body", "heading", "list_item")
READ_ROLES = ("title", "standfirst", "byline", "dateline", "caption")
CHROME_ROLES = (
    "share",
    "comments",
    "feedback",
    "reading_time",
    "navigation",
    "subscription",
    "related",
    "advertisement",
    "cookie",
    "legal",
    "disclaimer",
    "publisher",
    "tag",
    "title_repeat",
    "other_chrome",
)
ROLES = (*KEPT_ROLES, *READ_ROLES, *CHROME_ROLES, "blank")

FATES = {"kept": KEPT_ROLES, "read": READ_ROLES, "taken": CHROME_ROLES, "blank": ("blank",)}
"""What became of a line, by its role: kept in the text, read into a field, taken as site chrome, or blank."""
