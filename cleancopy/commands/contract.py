"""`cleancopy contract` and `card`: what the tables promise, in forms that other tools read."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from cleancopy.commands.options import CURATED, Curated, Out
from cleancopy.commands.tables import opened
from cleancopy.show.card import card as as_markdown
from cleancopy.show.written import save


def contract(
    format: Annotated[
        Literal["odcs", "json-schema"],
        typer.Option("--format", help="Open Data Contract Standard 3.1 (YAML), or JSON Schema of rows as JSON."),
    ] = "odcs",
    curated: Curated = CURATED,
) -> None:
    """Print the contract of all tables for data catalogues, datacontract-cli or a validator of JSON.

    `cleancopy contract > contract.odcs.yaml && datacontract test contract.odcs.yaml` holds the tables against it.
    """
    if format == "odcs":
        from cleancopy.schemas.odcs import printed

        sys.stdout.write(printed(str(curated)))
    else:
        from cleancopy.schemas.json_schema import printed as as_json_schema

        sys.stdout.write(as_json_schema())


def card(
    out: Out = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the data set.")] = "Clean copy",
    license: Annotated[
        str, typer.Option("--license", metavar="ID", help="As Hugging Face writes it; the texts are their publishers'.")
    ] = "other",
    curated: Curated = CURATED,
) -> None:
    """Print a README.md for a data set of these tables on Hugging Face: its configurations, figures and columns."""
    save(as_markdown(opened(curated), name, license), out)
