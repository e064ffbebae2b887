"""The copies of one published document, with the passages that they share as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from cleancopy.errors import CleancopyError
from cleancopy.store import Store


@dataclass(frozen=True)
class Passage:
    """A paragraph of a document and one of another that has words of it."""

    paragraph: int
    text: str
    of_paragraph: int
    of_text: str
    words: int
    """About how many words are the same."""


@dataclass(frozen=True)
class Alike:
    """Another document that repeats the one asked about, or is repeated by it."""

    source_path: str
    title: str | None
    kind: str
    score: float
    is_first: bool
    """Whether it is the earlier one of the two by its path."""
    passages: tuple[Passage, ...]


def alike(name: str, store: Store) -> list[Alike]:
    """The copies of a document (source path or doc_id), the most alike first. Raises `CleancopyError` for no such."""
    (ident,) = store.ids_of([name])
    article = _article(store, ident)
    if article is None:
        raise CleancopyError(f"{name} is not among the articles: copies are told of documents that were admitted.")
    copies = store.table("copies")
    pairs = copies.filter(pc.or_(pc.equal(copies["doc_id"], ident), pc.equal(copies["of"], ident))).to_pylist()
    return list(_alike(store, article, sorted(pairs, key=lambda pair: (-pair["score"], pair["doc_id"], pair["of"]))))


def _alike(store: Store, article: dict[str, Any], pairs: list[dict[str, Any]]) -> Iterator[Alike]:
    mine = article["text"].split("\n\n")
    for pair in pairs:
        is_first = pair["doc_id"] == article["doc_id"]
        other = _article(store, pair["of"] if is_first else pair["doc_id"])
        assert other is not None  # a copy is an article
        theirs = other["text"].split("\n\n")
        sides = ("paragraph", "of_paragraph") if is_first else ("of_paragraph", "paragraph")
        passages = (
            Passage(own, mine[own - 1], of, theirs[of - 1], shared["words"])
            for shared in pair["shared"]
            for own, of in [[shared[side] for side in sides]]
        )
        ordered = tuple(sorted(passages, key=lambda passage: (passage.paragraph, passage.of_paragraph)))
        yield Alike(other["source_path"], other["title"], pair["kind"], pair["score"], is_first, ordered)


def _article(store: Store, ident: str) -> dict[str, Any] | None:
    for row in store.rows_of("articles", ident, ["doc_id", "source_path", "title", "text"]).to_pylist():
        return dict(row)
    return None
