"""`cleancopy proof`: one document as a page to look at, raw beside clean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleancopy.commands.options import CURATED, RAW, Config, Curated, PageOut, RawFolder, Site
from cleancopy.orchestration.lookup import looked_up
from cleancopy.settings.settings import Settings
from cleancopy.show.rules_text import why_of
from cleancopy.show.sheet import sheet
from cleancopy.show.written import save
from cleancopy.store import Store


def proof(
    what: Annotated[str, typer.Argument(metavar="FILE|SOURCE_PATH|DOC_ID|-", help="A file, or a published document.")],
    out: PageOut = None,
    config: Config = None,
    curated: Curated = CURATED,
    raw: RawFolder = RAW,
    site: Site = None,
) -> None:
    """Write the proof sheet of one document: an HTML page with every line, its fate and the reason, and every field.

    The page stands alone: it fetches nothing and can be sent to someone. Without -o it is named after the document.
    """
    settings = Settings.load(config)
    found = looked_up(what, curated, raw, site, settings)
    html = sheet(found, why_of(found, settings.recipe().extra_rules, Store(curated)))
    save(html, out or Path(f"{Path(found.source_path).stem}.proof.html"))
