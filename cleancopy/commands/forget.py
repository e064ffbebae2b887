"""`cleancopy forget`: a document is taken down, for good."""

from __future__ import annotations

from typing import Annotated

import typer

from cleancopy import store
from cleancopy.commands.options import CURATED, Config, Curated
from cleancopy.commands.tables import published
from cleancopy.orchestration.forget import take_down
from cleancopy.settings.settings import Settings
from cleancopy.show.report import beside
from cleancopy.show.terminal import safe


def forget(
    document: Annotated[str, typer.Argument(metavar="SOURCE_PATH|DOC_ID", help="The document to take down.")],
    curated: Curated = CURATED,
    config: Config = None,
    copies: Annotated[
        bool | None, typer.Option("--copies/--no-copies", help="Take its exact copies down too, or leave them.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take a document down: a version without it, and no older version that still holds its text.

    What stays is a tombstone (path, doc_id, hashes) that keeps the path out for good, and the bytes that it had in any
    version there is. Exact copies are listed and go as well; --no-copies leaves them where they are. Of a file of
    records all records go. The raw files are not touched. The same words in other bytes are another document.
    """
    published(curated)
    settings = Settings.load(config)
    with store.lock(curated):
        held = store.Store(curated, beside=beside)
        twins = held.exact_copies(document)
        for twin in twins:
            print(f"An exact copy: {safe(twin)}")
        if twins and copies is None:
            copies = yes or typer.confirm("Take the copies down as well?", default=True)
        names = [document, *(twins if copies else ())]
        count = len(held.ids_of(names))
        if not yes:
            them = f"{count} documents" if count > 1 else "the document"
            typer.confirm(f"Forget {them} in every version, for good?", abort=True)
        made = take_down(held, names, settings)
    for twin in () if copies else twins:
        print(f"Still published, an exact copy: {safe(twin)}")
    print(f"Forgotten: {count}. Version {made.number} is current; the older ones are gone.")
