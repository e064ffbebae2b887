"""`cleancopy rules`: the workbench of whoever writes rules. List, show, test, and preview before publishing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cleancopy.commands.options import CURATED, RAW, Config, Curated, Json, RawFolder, Sample
from cleancopy.commands.tables import opened
from cleancopy.errors import Exit, PreviewRefused, UsageError
from cleancopy.orchestration.cases import misses
from cleancopy.orchestration.named import Wanted, of_what
from cleancopy.orchestration.preview import Trial, previewed
from cleancopy.orchestration.templates import recipe_of
from cleancopy.pipeline.decide.rule_names import code_rules, switches
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.lexicon import Lexicon, Rule, failing_examples, load_lexicon
from cleancopy.pipeline.recognise.lexicon.rule import Where
from cleancopy.settings.cases import folder_of, read_cases
from cleancopy.settings.rules import rule_file
from cleancopy.settings.sentences import meant
from cleancopy.settings.settings import Settings
from cleancopy.show.previewed import print_preview
from cleancopy.show.terminal import console, print_json, safe
from cleancopy.store import Store

rules = typer.Typer(no_args_is_help=True, add_completion=False)


@rules.callback()
def about() -> None:
    """The rules that tell the article from the site around it: list, show, test, preview."""


RuleFiles = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="FILE", help="Further rules (TOML); an equal id replaces the shipped rule."),
]


@rules.command("list")
def list_rules(
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Only rules of this role.")] = None,
    rules: RuleFiles = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """List every rule: its id, whether it decides alone, how many phrases and patterns it has, and why it is there."""
    chosen = [rule for rule in _lexicon(config, rules).rules if role in (None, rule.role)]
    in_code = [rule for rule in code_rules() if role in (None, rule.role)]
    if not chosen and not in_code:
        raise UsageError(f"No rule has the role {role!r}: `cleancopy rules list` shows all.")
    if json:
        print_json([*map(_as_json, chosen), *map(asdict, in_code)])
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "decides", "phrases", "patterns", "why"):
        table.add_column(name, justify="right" if name in ("phrases", "patterns") else "left", no_wrap=name == "id")
    for rule in chosen:
        phrases = f"{len(rule.lines) + len(rule.starts) + len(rule.exact):,}"
        table.add_row(rule.id, "alone" if rule.where.hard else "vote", phrases, str(len(rule.patterns)), rule.why)
    for code in in_code:
        table.add_row(code.id, "code", "", "", code.why)
    console().print(table)


@rules.command()
def show(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="For example share:button.")],
    rules: RuleFiles = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show one rule whole: why, where, what it matches, and the examples that test it; of one that is code, why."""
    for code in code_rules():
        if code.id == rule_id:
            print_json(asdict(code)) if json else print(f"{code.id}  ({code.role}, code)\n{code.why}")
            return
    lexicon = _lexicon(config, rules)
    rule = lexicon.rules[_row(lexicon, rule_id)]
    if json:
        print_json(_as_json(rule))
        return
    decides = "decides alone" if rule.where.hard else f"a vote of {rule.where.confidence:g}"
    print(f"{rule.id}  ({rule.role}, {decides}, from {safe(rule.source)})\n{rule.why}")
    said = _as_json(rule)
    for name in ("where", "line", "start", "pattern", "exact", "captures", "strips", "keeps"):
        values = said[name]
        if not values:
            continue
        print(f"\n{name}")
        told = [f"{key} = {value}" for key, value in values.items()] if isinstance(values, dict) else values
        for value in told:
            print(f"  {safe(value)}")


@rules.command()
def test(rules: RuleFiles = None, config: Config = None, json: Json = False) -> None:
    """Run the examples of every rule. Exit code 1 and a list when one does not come out as its rule says."""
    lexicon = _lexicon(config, rules)
    failures = failing_examples(lexicon)
    examples = sum(len(rule.strips) + len(rule.keeps) for rule in lexicon.rules)
    if json:
        failed = [asdict(failure) for failure in failures]
        print_json({"rules": len(lexicon.rules), "examples": examples, "failures": failed})
    else:
        for failure in failures:
            print(f"{failure.rule}  {failure.kind}  {safe(failure.example)}: {safe(failure.detail)}")
        print(f"{len(lexicon.rules)} rules, {examples} examples, {len(failures)} of them fail.")
    if failures:
        raise typer.Exit(Exit.FAILED)


