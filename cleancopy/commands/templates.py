"""`cleancopy templates`: the lines that sites repeat, and what persons decide about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cleancopy.commands.options import CURATED, RAW, Config, Curated, Json, RawFolder, Sample
from cleancopy.commands.tables import opened
from cleancopy.errors import UsageError
from cleancopy.orchestration.named import Wanted, of_what
from cleancopy.orchestration.preview import Trial, previewed
from cleancopy.orchestration.templates import recipe_of
from cleancopy.pipeline.recognise.template import form_of
from cleancopy.schemas.names import TEMPLATE_STATES
from cleancopy.settings.sentences import meant
from cleancopy.settings.settings import Settings
from cleancopy.settings.site_files import decide
from cleancopy.settings.site_rules import Verdict
from cleancopy.show.previewed import print_preview
from cleancopy.show.terminal import console, print_json, safe, shortened
from cleancopy.store import Store

LISTED = 72
"""Characters of a line that the list shows."""
templates = typer.Typer(no_args_is_help=True, add_completion=False)


@templates.callback()
def about() -> None:
    """The lines that a site repeats: which there are, which are taken, and a person's decisions about them."""


Site = Annotated[str, typer.Argument(metavar="SITE", help="The site: its folder under the raw folder.")]
Named = Annotated[
    str, typer.Argument(metavar="LINE|ID", help="A line in full, or its id as `templates list` shows it.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is written beside the decision.")]


@templates.command("list")
def list_templates(
    site: Annotated[str | None, typer.Argument(metavar="[SITE]", help="Only of this site.")] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="Only proposed, accepted or rejected ones.")
    ] = None,
    curated: Curated = CURATED,
    json: Json = False,
) -> None:
    """List the lines that sites repeat, site by site: those that wait for a person first, then by the number of pages.

    `#` is a number, `@` the name of a month or a day. Long lines are cut; `templates show` has them whole.
    """
    if state is not None and state not in TEMPLATE_STATES:
        raise UsageError(f"There is no state {state!r}: templates are {', '.join(TEMPLATE_STATES)}.")
    rows = [row for row in _rows(curated, site) if state in (None, row["state"])]
    if json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "site", "state", "bodies", "pages", "place", "line", "why"):
        table.add_column(name, justify="right" if name in ("bodies", "pages") else "left", no_wrap=name == "id")
    for row in rows:
        counts = (f"{row['bodies']:,}", f"{row['pages']:,}")
        told = (row["template_id"], safe(row["site"]), row["state"], *counts, row["place"])
        table.add_row(*told, safe(shortened(row["line"], LISTED)), safe(row["why"] or ""))
    console().print(table)


@templates.command()
def show(site: Site, line: Named, curated: Curated = CURATED, json: Json = False) -> None:
    """Show one template whole: its line, an example and where it is from, its counts, who decided and why."""
    row = _row(curated, site, line)
    if json:
        print_json(row)
        return
    for name, value in row.items():
        print(f"{name:<13} {'none' if value is None else safe(value)}")


@templates.command()
def preview(
    site: Site,
    lines: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LINE|ID]...", help="What to try; default: all that is proposed for the site."),
    ] = None,
    sample: Sample = None,
    shown: Annotated[int, typer.Option("--show", min=0, metavar="N", help="Lines shown.")] = 20,
    curated: Curated = CURATED,
    raw: RawFolder = RAW,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show which lines of the published documents of a site would go if templates were accepted. Writes nothing."""
    settings = Settings.load(config)
    proposed = [row["line"] for row in _rows(curated, site) if row["state"] == "proposed"]
    tried = tuple(_line(curated, site, line) for line in lines) if lines else tuple(proposed)
    if not tried:
        raise UsageError(f"Nothing is proposed for the site {site}: name lines to try.")
    batches = of_what(curated, raw, settings, Wanted(site, sample))
    recipe = recipe_of(Store(curated), settings)
    found = previewed(batches, recipe, Trial(recipe.extra_rules, templates={site: tried}), settings.workers)
    if json:
        print_json(found.as_json())
    else:
        print_preview(found, shown)


@templates.command()
def accept(site: Site, line: Named, reason: Reason, curated: Curated = CURATED, config: Config = None) -> None:
    """Take a line from the bodies of a site, whatever the line model thinks of it. Written down under `site_rules`."""
    _decide(site, "accept", line, reason, curated, config)


@templates.command()
def reject(site: Site, line: Named, reason: Reason, curated: Curated = CURATED, config: Config = None) -> None:
    """Never take a line from the bodies of a site, however many of its pages have it. Written down as well."""
    _decide(site, "reject", line, reason, curated, config)


def _decide(site: str, verdict: Verdict, line: str, reason: str, curated: Path, config: Path | None) -> None:
    if not reason.strip():
        raise UsageError("Say why with --reason: whoever reads the decision in a year will ask.")
    form = _line(curated, site, line)
    path = decide(Settings.load(config).site_rules, site, verdict, form, reason.strip())
    print(f"{verdict}ed for {safe(site)}: {safe(form)}\nWritten to {safe(path)}: keep it under version control.")
    if all(row["line"] != form for row in _rows(curated, site)):
        print("So far no run has learned this line of the site: is it written as its pages have it?")
    again = f"`cleancopy run --rebuild --site {safe(site)}`"
    print(f"It holds from the next run on; {again} cleans its pages again, and then `templates list` says it.")


def _rows(curated: Path, site: str | None) -> list[dict[str, Any]]:
    """Rows of `templates` by site, those for a person first, then by pages. Raises `UsageError` for a site without."""
    rows = opened(curated).table("templates").to_pylist()
    known = {row["site"] for row in rows}
    if site is not None and site not in known:
        raise UsageError(
            f"Nothing was learned of the site {site}: {meant(site, known, 'no run found lines it repeats.')}"
        )
    rows.sort(key=lambda row: (row["site"], TEMPLATE_STATES.index(row["state"]), -row["pages"], row["line"]))
    return [row for row in rows if site in (None, row["site"])]


def _row(curated: Path, site: str, named: str) -> dict[str, Any]:
    rows = _rows(curated, site)
    for row in rows:
        if named in (row["template_id"], row["line"]):
            return row
    hint = meant(named, [row["line"] for row in rows], f"`cleancopy templates list {site}` shows all.", quote="'")
    raise UsageError(f"The site {site} has no such template: {hint}")


def _line(curated: Path, site: str, named: str) -> str:
    """The line of a template by its id; anything else in the form in which lines are compared."""
    by_id = {row["template_id"]: row["line"] for row in _rows(curated, site)}
    if named in by_id:
        return by_id[named]
    try:
        return form_of(named)
    except ValueError as error:
        raise UsageError(f"There is no template of that: {error}.") from None
