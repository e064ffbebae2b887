"""The contract of `lines`: every raw line of every admitted document, and what became of it."""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from cleancopy.schemas.kinds import DOC_ID, column
from cleancopy.schemas.names import FATES, KEPT_ROLES, ROLES

EDIT = pl.Struct({"kind": pl.String, "count": pl.Int32})


class Lines(pa.DataFrameModel):
    """Every raw line of every admitted document: its bytes, its text, its role, and why it was kept or taken."""

    doc_id: str = column("The document.", str_matches=DOC_ID)
    source_path: str = column("Path of the raw file relative to the raw folder.", str_length=1)
    site: str = column("The site, as in articles.", nullable=True)
    line_no: pl.Int32 = column("Number of the raw line, from 1; cut at LF, CRLF or CR.", ge=1)
    part: pl.Int32 = column("1, or 2 and on where the repaired text breaks further; the bytes stand on part 1.", ge=1)
    paragraph: pl.Int32 = column(
        "Paragraph of articles.text the row belongs to, from 1; null when not kept.", nullable=True, ge=1
    )
    glue: str = column(
        "What stands before the row in articles.text: break (a blank line), space, none; null when not kept.",
        nullable=True,
        isin=["break", "space", "none"],
    )
    role: str = column("What the line is: " + ", ".join(ROLES) + ".", isin=list(ROLES))
    fate: str = column(
        "What became of the line: kept (its text stands in articles.text), read (its value is a field of articles), "
        "taken (site chrome) or blank.",
        isin=list(FATES),
    )
    kept: bool = column("Whether the row's text stands in articles.text: fate is kept.")
    text: str = column("The line after all repairs.")
    raw: pl.Binary = column(
        "The line's bytes as they stood in the file, terminator included; null when they equal text in UTF-8 plus a "
        "line feed.",
        nullable=True,
    )
    edits: Annotated[pl.List, EDIT] = column("What was changed inside the line: kind and how many times.")
    rule: str = column("The rule that decided the role; null for blank lines.", nullable=True)
    evidence: str = column("What the rule saw, in words.", nullable=True)
    confidence: pl.Float64 = column("How sure the decision is, 0 to 1.", nullable=True, ge=0, le=1)

    class Config:
        """Exactly these columns."""

        strict = True

    @pa.check("kept", name="kept_means_body", error="kept_means_body")
    def kept_means_body(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A row is kept exactly when its role is one of the body's, and then it has a paragraph and a glue."""
        kept = pl.col("kept")
        body = (pl.col("role").is_in(KEPT_ROLES) == kept) & ((pl.col("fate") == "kept") == kept)
        placed = (pl.col("paragraph").is_not_null() == kept) & (pl.col("glue").is_not_null() == kept)
        return data.lazyframe.select(body & placed)

    @pa.check("role", name="every_decision_is_reasoned", error="every_decision_is_reasoned")
    def every_decision_is_reasoned(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A row that is not blank names its rule, and one that was taken away its evidence."""
        blank = pl.col("role") == "blank"
        ruled = pl.col("rule").fill_null("") != ""
        shown = pl.col("kept") | (pl.col("evidence").fill_null("") != "")
        return data.lazyframe.select(blank | (ruled & shown))
