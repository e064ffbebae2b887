"""Small pages of the project's own wording, as the stages before the head's recognisers leave them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from cleancopy.clean.batch import DOCS, Batch
from cleancopy.clean.decode.cut import cut_utf8
from cleancopy.clean.metadata import read_metadata
from cleancopy.clean.recipe import Recipe
from cleancopy.clean.recognise.head.stage import recognise_head
from tests.clean.language.samples import sample

BODY = (
    "The council met on Tuesday evening to talk about the old harbour bridge, and after a long debate in which every "
    "member spoke twice it agreed to pay for the repairs out of the fund that it had set aside the year before.",
    "Engineers told the meeting that the work would take about eighteen months, that one lane would stay open, "
    "and that the piers on the eastern side would have to be replaced before the autumn storms.",
    "Shop owners on the quay said that they welcomed the decision, but feared a long closure would keep customers away "
    "during the summer season, which is when most of them earn what they live on.",
)


def page(*head: str) -> str:
    """A page with these lines above the body."""
    return "\n\n".join([*head, *BODY]) + "\n"


def batch_of(
    *pages: str, site: str | None = None, language: str | None = "en", fetched: datetime | None = None
) -> Batch:
    """Pages as a batch with lines; prose scores 0.95 and every other line 0.05."""
    data = [text.encode() for text in pages]
    docs = [
        {"doc_id": f"{at:024x}", "source_path": f"{at}.txt", "site": site, "data": one, "fetched_at": fetched}
        for at, one in enumerate(data)
    ]
    batch = replace(Batch.of(pa.Table.from_pylist(docs, schema=DOCS)), lines=cut_utf8(data, range(len(data))))
    texts = batch.lines["text"].to_pylist()
    score = [0.0 if not text else 0.95 if len(text.encode()) > 120 else 0.05 for text in texts]
    batch = batch.with_lines(score=pa.array(score, pa.float64()), repaired=batch.lines["text"])
    return batch.with_docs(language_sample=pa.array([sample(language)] * len(data), pa.binary()))


def read(*pages: str, recipe: Recipe | None = None, **said: Any) -> Batch:
    """The batch after recognising and reading."""
    recipe = recipe or Recipe()
    return read_metadata(recognise_head(batch_of(*pages, **said), recipe), recipe)


def first(batch: Batch) -> dict[str, Any]:
    """The first document's row."""
    row: dict[str, Any] = batch.docs.slice(0, 1).to_pylist()[0]
    return row


def codes(batch: Batch) -> list[tuple[str, str]]:
    """(code, severity) of every warning, sorted."""
    return sorted((row["code"], row["severity"]) for row in batch.warnings.to_pylist())
