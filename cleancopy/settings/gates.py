"""`[gates]` and `[drift]`: limits on what a run may look like, and how far it may drift from earlier runs."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from cleancopy.settings.kinds import Table
from cleancopy.settings.sentences import meant

LANGUAGE = "language_<code>"
FIGURES = {
    "quarantined_share": "share of the site's documents in this run that were turned away",
    "chrome_share": "share of a document's lines that were taken as chrome, mean over the documents admitted",
    "words": "words of the body, mean over the documents admitted",
    "null_title": "share of the documents admitted without a title",
    "null_published_on": "share of the documents admitted without a day of publication",
    "null_authors": "share of the documents admitted without an author",
    "template_share": "share of the lines of bodies that templates of the site took; at most 0.3 if nothing is said",
    LANGUAGE: "share of the documents admitted in one language, like `language_en`",
}
"""Figures of a run, site by site, and what each is; `cleancopy/gates/figures.py` computes them."""


def _figure(name: str) -> str:
    known = ", ".join(FIGURES)
    if name not in FIGURES and not re.fullmatch("language_[a-z]{2,3}", name):
        raise ValueError(f"{name!r} is no figure of a run: {meant(name, FIGURES, f'known are {known}')}")
    return name


Figure = Annotated[str, AfterValidator(_figure)]


class GateLimit(Table):
    """`{ min = ..., max = ... }`: the span in which a figure may lie; one of the two is enough."""

    min: float | None = Field(None, description="least value that passes")
    max: float | None = Field(None, description="greatest value that passes")

    @model_validator(mode="before")
    @classmethod
    def _is_a_span(cls, said: Any) -> Any:
        if not isinstance(said, dict | GateLimit):
            raise ValueError(
                "write the span in which the figure may lie, like { max = 0.5 } or { min = 0.1, max = 0.5 }"
            )
        return said

    @model_validator(mode="after")
    def _says_something(self) -> GateLimit:
        if self.min is None and self.max is None:
            raise ValueError("write a least or a greatest value, like { max = 0.2 }")
        return self


class DriftSettings(Table):
    """`[drift]`: a figure that leaves the band of earlier runs refuses the run, unless --accept-drift is given."""

    runs: int = Field(14, ge=1, description="earlier runs looked back upon")
    min_runs: int = Field(5, ge=1, description="with fewer earlier runs of a site its figures cannot drift")
    min_documents: int = Field(20, ge=1, description="runs with fewer documents of a site say nothing about it")
    tolerance: float = Field(6.0, gt=0, description="robust standard deviations (from the MAD) that are ordinary")
