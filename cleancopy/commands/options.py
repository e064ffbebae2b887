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
Number = Annotated[int | None, typer.Option("--version", metavar="N", help="Default: the current one.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where it is written; default: standard output.")
]
PageOut = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="HTML", help="Where the page is written; - prints it.")
]
Sample = Annotated[
    int | None, typer.Option("--sample", min=1, metavar="N", help="Only so many documents, the same every time.")
]
RAW = Path("raw")
"""Where raw files lie unless something else is said."""
CURATED = Path("curated")
"""Where tables are published unless something else is said."""
