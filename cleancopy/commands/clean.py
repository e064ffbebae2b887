"""`cleancopy clean`: the clean text of one file, on standard output."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cleancopy.commands.options import CURATED, RAW, Config, Curated, Json, RawFolder, Site
from cleancopy.errors import CleancopyError
from cleancopy.orchestration.single import document, explained
from cleancopy.orchestration.templates import recipe_of
from cleancopy.settings.settings import Settings
from cleancopy.show.terminal import print_json, safe_block
from cleancopy.store import Store


def clean(
    file: Annotated[
        str, typer.Argument(metavar="FILE|FILE#ID|-", help="A file, a record in one, or - for standard input.")
    ],
    config: Config = None,
    curated: Curated = CURATED,
    raw: RawFolder = RAW,
    site: Site = None,
    json: Json = False,
) -> None:
    """Print the clean text of one file or record. Writes nothing, needs no Prefect.

    As a run would clean it: with the lines that its site repeats, where tables are published that know them. With
    --json the whole article record. A file that a run would turn away ends with exit code 1 and the reasons.
    """
    settings = Settings.load(config)
    found = explained(document(file, raw, site, settings), recipe_of(Store(curated), settings))
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
