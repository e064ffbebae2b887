"""`cleancopy clean`: the clean text of one file, on standard output."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cleancopy.commands.options import RAW, Config, Json, RawFolder, Site
from cleancopy.errors import CleancopyError
from cleancopy.orchestration.single import document, explained
from cleancopy.settings.settings import Settings
from cleancopy.show.terminal import print_json, safe_block


def clean(
    file: Annotated[
        str, typer.Argument(metavar="FILE|FILE#ID|-", help="A file, a record in one, or - for standard input.")
    ],
    config: Config = None,
    raw: RawFolder = RAW,
    site: Site = None,
    json: Json = False,
) -> None:
    """Print the clean text of one file or record. Writes nothing, needs no Prefect.

    With --json the whole article record. A file that a run would turn away ends with exit code 1 and the reasons.
    """
    settings = Settings.load(config)
    found = explained(document(file, raw, site, settings), settings.recipe())
    if json:
        print_json(
            found.article or {"source_path": found.source_path, "outcome": "quarantined", "reasons": found.reasons}
        )
    if found.article is None:
        why = "; ".join(f"{reason['code']} ({reason['detail']})" for reason in found.reasons)
        raise CleancopyError(f"{file} would be quarantined: {why}. See its lines with `cleancopy explain {file}`.")
    if not json:
        text = found.article["text"]
        print(safe_block(text) if sys.stdout.isatty() else text)
