"""`[gates]` and `[drift]`: limits on what a run may look like, and how far it may drift from earlier runs."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

FIGURE = re.compile(r"quarantined_share|chrome_share|words|null_(title|published_on|authors)|language_[a-z]{2,3}")
"""Figures of a run, site by site; `cleancopy/gates/figures.py` says how each is computed."""


def _figure(name: str) -> str:
    if not FIGURE.fullmatch(name):
        known = "quarantined_share, chrome_share, words, null_title, null_published_on, null_authors, language_<code>"
        raise ValueError(f"{name!r} is no figure of a run; known are {known}")
    return name


Figure = Annotated[str, AfterValidator(_figure)]


class GateLimit(BaseModel):
    """`{ min = ..., max = ... }`: the span in which a figure may lie; one of the two is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: float | None = Field(None, description="least value that passes")
    max: float | None = Field(None, description="greatest value that passes")

    @model_validator(mode="after")
    def _says_something(self) -> GateLimit:
        if self.min is None and self.max is None:
            raise ValueError("write a least or a greatest value, like { max = 0.2 }")
        return self


class DriftSettings(BaseModel):
    """`[drift]`: a figure that leaves the band of earlier runs refuses the run, unless --accept-drift is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    runs: int = Field(14, ge=1, description="earlier runs looked back upon")
    min_runs: int = Field(5, ge=1, description="with fewer earlier runs of a site its figures cannot drift")
    min_documents: int = Field(20, ge=1, description="runs with fewer documents of a site say nothing about it")
    tolerance: float = Field(6.0, gt=0, description="robust standard deviations (from the MAD) that are ordinary")
