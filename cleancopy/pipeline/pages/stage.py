"""The stage `unfold`: HTML pages to lines, and what is stated beside a text, in tags, records and sidecars."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.columns import DOCS
from cleancopy.pipeline.pages.charset import read_page
from cleancopy.pipeline.pages.stated import stated
from cleancopy.pipeline.recipe import Recipe

HTML = "html"
FIELDS = {"title": "title", "authors": "author", "published": "published"}
"""What a record or sidecar may state, by the name that a capture of it has."""


def unfold(batch: Batch, recipe: Recipe) -> Batch:
    """Adds to docs `unfolded` (a page as lines in UTF-8; null for a text), its charset, and `stated`.

    The whole page is unfolded, one line a block, navigation and all: the same stages that judge a text judge it then.
    """
    said = batch.docs.column("said").to_pylist()
    rows = [_of_source(one) for one in said]
    unfolded: list[bytes | None] = [None] * len(rows)
    charsets: list[tuple[str | None, str | None]] = [(None, None)] * len(rows)
    for row, format in enumerate(batch.docs.column("format").to_pylist()):
        if format == HTML:
            site = recipe.site(batch.docs.column("site")[row].as_py())
            hint = site.encoding or batch.docs.column("encoding_hint")[row].as_py()
            characters, name, basis = read_page(batch.docs.column("data")[row].as_py(), hint)
            charsets[row] = (name, basis)
            text, tags = _read(characters)
            unfolded[row] = text.encode("utf-8", "replace")
            rows[row] += tags
    names, bases = zip(*charsets, strict=True) if charsets else ((), ())
    values = {"unfolded": unfolded, "page_encoding": names, "page_encoding_basis": bases, "stated": rows}
    return batch.with_docs(**{name: pa.array(some, DOCS[name].type) for name, some in values.items()})


def texts_of(docs: pa.Table, recipe: Recipe) -> pa.ChunkedArray:
    """For each document the bytes that its lines are cut from: its own, or those to which its page is unfolded."""
    pages = pc.equal(docs.column("format"), HTML).fill_null(False)
    if not pc.any(pages).as_py():
        return docs.column("data")
    unfolded = unfold(Batch.of(docs), recipe).docs.column("unfolded")
    return pc.coalesce(unfolded, docs.column("data"))


def _of_source(said: list[dict[str, str]] | None) -> list[dict[str, Any]]:
    """What a record or sidecar states."""
    return [
        {"field": FIELDS[one["field"]], "raw": one["raw"], "rule": f"source:{one['field']}"}
        for one in said or ()
        if one["field"] in FIELDS
    ]


def _read(characters: str) -> tuple[str, list[dict[str, Any]]]:
    """The lines of a page, and what its tags state."""
    tree = HTMLTree.parse(characters)
    text: str = extract_plain_text(tree, preserve_formatting=True, main_content=False, alt_texts=False)
    return text, [one._asdict() for one in stated(tree)]
