"""The stage `unfold`: HTML pages to lines, and what is stated beside a text, in tags, records and sidecars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import DOCS
from cleancopy.pipeline.pages.charset import read_page
from cleancopy.pipeline.pages.markup import parsed
from cleancopy.pipeline.pages.stated import stated
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.size import texts_within, too_tangled

HTML = "html"
FIELDS = {"title": "title", "authors": "author", "published": "published"}
"""What a record or sidecar may state, by the name that a capture of it has."""


def unfold(batch: Batch, recipe: Recipe) -> Batch:
    """Adds to docs `unfolded` (a page as lines in UTF-8; null for a text), its charset, and `stated`.

    The whole page is unfolded, one line a block, navigation and all: the same stages that judge a text judge it then.
    """
    rows = [_of_source(one) for one in batch.docs.column("said").to_pylist()]
    unfolded: list[bytes | None] = [None] * len(rows)
    names: list[str | None] = [None] * len(rows)
    bases: list[str | None] = [None] * len(rows)
    for row, characters, name, basis in _pages(batch.docs, recipe):
        tree, is_deep = parsed(characters)
        unfolded[row], names[row], bases[row] = _lines(tree), name, basis
        rows[row] += [one._asdict() for one in stated(tree, is_deep=is_deep)]
    values = {"unfolded": unfolded, "page_encoding": names, "page_encoding_basis": bases, "stated": rows}
    return batch.with_docs(**{name: pa.array(some, DOCS[name].type) for name, some in values.items()})


def texts_of(docs: pa.Table, recipe: Recipe) -> pa.ChunkedArray:
    """For each document the bytes that its lines are cut from: its own, or those to which its page is unfolded.

    Nothing for one that is too large to be cleaned.
    """
    unfolded: list[bytes | None] = [None] * docs.num_rows
    for row, characters, *_ in _pages(docs, recipe):
        unfolded[row] = _lines(parsed(characters)[0])
    return texts_within(docs, pa.array(unfolded, pa.large_binary()), recipe.thresholds)[0]


def _pages(docs: pa.Table, recipe: Recipe) -> Iterator[tuple[int, str, str, str]]:
    """(row, characters, charset, how it is known) of each document that is a page, and not too large."""
    tangled = too_tangled(docs, pc.equal(docs.column("format"), HTML), recipe.thresholds)
    for row, format in enumerate(docs.column("format").to_pylist()):
        if format != HTML or row in tangled:
            continue
        data = docs.column("data")[row]
        if len(data.as_buffer()) <= recipe.thresholds.max_document_bytes:
            site = recipe.site(docs.column("site")[row].as_py())
            hint = site.encoding or docs.column("encoding_hint")[row].as_py()
            yield row, *read_page(data.as_py(), hint)


def _lines(tree: HTMLTree) -> bytes:
    """The lines of a page in UTF-8."""
    text: str = extract_plain_text(tree, preserve_formatting=True, main_content=False, alt_texts=False)
    return text.encode("utf-8", "replace")


def _of_source(said: list[dict[str, str]] | None) -> list[dict[str, Any]]:
    """What a record or sidecar states."""
    return [
        {"field": FIELDS[one["field"]], "raw": one["raw"], "rule": f"source:{one['field']}"}
        for one in said or ()
        if one["field"] in FIELDS
    ]
