"""What persons decided about lines of sites: a file a site, under version control like any rule.

# rules/sites/harbourpost.toml
[[accept]]                      # a line that its pages repeat (`cleancopy templates`): taken from the body
line = "Story of the week"
reason = "the intro of a box that every page has"

[[reject]]                      # never taken for being repeated
line = "At a glance"
reason = "opens the lists of facts in stories"

[[rule]]                        # any rule, for this site alone; `exact` is what `cleancopy serve` writes
id = "share:harbourpost-5a1f0c9e72"
role = "share"
why = "Pass it on is the site's own button."
match = { exact = ["Pass it on"] }
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from pydantic import AfterValidator, Field, ValidationError

from cleancopy.errors import LexiconError, SettingsError
from cleancopy.pipeline.recipe import Site
from cleancopy.pipeline.recognise.lexicon import load_lexicon, read_rules
from cleancopy.pipeline.recognise.template import form_of
from cleancopy.settings.kinds import Table
from cleancopy.settings.sentences import say
from cleancopy.settings.toml import as_toml, key_as_toml, read_toml
from cleancopy.sites import Mode, Ruling

Verdict = Literal["accept", "reject"]
VERDICTS: tuple[Verdict, ...] = ("accept", "reject")


def _has_letters(line: str) -> str:
    form_of(line)
    return line


class Decision(Table):
    """One line, as a page has it or in the form in which `cleancopy templates list` shows it, and why."""

    line: Annotated[str, AfterValidator(_has_letters)]
    reason: str = Field(min_length=1)


class SiteRules(Table):
    """The file of one site."""

    accept: tuple[Decision, ...] = ()
    reject: tuple[Decision, ...] = ()
    rule: tuple[dict[str, Any], ...] = ()
    """As in a rule file; `where.sites` is not said, since the file is of one site."""

    def of(self, verdict: Verdict) -> dict[str, str]:
        """Lines and reasons."""
        return {decision.line: decision.reason for decision in getattr(self, verdict)}


def read_site_rules(folder: Path) -> dict[str, SiteRules]:
    """The decisions of all sites that have a file in `folder`. Raises `SettingsError` with one sentence."""
    return {unquote(path.stem): read_site_file(path) for path in sorted(folder.glob("*.toml"))}


def rulings_of(folder: Path, mode: Mode, modes: Mapping[str, Mode]) -> dict[str, Ruling]:
    """What is decided, by site: `mode` in general and under the name "" (for every site not named), `modes` of some."""
    decided = read_site_rules(folder)
    found = {"": Ruling(mode)}
    for name in sorted({*decided, *modes}):
        said = decided.get(name, SiteRules())
        lines = ({form_of(line): why for line, why in said.of(verdict).items()} for verdict in VERDICTS)
        found[name] = Ruling(modes.get(name, mode), *lines)
    return found


def with_accepted(sites: Mapping[str, Site], rulings: Mapping[str, Ruling]) -> dict[str, Site]:
    """The settings of sites, with the lines that a person accepted."""
    accepted = {name: tuple(sorted(said.accepted)) for name, said in rulings.items() if said.accepted}
    return {
        **sites,
        **{name: replace(sites.get(name, Site()), sure_templates=lines) for name, lines in accepted.items()},
    }


def file_of(folder: Path, site: str) -> Path:
    """Where the decisions about a site are: its name, with characters that no file's name should hold as %XX."""
    name = re.sub(r"^\.|[\x00-\x1f\x7f/\\:%]", lambda found: f"%{ord(found[0]):02X}", site)
    return folder / f"{name}.toml"


def rules_of(folder: Path, tried: tuple[str, Mapping[str, Any]] | None = None) -> str:
    """The rules in the files of all sites as TOML text, each for its site alone. Raises `SettingsError`.

    `tried`: a site and a rule, as if it stood in the file in place of an earlier one about the same lines.
    """
    decided = {site: said.rule for site, said in read_site_rules(folder).items()}
    if tried:
        site, new = tried
        decided[site] = (*(rule for rule in decided.get(site, ()) if rule.get("match") != new["match"]), dict(new))
    text = "\n".join(_for_site(rules, site, file_of(folder, site)) for site, rules in decided.items() if rules)
    if not text:
        return ""
    ids = Counter(rule["id"] for rules in decided.values() for rule in rules)
    if twins := [rule_id for rule_id, count in ids.items() if count > 1]:
        raise SettingsError(f"{folder} has two rules {twins[0]}: give one of them an id of its own.")
    try:
        load_lexicon(text)
    except LexiconError as error:
        raise SettingsError(str(error).replace("extra rules", str(folder), 1)) from None
    return text


def _for_site(rules: Sequence[Mapping[str, Any]], site: str, path: Path) -> str:
    """The rules as a file for all sites would have them. Raises `SettingsError` for one that does not load."""
    blocks = []
    for rule in rules:
        if "sites" in rule.get("where", {}):
            raise SettingsError(f"{path}: the file is of one site: take `sites` out of the rule {rule.get('id')}.")
        whole = {**rule, "where": {**rule.get("where", {}), "sites": [site]}}
        blocks.append("[[rule]]\n" + "".join(f"{key_as_toml(key)} = {as_toml(said)}\n" for key, said in whole.items()))
    text = "\n".join(blocks)
    try:
        read_rules(text, str(path))
    except LexiconError as error:
        raise SettingsError(str(error)) from None
    return text


def read_site_file(path: Path) -> SiteRules:
    """The decisions in one file. Raises `SettingsError` with one sentence."""
    text, said = read_toml(path)
    try:
        rules = SiteRules(**said)
    except ValidationError as error:
        raise SettingsError(say(error, SiteRules, str(path), text)) from None
    if both := rules.of("accept").keys() & rules.of("reject"):
        raise SettingsError(f"{path} accepts and rejects the line {sorted(both)[0]!r}: take one of the two out.")
    return rules
