"""`cleancopy sources`: what a run would read of a raw folder, and as what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleancopy.commands.options import RAW, Config, Json
from cleancopy.orchestration.survey import Survey, survey
from cleancopy.settings.settings import Settings
from cleancopy.show.terminal import console, print_json, safe


def sources(
    raw: Annotated[Path, typer.Argument(metavar="RAW", help="The raw folder.")] = RAW,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show what would be read as what: files by format, what would be passed over and why, ten documents.

    Reads names, and ten of the files; cleans and publishes nothing.
    """
    told = survey(raw, Settings.load(config))
    if json:
        print_json(told.as_json())
    else:
        _tell(told)


def _tell(told: Survey) -> None:
    out = console()
    rows = [(name, count, f"{told.bytes[name]:,} bytes") for name, count in told.files.items()]
    rows += [("passed over", count, why) for why, count in told.skipped.items()]
    for what, count, more in rows or [("nothing", 0, "the folder is empty")]:
        out.print(f"  {what:<12}{count:>9,}  {safe(more)}")
    if told.samples:
        out.print("\nSome of the documents:")
    for one in told.samples:
        size = "" if one.size is None else f"{one.size:,} bytes"
        out.print(f"  {safe(one.source_path)}  ({safe(one.site or 'no site')}, {one.format}, {size})")
        out.print(f"      {safe(one.begins)}")
