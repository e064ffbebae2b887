"""What a page's tags state: JSON-LD, OpenGraph and other `meta`, microdata, `time`, `h1` and `title`, by rank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from resiliparse.parse.html import ElementNode, HTMLTree

from cleancopy.pipeline.pages.linked import linked


class Stated(NamedTuple):
    """One statement: a field, the exact characters, the rule that read them."""

    field: str
    raw: str
    rule: str


_META = {
    "og:title": "title",
    "twitter:title": "title",
    "article:published_time": "published",
    "og:article:published_time": "published",
    "datepublished": "published",
    "article.published": "published",
    "parsely-pub-date": "published",
    "sailthru.date": "published",
    "dc.date.issued": "published",
    "dcterms.created": "published",
    "pubdate": "published",
    "publishdate": "published",
    "publish-date": "published",
    "date": "published",
    "dc.date": "published",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "last-modified": "updated",
    "author": "author",
    "article:author": "author",
    "parsely-author": "author",
    "sailthru.author": "author",
    "dc.creator": "author",
    "og:site_name": "publisher",
    "article:section": "section",
    "article:tag": "tag",
}
"""Our fields by names of `meta`; of several for one field the first one here that a page has holds."""
_RANK = {name: rank for rank, name in enumerate(_META)}
_BYLINES = {
    "itemprop": '[itemprop~="author"] [itemprop~="name"]',
    "rel": '[rel~="author"]',
    "class": ".author a, .byline a, .author-name, .byline-name, .byline__name, .author__name, .post-author a",
    "link": 'a[href*="/author/"], a[href*="/authors/"], a[href*="/autor/"], a[href*="/auteur/"]',
}
"""Elements that name an author, by the rule that reads them."""
_MOST_BLOCKS = 20
_MANY = 5
_LONGEST_NAME = 80
_ITEMS = {"datePublished": "published", "dateModified": "updated", "headline": "title"}
"""Our fields by `itemprop`."""


def stated(tree: HTMLTree, *, is_deep: bool = False) -> list[Stated]:
    """All that is stated, for each field the best source first.

    `is_deep`: the elements are so deep in one another that nobody looks for an element within another.
    """
    blocks = [one.text or "" for one in _select(tree, 'script[type*="ld+json" i]', _MOST_BLOCKS)]
    found = [Stated(field, raw, f"html:{rule}") for field, raw, rule in linked(blocks)]
    found += _of_meta(tree)
    found += _of_items(tree)
    found += [Stated("published", one.getattr("datetime") or "", "html:time") for one in _select(tree, "time", 1)]
    if not is_deep:
        found += _of_bylines(tree)
    heads = _select(tree, "h1", 2)
    if len(heads) == 1:
        found.append(Stated("title", " ".join((heads[0].text or "").split()), "html:h1"))
    found.append(Stated("title", (tree.title or "").strip(), "html:title"))
    return [one for one in found if one.raw.strip()]


def _of_meta(tree: HTMLTree) -> Iterator[Stated]:
    """What the head says. Its elements are walked through: a collection looks for each of its members from the top."""
    said: list[tuple[int, Stated]] = []
    one = tree.head.first_element_child if tree.head is not None else None
    while one is not None:
        name = (one.getattr("property") or one.getattr("name") or one.getattr("itemprop") or "").lower()
        if name in _META and one.tag == "meta":
            said.append((_RANK[name], Stated(_META[name], one.getattr("content") or "", f"html:{name}")))
        one = one.next_element_sibling
    said.sort(key=lambda pair: pair[0])
    return (statement for _, statement in said)


def _of_items(tree: HTMLTree) -> Iterator[Stated]:
    """Microdata of an article, where an element says by itself what it is."""
    for name, field in _ITEMS.items():
        for one in _select(tree, f'[itemprop~="{name}"]', 1):
            raw = one.getattr("content") or one.getattr("datetime") or one.text or ""
            yield Stated(field, raw.strip(), f"html:itemprop.{name}")


def _of_bylines(tree: HTMLTree) -> Iterator[Stated]:
    """Elements that say by attribute, class or address that they name an author; too many are of other stories."""
    for rule, selector in _BYLINES.items():
        found = _select(tree, selector, _MANY)
        names = [" ".join((one.getattr("content") or one.text or "").split()) for one in found]
        names = list(dict.fromkeys(name for name in names if 0 < len(name) < _LONGEST_NAME))
        if len(names) < _MANY:
            yield from (Stated("author", name, f"html:{rule}") for name in names)


def _select(tree: HTMLTree, selector: str, most: int) -> list[ElementNode]:
    """The first elements that a selector finds."""
    return list(tree.document.query_selector_all(selector)[:most]) if tree.document is not None else []
