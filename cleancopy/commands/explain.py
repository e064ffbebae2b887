"""`cleancopy explain`: every raw line of one document, what became of it, and why."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cleancopy.commands.options import CURATED, RAW, Config, Curated, Json, RawFolder, Site
from cleancopy.commands.tables import opened
from cleancopy.orchestration.alike import alike
from cleancopy.orchestration.lookup import looked_up
from cleancopy.settings.settings import Settings
from cleancopy.show.copies_sheet import print_copies
from cleancopy.show.explained import Wanted, as_json
from cleancopy.show.proof_sheet import print_proof
from cleancopy.show.terminal import print_json


def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|SOURCE_PATH|DOC_ID|-", help="A file, a record (FILE#ID), or a published document."
        ),
    ],
    taken: Annotated[bool, typer.Option("--taken", help="Only lines that were taken away.")] = False,
    kept: Annotated[bool, typer.Option("--kept", help="Only lines whose text stands in the article.")] = False,
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only lines that were decided with doubt.")] = False,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Only lines of this role.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="ID", help="Only lines that this rule decided.")] = None,
    copies: Annotated[
        bool, typer.Option("--copies", help="Instead: its copies, with the passages they share side by side.")
    ] = False,
    config: Config = None,
    curated: Curated = CURATED,
    raw: RawFolder = RAW,
    site: Site = None,
    json: Json = False,
) -> None:
    """Show every raw line with its role, whether it was kept or taken, by which rule, and what was changed inside it.

    A file is cleaned on the spot with the rules as they are now; a source_path or doc_id is read from the published
    tables. Several filters show the lines that pass all of them; --taken and --kept together show both.
    """
    if copies:
        _explain_copies(what, curated, json)
        return

    fates = frozenset(name for name, asked in (("taken", taken), ("kept", kept)) if asked)
    wanted = Wanted(fates, role, rule, doubtful)
    found = looked_up(what, curated, raw, site, Settings.load(config))
    if json:
        print_json(as_json(found, wanted))
    else:
        print_proof(found, wanted)


def _explain_copies(what: str, curated: Path, json: bool) -> None:
    found = alike(what, opened(curated))
    if json:
        print_json([asdict(one) for one in found])
    else:
        print_copies(what, found)
