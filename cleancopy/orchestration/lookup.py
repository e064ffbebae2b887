"""Whatever a person names, as one document with its lines: a file, a published document by its path or id."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa

from cleancopy.errors import CleancopyError
from cleancopy.ingest import doc_id
from cleancopy.orchestration.named import exists
from cleancopy.orchestration.single import Explained, document, explained
from cleancopy.orchestration.templates import recipe_of
from cleancopy.pipeline.batch import DOCS
from cleancopy.schemas import TABLES
from cleancopy.settings.settings import Settings
from cleancopy.store import Store


def looked_up(what: str, curated: Path, raw: Path, site: str | None, settings: Settings) -> Explained:
    """A file (or `-`, standard input) is cleaned on the spot; a source_path or doc_id is read from the tables.

    Raises `CleancopyError` when `what` is neither.
    """
    if what == "-" or exists(what):
        return explained(document(what, raw, site, settings), recipe_of(Store(curated), settings))
    found = published(what, Store(curated), settings)
    if found is None:
        raise CleancopyError(
            f"There is neither a file {what} nor a document of this path or id in {curated}: check the spelling, or "
            "name its folder with --curated."
        )
    return found


def published(name: str, store: Store, settings: Settings) -> Explained | None:
    """A document from the tables by source_path or doc_id; None when they do not hold it.

    One in quarantine is gone through again from its stored bytes, so that its lines can be shown.
    """
    if store.current() is None:
        return None
    ident = name if re.fullmatch("[0-9a-f]{24}", name) else doc_id(name)
    for article in store.rows_of("articles", ident).to_pylist():
        lines = store.rows_of("lines", ident).sort_by([("line_no", "ascending"), ("part", "ascending")])
        return Explained(article["source_path"], article, [], lines, article["encoding"])
    for turned in store.rows_of("quarantine", ident).to_pylist():
        if turned["data"] is None:
            return Explained(turned["source_path"], None, turned["reasons"], TABLES["lines"].arrow.empty_table(), None)
        again = explained(pa.Table.from_pylist([turned], schema=DOCS), recipe_of(store, settings))
        return Explained(turned["source_path"], None, turned["reasons"], again.table, again.encoding)
    return None
