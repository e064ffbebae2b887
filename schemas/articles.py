"""The contract of `articles`: one row per document admitted."""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from cleancopy.schemas.kinds import DOC_ID, SHA256, LocalMicros, UtcMicros, column, constant
from cleancopy.schemas.names import CONTRACT_VERSION
from cleancopy.schemas.signals import SIGNALS

ENCODING = {"name": pl.String, "basis": pl.String, "confidence": pl.Float64, "rival": pl.String}
DATE = pl.Struct(
    {
        "role": pl.String,
        "raw": pl.String,
        "day": pl.Date,
        "utc": pl.Datetime("us", "UTC"),
        "zone": pl.String,
        "zone_basis": pl.String,
        "precision": pl.String,
        "ambiguous": pl.Boolean,
    }
)
WARNING = pl.Struct({"code": pl.String, "severity": pl.String, "paragraph": pl.Int32, "evidence": pl.String})
PROVENANCE = pl.Struct(
    {"field": pl.String, "line": pl.Int32, "raw": pl.String, "rule": pl.String, "confidence": pl.Float64}
)
NUMBER: dict[type, type[pl.DataType]] = {int: pl.Int32, float: pl.Float64}
"""How a signal is stored."""
MEASURES = {name: NUMBER[kind] for name, (kind, _) in SIGNALS.items()}
ENCODING_BASES = ["bom", "utf8", "structure", "detector", "site", "meta", "fallback"]
NEVER_IN_TEXT = "[\\x00-\\x08\\x0b-\\x1f\\x7f\\x{FEFF}]"
"""Control characters and byte order marks: published text carries none of them."""