@rules.command()
def cases(curated: Curated = CURATED, config: Config = None, json: Json = False) -> None:
    """Hold the published lines against what persons said of them (rules/cases).

    Exit code 1 and a list when one differs.

    `cleancopy serve` writes such cases; a file holds [[case]] entries of a document, line_no, line and role.
    """
    store = opened(curated)
    said = read_cases(folder_of(Settings.load(config).site_rules))
    found = list(misses(store, said))
    if json:
        print_json({"cases": len(said), "misses": [miss.case.model_dump() | {"found": miss.found} for miss in found]})
    else:
        for miss in found:
            case = miss.case
            print(f"{safe(case.document)}:{case.line_no}  {case.role}, and it is {safe(miss.found)}: {safe(case.line)}")
        print(f"{len(said):,} cases, {len(found):,} of them come out otherwise.")
    if found:
        raise typer.Exit(Exit.FAILED)


@rules.command()
def preview(
    what: Annotated[
        Path, typer.Argument(metavar="FILE_OR_DIR", help="A text file, a raw folder, or published tables.")
    ],
    rules: RuleFiles = None,
    off: Annotated[
        list[str] | None, typer.Option("--off", metavar="ID", help="Switch this rule off (may be repeated).")
    ] = None,
    max_body_loss: Annotated[
        float,
        typer.Option("--max-body-loss", min=0, max=1, help="Refuse when more than this share of body lines goes."),
    ] = 0.02,
    show: Annotated[
        int, typer.Option("--show", min=0, metavar="N", help="Lines shown for each site and direction.")
    ] = 10,
    site: Annotated[str | None, typer.Option("--site", metavar="NAME", help="Only documents of this site.")] = None,
    sample: Sample = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Processes at work; default: as the settings say."),
    ] = None,
    raw: RawFolder = RAW,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show which lines changed rules would newly take, and which would come back, site by site. Writes nothing.

    The rules as they are now are held against the same with --rules added and --off left out, on documents read as a
    run reads them (those of published tables are restored). With neither, what persons decided about sites
    (rules/sites) is held against the same without. Exit code 3 when more than --max-body-loss of the lines now kept
    would go.
    """
    settings = Settings.load(config)
    now = recipe_of(Store(what), settings)
    extra = "\n".join([now.extra_rules, *map(_text, rules or ())])
    recipe = now if rules or off else _undecided(now, settings)
    _check_known(off or (), extra)
    batches = of_what(what, raw, settings, Wanted(site, sample))
    found = previewed(batches, recipe, Trial(extra, tuple(off or ())), workers or settings.workers)
    if json:
        print_json(found.as_json())
    else:
        print_preview(found, show)
    if found.loss > max_body_loss:
        raise PreviewRefused(
            f"Refused: {found.loss:.1%} of the body lines would go, more than {max_body_loss:.1%}. "
            "Narrow the rule with `where`, or raise --max-body-loss."
        )


def _undecided(recipe: Recipe, settings: Settings) -> Recipe:
    """The recipe without the rules of single sites. Raises `UsageError` when there are none."""
    without = replace(recipe, extra_rules="\n".join(map(rule_file, settings.rules)).strip())
    if without == recipe:
        raise UsageError(
            "Nothing to preview: name changed rules with --rules FILE or switch one --off ID; no file in "
            f"{settings.site_rules} has a rule."
        )
    return without


def _lexicon(config: Path | None, rules: list[Path] | None) -> Lexicon:
    recipe = Settings.load(config).recipe()
    return load_lexicon("\n".join([recipe.extra_rules, *map(_text, rules or ())]).strip())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: save it as UTF-8.") from error


def _row(lexicon: Lexicon, rule_id: str) -> int:
    row = lexicon.row(rule_id)
    if row < 0:
        raise _unknown(rule_id, [*(rule.id for rule in lexicon.rules), *(code.id for code in code_rules())])
    return row


def _check_known(rule_ids: Iterable[str], extra_rules: str) -> None:
    """Raises `UsageError` for an id that no rule has, be it shipped, in code, or one of these."""
    known = switches(extra_rules)
    for rule_id in rule_ids:
        if rule_id not in known:
            raise _unknown(rule_id, known)


def _unknown(rule_id: str, known: Iterable[str]) -> UsageError:
    hint = meant(rule_id, sorted(known), "`cleancopy rules list` shows all.")
    return UsageError(f"There is no rule {rule_id}: {hint}")


def _as_json(rule: Rule) -> dict[str, Any]:
    said, usual = asdict(rule.where), asdict(Where())
    return {
        "id": rule.id,
        "role": rule.role,
        "why": rule.why,
        "where": {name: value for name, value in said.items() if value != usual[name]},
        "line": list(rule.lines),
        "start": list(rule.starts),
        "pattern": list(rule.patterns),
        "exact": list(rule.exact),
        "captures": list(rule.captures),
        "strips": list(rule.strips),
        "keeps": list(rule.keeps),
        "source": rule.source,
    }
