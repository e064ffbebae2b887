"""`[[sources]]`: which files are read how, when their names and contents do not say it or say it wrong."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from cleancopy.ingest import Source
from cleancopy.ingest.formats import NAMES
from cleancopy.ingest.formats.keys import TEXT_KEYS
from cleancopy.ingest.sources import INFER, SKIP
from cleancopy.settings.kinds import Table

Preset = Literal["trafilatura", "newspaper4k", "fundus", "news-please"]
Field_ = Literal["url", "fetched_at", "site", "encoding", "language", "title", "authors", "published"]


class SourceSettings(Table):
    """`[[sources]]`: one table a kind of files; of several that name a file the first one holds."""

    path: str = Field(
        min_length=1,
        examples=["feeds/*.csv"],
        description="files or folders under raw/; `*` any part of a name, `**` any folders",
    )
    format: str = Field(INFER, description=f"how they are read: {', '.join((INFER, SKIP, *NAMES))}")
    preset: Preset | None = Field(
        None, examples=["trafilatura"], description="the tool that wrote the records, where it is not recognised"
    )
    text_key: str | None = Field(
        None, examples=["story"], description=f"key of the text; default: {', '.join(TEXT_KEYS)}, the first there"
    )
    id_key: str | None = Field(
        None, examples=["guid"], description="key that names a record; default: `id`, else its content"
    )
    fields: dict[Field_, str] = Field(
        default_factory=dict, examples=[{"url": "link", "published": "date"}], description="keys of other fields"
    )
    on_vanish: Literal["delete", "keep"] | None = Field(
        None,
        examples=["delete"],
        description="rows of records that are gone; default: keep, and for files as `on_vanish` says",
    )
    keep_html: bool = Field(True, description="publish the bytes of pages, so that they can be restored")

    @field_validator("format")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in (INFER, SKIP, *NAMES):
            raise ValueError(f"there is no format {name!r}; known are {', '.join((INFER, SKIP, *NAMES))}")
        return name

    def source(self) -> Source:
        """The same for the reader of files."""
        return Source(**self.model_dump())
