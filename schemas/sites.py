"""The contracts of what sites repeat: templates, and the outlines that they are learned from."""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from cleancopy.schemas.kinds import DOC_ID, column
from cleancopy.schemas.names import CHROME_ROLES, TEMPLATE_STATES


class Templates(pa.DataFrameModel):
    """Lines that the pages of a site repeat, whether they are taken, and who decided that."""

    template_id: str = column(
        "Name of the template: the rule `site:<template_id>` in lines.", str_matches="^[0-9a-f]{16}$", unique=True
    )
    site: str = column("The site, as in articles.")
    line: str = column("The line with slots: # for numbers, @ for names of months and days.", str_length=1)
    example: str = column("The line as one document has it.")
    example_of: str = column("That document: the smallest doc_id of those that have the line.", str_matches=DOC_ID)
    kind: str = column("What is repeated: a line.", isin=["line"])
    role: str = column("Role of the lines that are taken.", isin=list(CHROME_ROLES))
    bodies: pl.Int64 = column("Stories that have it; one that is published again counts once.", ge=0)
    pages: pl.Int64 = column("Documents that have it.", ge=1)
    first_seen: pl.Date = column("First day on which such a page was fetched, where sidecars say it.", nullable=True)
    last_seen: pl.Date = column("Last day on which such a page was fetched, where sidecars say it.", nullable=True)
    place: str = column(
        "Where most pages have it: above the running text, amid it (directly between two long lines), or below.",
        isin=["above", "amid", "below"],
    )
    state: str = column("accepted: such lines are taken; proposed, rejected: they are not.", isin=list(TEMPLATE_STATES))
    decided_by: str = column(
        "threshold: enough stories have it; person: a file under rules/sites says so; null: nobody yet.",
        nullable=True,
        isin=["threshold", "person"],
    )
    why: str = column("The person's reason, or why the line is only proposed.", nullable=True)

    class Config:
        """Exactly these columns."""

        strict = True


class Outlines(pa.DataFrameModel):
    """The lines of each document that was read, as numbers, by which what a site repeats is counted."""

    doc_id: str = column("The document.", str_matches=DOC_ID, unique=True)
    source_path: str = column("Path of the raw file relative to the raw folder.", str_length=1)
    site: str = column("The site.", nullable=True)
    fetched_on: pl.Date = column("Day (UTC) on which the page was fetched, as its sidecar says.", nullable=True)
    lines: Annotated[pl.List, pl.Int32] = column("A number for each line with letters, in order; odd ones are long.")

    class Config:
        """Exactly these columns."""

        strict = True