class Articles(pa.DataFrameModel):
    """One row per document admitted: the clean text, and what the page itself says about it."""

    doc_id: str = column(
        "The document: first 24 hex digits of the sha256 of source_path.", str_matches=DOC_ID, unique=True
    )
    source_path: str = column(
        "Path of the raw file relative to the raw folder, escaped as the design says.", str_length=1
    )
    source_sha256: str = column("sha256 of the raw file, 64 hex digits.", str_matches=SHA256)
    source_bytes: pl.Int64 = column("Size of the raw file in bytes.", ge=0)
    site: str = column("The site: first folder under raw/, null for a file directly in it.", nullable=True)
    source_url: str = column("Address of the page, from the sidecar.", nullable=True)
    fetched_at: UtcMicros = column("When the page was fetched, from the sidecar.", nullable=True)
    title: str = column("The headline, as the page states it.", nullable=True)
    standfirst: str = column("The summary the site prints between headline and body; not part of text.", nullable=True)
    text: str = column("The body: paragraphs joined by one blank line.", str_length=1)
    body_sha256: str = column("sha256 of text in UTF-8, 64 hex digits.", str_matches=SHA256)
    authors: Annotated[pl.List, pl.String] = column("Persons named in the byline, in order; empty when there are none.")
    agency: str = column("News agency the story came from, e.g. AFP.", nullable=True)
    publisher: str = column("The publishing house or site, as the page names it.", nullable=True)
    place: str = column("Place of the dateline, as written.", nullable=True)
    published_on: pl.Date = column("The day of publication as stated; no time zone is applied.", nullable=True)
    published_at: UtcMicros = column(
        "The instant of publication; null unless the zone is stated or set for the site.", nullable=True
    )
    published_local: LocalMicros = column(
        "Day and time of publication as stated, without a zone; null unless a time is stated.", nullable=True
    )
    updated_at: UtcMicros = column(
        "The instant of the last update stated; null unless the zone is known.", nullable=True
    )
    created_at: UtcMicros = column("The instant of creation stated; null unless the zone is known.", nullable=True)
    dates: Annotated[pl.List, DATE] = column(
        "Every date read: role (published, updated, created), the raw characters, the day, the instant, the zone and "
        "its basis (stated_offset, site, abbreviation, none), precision (minute, day, month), whether it is ambiguous."
    )
    section: str = column("Section or rubric of the site.", nullable=True)
    tags: Annotated[pl.List, pl.String] = column("Tags the page lists; empty when there are none.")
    countries: Annotated[pl.List, pl.String] = column("Country tags as ISO 3166-1 alpha-2 codes.")
    reading_minutes_stated: pl.Int32 = column("Reading time in minutes, as the page states it.", nullable=True, gt=0)
    disclaimer: str = column("Legal or syndication note printed with the story.", nullable=True)
    syndicated: bool = column("Whether the page says it is syndicated; null when it does not say.", nullable=True)
    language: str = column("ISO 639 code of the body's language.", nullable=True, str_matches="^[a-z]{2,3}$")
    language_confidence: pl.Float64 = column("How sure the language model is, 0 to 1.", nullable=True, ge=0, le=1)
    encoding: Annotated[pl.Struct, ENCODING] = column(
        "How the bytes were read: charset name, basis (bom, utf8, structure, detector, site, meta, fallback), "
        "confidence 0 to 1, the rival charset if there was one."
    )
    word_count: pl.Int32 = column("Words of text (runs of non-blank characters).", ge=1)
    char_count: pl.Int32 = column("Characters (code points) of text.", ge=1)
    paragraph_count: pl.Int32 = column("Paragraphs of text.", ge=1)
    chrome_lines: pl.Int32 = column("Lines taken away as site chrome.", ge=0)
    chrome_share: pl.Float64 = column("Chrome lines as a share of all lines that are not blank.", ge=0, le=1)
    signals: Annotated[pl.Struct, MEASURES] = column(
        "Quality measures by their published definitions, of the first 8 MiB of text; listed below. Nothing is dropped "
        "for them."
    )
    warnings: Annotated[pl.List, WARNING] = column(
        "What an editor would query: code, severity (info, warning), paragraph (from 1, null for the whole), evidence."
    )
    provenance: Annotated[pl.List, PROVENANCE] = column(
        "Where each value was read: field, line number, the exact characters, the rule, confidence 0 to 1."
    )
    pipeline_version: str = column("Version of the code that made the row.")
    rules_version: str = column("Digest of the rules, tables and weights that made the row.")
    contract_version: pl.Int32 = constant("Version of this contract.", CONTRACT_VERSION)

    class Config:
        """Exactly these columns."""

        strict = True

    @pa.check("text", name="text_is_clean", error="text_is_clean")
    def text_is_clean(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """No control characters, no byte order marks, nothing blank at either end."""
        text = pl.col(data.key)
        return data.lazyframe.select(~text.str.contains(NEVER_IN_TEXT) & (text.str.strip_chars() == text))

    @pa.check(
        "title", "standfirst", "publisher", "place", "agency", "section", name="one_clean_line", error="one_clean_line"
    )
    def one_clean_line(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A field is one line: no control characters, no line ends, not blank."""
        value = pl.col(data.key)
        return data.lazyframe.select(~value.str.contains(r"[\x00-\x1f\x7f\x{FEFF}]") & (value.str.strip_chars() != ""))

    @pa.check("countries", name="country_code", error="country_code")
    def country_code(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Two capital letters each."""
        return data.lazyframe.select(pl.col(data.key).list.eval(pl.element().str.contains("^[A-Z]{2}$")).list.all())

    @pa.check("encoding", name="encoding_basis", error="encoding_basis")
    def encoding_basis(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """The basis is one of the seven."""
        return data.lazyframe.select(pl.col(data.key).struct.field("basis").is_in(ENCODING_BASES))

    @pa.dataframe_check(name="day_and_instant_agree", error="day_and_instant_agree")
    def day_and_instant_agree(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """An instant lies within a day of the day stated (no zone is further from UTC than 14 hours)."""
        apart = (pl.col("published_at").dt.date() - pl.col("published_on")).dt.total_days().abs()
        return data.lazyframe.select(apart.fill_null(0) <= 1)
