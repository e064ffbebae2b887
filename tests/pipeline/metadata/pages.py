"""Small pages of the project's own wording, as the stages before the head's recognisers leave them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.metadata import read_metadata
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.head.stage import recognise_head
from tests.batches import batch_of, scored, speaking, tidied

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


def read(
    *pages: str,
    recipe: Recipe | None = None,
    site: str | None = None,
    language: str | None = "en",
    fetched: datetime | None = None,
) -> Batch:
    """The batch after recognising and reading; prose is surely body and every other line is not."""
    recipe = recipe or Recipe()
    batch = speaking(scored(tidied(batch_of(pages, site=site, fetched_at=fetched))), language)
    return read_metadata(recognise_head(batch, recipe), recipe)


def first(batch: Batch) -> dict[str, Any]:
    """The first document's row."""
    row: dict[str, Any] = batch.docs.slice(0, 1).to_pylist()[0]
    return row


def codes(batch: Batch) -> list[tuple[str, str]]:
    """(code, severity) of every warning, sorted."""
    return sorted((row["code"], row["severity"]) for row in batch.warnings.to_pylist())
