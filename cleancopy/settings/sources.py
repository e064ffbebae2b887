"""`[[sources]]`: which files are read how, when their names and contents do not say it or say it wrong."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cleancopy.ingest import Source
from cleancopy.ingest.formats import FORMATS
from cleancopy.ingest.sources import INFER, SKIP


class SourceSettings(BaseModel):
    """`[[sources]]`: one table a kind of files; of several that name a file the first one holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(min_length=1, description="files or folders under raw/; `*` any part of a name, `**` any folders")
    format: str = Field(INFER, description=f"how they are read: {', '.join((INFER, SKIP, *FORMATS))}")

    @field_validator("format")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in (INFER, SKIP, *FORMATS):
            raise ValueError(f"there is no format {name!r}; known are {', '.join((INFER, SKIP, *FORMATS))}")
        return name

    def source(self) -> Source:
        """The same for the reader of files."""
        return Source(**self.model_dump())
