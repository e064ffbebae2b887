"""The one vocabulary: roles, fates, outcomes and tables by name. Everything reads it; it imports nothing."""

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

LIVE_OUTCOMES = ("curated", "quarantined", "too_large", "unreadable")
"""Outcomes of an input that is in the raw folder and was taken up."""
OUTCOMES = (*LIVE_OUTCOMES[:2], "skipped", "container", *LIVE_OUTCOMES[2:], "deleted", "forgotten")
"""What can become of a path under the raw folder; a container is read, and its records are documents."""

FINGERPRINT_WORDS = 8
"""About how many words of a body one fingerprint is for: one run of words in so many is kept."""

TEMPLATE_STATES = ("proposed", "accepted", "rejected")

DOCUMENT_TABLES = ("articles", "lines", "fingerprints", "pages", "outlines", "quarantine")
"""Their rows belong to documents (`doc_id`): carried from version to version, file by file."""
ORDERED_TABLES = ("copies", "templates", "sources", "runs")
"""Kept in the order of their keys, cut into files by ranges of it; a commit writes the ranges anew that it touches."""
TABLE_NAMES = (
    "articles",
    "lines",
    "copies",
    "fingerprints",
    "pages",
    "templates",
    "outlines",
    "quarantine",
    "sources",
    "runs",
)
