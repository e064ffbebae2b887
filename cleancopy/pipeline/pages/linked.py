"""What JSON-LD blocks state of an article (schema.org), by the paths of their properties."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

ARTICLES = frozenset(
    {
        "AdvertiserContentArticle", "AnalysisNewsArticle", "Article", "AskPublicNewsArticle", "BackgroundNewsArticle",
        "BlogPosting", "LiveBlogPosting", "NewsArticle", "OpinionNewsArticle", "Report", "ReportageNewsArticle",
        "ReviewNewsArticle", "SatiricalArticle", "ScholarlyArticle", "SocialMediaPosting", "TechArticle",
    }
)  # fmt: skip
"""Types of https://schema.org/Article, which are the page's own text."""
_DEEPEST = 8
_WORDS = {
    "title": ("headline",),
    "published": ("datePublished",),
    "updated": ("dateModified",),
    "created": ("dateCreated",),
    "section": ("articleSection",),
    "tag": ("keywords",),
    "author": ("author", "creator"),
    "publisher": ("publisher",),
}
"""Our fields by the properties that state them, the better one first."""
NAMED = frozenset({"author", "publisher"})
"""Fields whose values are persons or organisations with a name."""


def linked(blocks: list[str]) -> Iterator[tuple[str, str, str]]:
    """(field, characters, `jsonld.<property>`) of the first article that the blocks describe."""
    article = next((found for block in blocks for found in _articles(_parsed(block), 0)), None)
    for field, properties in _WORDS.items() if article is not None else ():
        for name in properties:
            values = list(_strings(article.get(name), field in NAMED)) if article else []
            yield from ((field, value, f"jsonld.{name}") for value in values)
            if values:
                break


def _parsed(block: str) -> Any:
    """The value of a block; line breaks within strings are common, and harmless."""
    try:
        return json.loads(block.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Objects of an article's type, in the order in which they are met."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _articles(one, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if ARTICLES & {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}:
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _articles(value.get(name), depth + 1)


def _strings(value: Any, named: bool) -> Iterator[str]:
    """The strings of a property: its own, or the names of the things it holds."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one, named)
    elif isinstance(value, dict) and named:
        yield from _strings(value.get("name"), False)
