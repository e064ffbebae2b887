"""Arguments and options that several commands take, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Curated = Annotated[Path, typer.Option("--curated", metavar="DIR", help="The folder with the published tables.")]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", envvar="CLEANCOPY_CONFIG", help="Settings file; default: cleancopy.toml if there."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text, on standard output.")]
RawFolder = Annotated[
    Path, typer.Option("--raw", metavar="DIR", help="The raw folder: a file's site is its first folder under it.")
]
Site = Annotated[str | None, typer.Option("--site", metavar="NAME", help="Clean it as a file of this site.")]
RAW = Path("raw")
"""Where raw files lie unless something else is said."""
CURATED = Path("curated")
"""Where tables are published unless something else is said."""
