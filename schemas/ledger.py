"""The contracts of the tables around the documents: copies, fingerprints, quarantine, sources and runs."""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from cleancopy.schemas.kinds import DOC_ID, SHA256, UtcMicros, column, constant
from cleancopy.schemas.names import CONTRACT_VERSION, FINGERPRINT_WORDS, OUTCOMES

REASON = pl.Struct({"stage": pl.String, "code": pl.String, "detail": pl.String})
COUNT = pl.Struct({"name": pl.String, "count": pl.Int64})
SECONDS = pl.Struct({"stage": pl.String, "seconds": pl.Float64})
FIGURE = pl.Struct({"site": pl.String, "documents": pl.Int64, "figure": pl.String, "value": pl.Float64})
PASSAGE = pl.Struct({"paragraph": pl.Int32, "of_paragraph": pl.Int32, "words": pl.Int32})
PRINT = pl.Struct({"hash": pl.Int32, "paragraph": pl.Int32})
GATE = pl.Struct(
    {"gate": pl.String, "value": pl.Float64, "bound": pl.Float64, "passed": pl.Boolean, "detail": pl.String}
)


class Copies(pa.DataFrameModel):
    """Documents that another one repeats, whole or in good part, a row for each pair; nothing is dropped for it.

    Exact copies are each named with the first by source_path, which alone stands for them among the near ones.
    """

    doc_id: str = column("The copy: of two documents the later one by source_path.", str_matches=DOC_ID)
    of: str = column("The document it is a copy of.", str_matches=DOC_ID)
    kind: str = column("exact: the same body_sha256; near: passages in common.", isin=["exact", "near"])
    score: pl.Float64 = column(
        "Share of the smaller text that the other has too, 0 to 1, by fingerprints; 1 for exact copies.", ge=0, le=1
    )
    shared: Annotated[pl.List, PASSAGE] = column(
        "What near copies have in common: paragraph of the copy, paragraph of the other, and about how many words "
        "(by fingerprints, each for some eight words)."
    )
    cluster_id: str = column(
        "The smallest doc_id among those that hang together by exact copies and by near ones with a score from 0.5.",
        str_matches=DOC_ID,
    )

    class Config:
        """Exactly these columns."""

        strict = True


class Fingerprints(pa.DataFrameModel):
    """A sample of each article's runs of words, by which copies are found; made anew from the text at any time."""

    doc_id: str = column("The document.", str_matches=DOC_ID, unique=True)
    source_path: str = column("Path of the raw file relative to the raw folder.", str_length=1)
    body_sha256: str = column("sha256 of the body, as in articles.", str_matches=SHA256)
    prints: Annotated[pl.List, PRINT] = column(
        "Fingerprints, each once, in order: hash of a run of six words (ten characters in scripts without spaces), "
        f"and the paragraph of the body. One run in {FINGERPRINT_WORDS} is kept, by its hash."
    )

    class Config:
        """Exactly these columns."""

        strict = True


class Pages(pa.DataFrameModel):
    """The HTML of each article that was read from a page, byte for byte."""

    doc_id: str = column("The document.", str_matches=DOC_ID, unique=True)
    source_path: str = column("Path of the page relative to the raw folder.", str_length=1)
    page: pl.Binary = column("The bytes of the page; null where `keep_html = false` says so.", nullable=True)
    lines_sha256: str = column(
        "sha256 of the lines that the page was unfolded to; those of the table lines give it.", str_matches=SHA256
    )

    class Config:
        """Exactly these columns."""

        strict = True


class Quarantine(pa.DataFrameModel):
    """One row per document turned away, with every reason and its bytes."""

    doc_id: str = column("The document.", str_matches=DOC_ID, unique=True)
    source_path: str = column("Path of the raw file relative to the raw folder.", str_length=1)
    site: str = column("The site: first folder under raw/.", nullable=True)
    source_sha256: str = column(
        "sha256 of the raw file; null when it could not be read.", nullable=True, str_matches=SHA256
    )
    source_bytes: pl.Int64 = column("Size of the raw file in bytes.", nullable=True, ge=0)
    data: pl.Binary = column("The file's bytes; null for outcomes too_large and unreadable.", nullable=True)
    source_url: str = column("Address of the page, from the sidecar.", nullable=True)
    fetched_at: UtcMicros = column("When the page was fetched, from the sidecar.", nullable=True)
    format: str = column("What the bytes are: text or html; null where they were not read.", nullable=True)
    stage: str = column("The stage that turned the document away first.")
    reasons: Annotated[pl.List, REASON] = column("All reasons: stage, code, detail.")
    pipeline_version: str = column("Version of the code that made the row.")
    rules_version: str = column("Digest of the rules, tables and weights that made the row.")
    contract_version: pl.Int32 = constant("Version of this contract.", CONTRACT_VERSION)

    class Config:
        """Exactly these columns."""

        strict = True


class Sources(pa.DataFrameModel):
    """The ledger: every path ever seen under the raw folder and what became of it."""

    source_path: str = column("Path relative to the raw folder.", str_length=1, unique=True)
    source_sha256: str = column(
        "sha256 of the file as last read; null when it was not read.", nullable=True, str_matches=SHA256
    )
    source_bytes: pl.Int64 = column("Size in bytes as last read.", nullable=True, ge=0)
    sidecar_sha256: str = column("sha256 of the sidecar; null when there is none.", nullable=True, str_matches=SHA256)
    outcome: str = column("What became of it: " + ", ".join(OUTCOMES) + ".", isin=list(OUTCOMES))
    detail: str = column("The reason of an outcome that has no row elsewhere.", nullable=True)
    doc_id: str = column("The document.", str_matches=DOC_ID)
    site: str = column("The site its rows were made for; the settings of a site are part of the recipe.", nullable=True)
    recipe: str = column("Digest of the rules and settings its rows were made with.", nullable=True)
    first_run: pl.Int64 = column("The run (version number) that saw the path first.", ge=1)
    changed_run: pl.Int64 = column("The run that changed this row last.", ge=1)

    class Config:
        """Exactly these columns."""

        strict = True


class Runs(pa.DataFrameModel):
    """One row per commit: what it did, how long each stage took, with which versions and gates."""

    run: pl.Int64 = column("Number of the run, equal to the version it published.", unique=True, ge=1)
    kind: str = column("What made the commit: run, replay, rollback, forget, compact.")
    started_at: UtcMicros = column("When the run started.")
    seconds: pl.Float64 = column("Wall seconds up to the commit.", ge=0)
    documents: Annotated[pl.List, COUNT] = column("Documents by what happened to them in this run.")
    lines: Annotated[pl.List, COUNT] = column("Lines of the documents of this run, by role.")
    reasons: Annotated[pl.List, COUNT] = column("Reasons for quarantine in this run, by code.")
    warnings: Annotated[pl.List, COUNT] = column("Warnings raised in this run, by code.")
    bytes_in: pl.Int64 = column("Raw bytes read in this run.", ge=0)
    stages: Annotated[pl.List, SECONDS] = column("Seconds spent in each stage, summed over workers.")
    figures: Annotated[pl.List, FIGURE] = column(
        "What the run looked like, site by site: shares and means over its documents; drift is judged by them."
    )
    gates: Annotated[pl.List, GATE] = column("The gates and what they saw.")
    settings_digest: str = column("Digest of the settings of this run.")
    pipeline_version: str = column("Version of the code.")
    rules_version: str = column("Digest of the rules, tables and weights.")
    contract_version: pl.Int32 = constant("Version of this contract.", CONTRACT_VERSION)

    class Config:
        """Exactly these columns."""

        strict = True
