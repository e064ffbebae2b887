"""`cleancopy explain`: every raw line of one document, what became of it, and why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleancopy.commands.options import CURATED, RAW, Config, Curated, Json, RawFolder, Site
from cleancopy.commands.outcome import CommandError

if TYPE_CHECKING:
    from cleancopy.run.single import Explained


def explain(
    what: Annotated[
        str, typer.Argument(metavar="FILE|DOC_ID|-", help="A text file, - for standard input, or a published doc_id.")
    ],
    config: Config = None,
    curated: Curated = CURATED,
    raw: RawFolder = RAW,
    site: Site = None,
    json: Json = False,
) -> None:
    """Show every raw line with its role, whether it was kept or taken, by which rule, and what was changed inside it.

    A FILE is cleaned on the spot with the rules as they are now; a DOC_ID is read from the published tables.
    """
    from cleancopy.run.single import document, explained
    from cleancopy.settings.settings import Settings
    from cleancopy.show.proof_sheet import as_json, print_proof
    from cleancopy.show.terminal import print_json

    if re.fullmatch("[0-9a-f]{24}", what) and not Path(what).exists():
        found = _published(what, curated, config)
    else:
        settings = Settings.load(config)
        found = explained(document(what, raw, site, settings), settings.recipe())
    if json:
        print_json(as_json(found))
    else:
        print_proof(found)


def _published(doc_id: str, curated: Path, config: Path | None) -> Explained:
    """The document from the tables; one in quarantine is gone through again from its stored bytes."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    from cleancopy.clean.batch import DOCS
    from cleancopy.commands.tables import resolve
    from cleancopy.run.single import Explained, explained
    from cleancopy.settings.settings import Settings

    def rows(table: str) -> list[dict[str, Any]]:
        found = ds.dataset(resolve(curated, table), format="parquet").to_table(filter=ds.field("doc_id") == doc_id)
        told: list[dict[str, Any]] = found.to_pylist()
        return told

    for article in rows("articles"):
        lines = sorted(rows("lines"), key=lambda line: (line["line_no"], line["part"]))
        return Explained(article["source_path"], article, [], lines, article["encoding"])
    for turned in rows("quarantine"):
        if turned.get("data") is None:
            return Explained(turned["source_path"], None, turned["reasons"], [], None)
        again = explained(pa.Table.from_pylist([turned], schema=DOCS), Settings.load(config).recipe())
        return Explained(turned["source_path"], None, turned["reasons"], again.lines, again.encoding)
    raise CommandError(f"No document {doc_id} stands in {curated}: check the id, or name its file instead.")
