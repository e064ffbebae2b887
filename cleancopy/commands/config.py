"""`cleancopy config`: which settings are in force and where each comes from, and whether they are right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic_core import to_jsonable_python

from cleancopy.commands.options import RAW, Config, Json
from cleancopy.errors import SettingsError
from cleancopy.ingest import discover
from cleancopy.orchestration.documents import sources_of
from cleancopy.orchestration.places import without_files
from cleancopy.pipeline.recognise.lexicon import failing_examples, load_lexicon
from cleancopy.settings.cases import folder_of, read_cases
from cleancopy.settings.origins import Origin, in_force
from cleancopy.settings.settings import Settings
from cleancopy.settings.site_rules import read_site_rules
from cleancopy.settings.toml import as_toml
from cleancopy.show.terminal import print_json, safe

config = typer.Typer(no_args_is_help=True, add_completion=False)


@config.callback()
def about() -> None:
    """The settings: show which are in force and where they come from, check whether they are right."""


@config.command()
def show(
    all_: Annotated[bool, typer.Option("--all", help="Also what has its default.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show the settings in force, and where each comes from: the file, the environment or the default."""
    found = in_force(config)
    shown = [one for one in found if all_ or one.origin != "default"]
    if json:
        print_json([_as_json(one) for one in (found if all_ else shown)])
        return
    lines = [f"{one.key} {'is not set' if one.value is None else f'= {as_toml(one.value)}'}" for one in shown]
    wide = min(60, max(map(len, lines), default=0))
    for line, one in zip(lines, shown, strict=True):
        print(f"{safe(line):<{wide}}  # {safe(one.origin)}")
    left = len(found) - len(shown)
    if left:
        print(f"{left} more have their defaults: `cleancopy config show --all`.")


def _as_json(one: Origin) -> dict[str, Any]:
    return {"key": one.key, "value": to_jsonable_python(one.value), "from": one.origin}


@config.command()
def check(
    raw: Annotated[Path, typer.Option("--raw", metavar="DIR", help="The raw folder, to know its sites.")] = RAW,
    config: Config = None,
) -> None:
    """Check the settings with all that they name: rule files and their examples, decisions about lines, cases, sites.

    Exit code 2 and a sentence when something is wrong. A site of which there are no files is told, and no error.
    """
    settings = Settings.load(config)
    recipe = settings.recipe()
    decided = read_site_rules(settings.site_rules)
    for failure in failing_examples(load_lexicon(recipe.extra_rules)):
        raise SettingsError(
            f"The rule {failure.rule} does not do what its {failure.kind} say of {safe(failure.example)!r}: "
            f"{safe(failure.detail)}. `cleancopy rules test` lists all such examples."
        )
    counts = {
        "sites": len(settings.sites),
        "sources": len(settings.sources),
        "rule files": len(settings.rules),
        "rules of one site": sum(len(rules.rule) for rules in decided.values()),
        "templates decided": sum(len(rules.accept) + len(rules.reject) for rules in decided.values()),
        "cases": len(read_cases(folder_of(settings.site_rules))),
    }
    print(f"The settings are right ({', '.join(f'{what}: {count}' for what, count in counts.items())}).")
    if raw.is_dir() and settings.sites:
        found = discover(raw.absolute(), site_from=settings.site_from, sources=sources_of(settings))
        for sentence in without_files(settings.sites, {site for site in found.inputs.sites() if site}):
            print(safe(sentence))
