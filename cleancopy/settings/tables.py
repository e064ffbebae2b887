"""The tables of the settings file: one a site, and those of limits, gates on documents and thresholds."""

from __future__ import annotations

from pydantic import ByteSize, Field

from cleancopy.pipeline.recipe import DateOrder, Profile, Thresholds
from cleancopy.settings.gates import Figure, GateLimit
from cleancopy.settings.kinds import Codec, Share, Size, Table, Zone
from cleancopy.sites import Mode


class SiteSettings(Table):
    """`[sites.NAME]`: what is known of one site. `NAME` is the site's folder under `raw/`."""

    profile: Profile | None = Field(
        None, examples=["preserve"], description="typography of this site, when it differs from the general one"
    )
    timezone: Zone | None = Field(
        None, examples=["Europe/London"], description="IANA zone in which this site's times are read"
    )
    zones: dict[str, Zone] = Field(
        default_factory=dict,
        examples=[{"IST": "Asia/Kolkata"}],
        description='what this site means by a zone abbreviation, e.g. IST = "Asia/Kolkata"',
    )
    date_order: DateOrder | None = Field(
        None, examples=["DMY"], description="order of day, month and year in dates like 03-04-2024"
    )
    encoding: Codec | None = Field(
        None, examples=["windows-1252"], description="encoding to try first for files that are not UTF-8"
    )
    language: str | None = Field(
        None, examples=["en"], pattern="^[a-z]{2,3}$", description="ISO 639-1 code of the site's language"
    )
    keep_all: bool = Field(False, description="take no line away as chrome")
    rules_off: tuple[str, ...] = Field(
        (), examples=[["share:button"]], description="ids of rules that are not applied to this site"
    )
    templates: Mode | None = Field(
        None, examples=["propose"], description="what happens to lines that its pages repeat, if not as in general"
    )
    gates: dict[Figure, GateLimit] = Field(
        default_factory=dict,
        examples=[{"chrome_share": {"max": 0.6}}],
        description="limits on this site's figures in a run",
    )


class LimitSettings(Table):
    """`[limits]`: what is too large. A file beyond the first is never loaded whole; a document keeps its bytes."""

    max_file_bytes: Size = Field(
        ByteSize(64 * 2**20), gt=0, description="a larger file is quarantined as too_large, with its hash only"
    )
    max_document_bytes: Size = Field(
        ByteSize(Thresholds.max_document_bytes), gt=0, description="a larger text or page is quarantined with its bytes"
    )
    max_document_lines: int = Field(Thresholds.max_document_lines, ge=1, description="so is one of more lines")
    max_line_bytes: Size = Field(ByteSize(Thresholds.max_line_bytes), gt=0, description="so is one with a longer line")
    max_unpacked_bytes: Size = Field(
        ByteSize(64 * 2**30), gt=0, description="a container that unpacks to more is read up to there"
    )
    max_records: int = Field(10_000_000, ge=1, description="records of one container at most")
    max_documents: int | None = Field(
        None, examples=[100_000], ge=1, description="documents taken up in one run; the rest waits"
    )

    def of_documents(self) -> dict[str, int]:
        """What makes a single document too large to be cleaned."""
        names = ("max_document_bytes", "max_document_lines", "max_line_bytes")
        return {name: int(getattr(self, name)) for name in names}


class VanishedSettings(Table):
    """`[vanished]`: the gate on inputs that are gone; open while fewer than 20 are known."""

    max_share: Share = Field(0.1, description="share of the known documents that may vanish in one run")


class QuarantineSettings(Table):
    """`[quarantine]`: the gate on documents turned away; open while there are fewer than 20."""

    max_share: Share = Field(0.5, description="share of all documents that may stand in quarantine after a run")


class ThresholdSettings(Table):
    """`[thresholds]`: below or above these a document is turned away."""

    min_body_words: int = Field(Thresholds.min_body_words, ge=0, description="fewer words in the body is no article")
    min_alphabetic_share: Share = Field(
        Thresholds.min_alphabetic_share, description="share of letters in the body below which it is not prose"
    )
    max_control_share: Share = Field(
        Thresholds.max_control_share, description="share of control characters above which a file is not text"
    )
