"""One document on its way through the pipeline, for commands that look at a single file. Nothing is written."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancopy.ingest.formats import HTML, TEXT
from cleancopy.ingest.naming import looks_like_page
from cleancopy.orchestration.documents import Document, table_of
from cleancopy.orchestration.named import of_file
from cleancopy.pipeline.batch import REASONS
from cleancopy.pipeline.clean import clean, staged
from cleancopy.pipeline.compose import compose
from cleancopy.pipeline.recipe import Recipe
from cleancopy.settings.settings import Settings


@dataclass(frozen=True)
class Explained:
    """What the pipeline makes of one document: its article or its reasons, and every line with its fate."""

    source_path: str
    article: dict[str, Any] | None
    reasons: list[dict[str, Any]]
    table: pa.Table
    """Its rows of `lines`."""
    encoding: dict[str, Any] | None

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """The same as Python values, made when they are asked for: a gigabyte for a million lines."""
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows


def document(file: str, raw: Path, site: str | None, settings: Settings) -> pa.Table:
    """The row of `DOCS` for a file, a record or `-` (standard input), as a run over `raw` would make it.

    `site` overrides.
    """
    if file == "-":
        data = sys.stdin.buffer.read()
        format = HTML if looks_like_page(data) else TEXT
        return table_of([Document("stdin.txt", data, hashlib.sha256(data).hexdigest(), site, format=format)])
    found = of_file(file, raw, settings)
    return table_of([replace(found, site=site, said=replace(found.said, site=None)) if site else found])


def explained(docs: pa.Table, recipe: Recipe) -> Explained:
    """One document through every stage; the lines of one that is turned away are told as well."""
    cleaned = clean(docs, recipe)
    article = next(iter(cleaned.articles.to_pylist()), None)
    reasons = [reason for turned in cleaned.quarantine.to_pylist() for reason in turned["reasons"]]
    lines, encoding = cleaned.lines, article["encoding"] if article else None
    if article is None and not any(reason["code"] == "internal_error" for reason in reasons):
        admitted = compose(replace(staged(docs, recipe), reasons=REASONS.empty_table()), {})
        lines, encoding = admitted.lines, admitted.articles.column("encoding")[0].as_py()
    return Explained(docs.column("source_path")[0].as_py(), article, reasons, lines, encoding)
