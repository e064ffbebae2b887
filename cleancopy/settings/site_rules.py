"""What persons decided about the lines that sites repeat: a file a site, under version control like any rule.

# rules/sites/harbourpost.toml
[[accept]]
line = "Story of the week"
reason = "the intro of a box that every page has"

[[reject]]
line = "At a glance"
reason = "opens the lists of facts in stories"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from cleancopy.errors import SettingsError
from cleancopy.pipeline.recipe import Site
from cleancopy.pipeline.recognise.template import form_of
from cleancopy.settings.toml import text_as_toml
from cleancopy.sites import Mode, Ruling

Verdict = Literal["accept", "reject"]
VERDICTS: tuple[Verdict, ...] = ("accept", "reject")


def _has_letters(line: str) -> str:
    form_of(line)
    return line


class Decision(BaseModel):
    """One line, as a page has it or in the form in which `cleancopy templates list` shows it, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: Annotated[str, AfterValidator(_has_letters)]
    reason: str = Field(min_length=1)


class SiteRules(BaseModel):
    """The file of one site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accept: tuple[Decision, ...] = ()
    reject: tuple[Decision, ...] = ()

    def of(self, verdict: Verdict) -> dict[str, str]:
        """Lines and reasons."""
        return {decision.line: decision.reason for decision in getattr(self, verdict)}


def read_site_rules(folder: Path) -> dict[str, SiteRules]:
    """The decisions of all sites that have a file in `folder`. Raises `SettingsError` with one sentence."""
    return {unquote(path.stem): _read(path) for path in sorted(folder.glob("*.toml"))}


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
    return folder / f"{quote(site, safe=' ')}.toml"


def decide(folder: Path, site: str, verdict: Verdict, line: str, reason: str) -> Path:
    """Writes a decision down, in place of an earlier one about the same line; returns the file."""
    path = file_of(folder, site)
    before = _read(path) if path.exists() else SiteRules()
    kept: dict[Verdict, dict[str, str]] = {"accept": before.of("accept"), "reject": before.of("reject")}
    for lines in kept.values():
        lines.pop(line, None)
    kept[verdict][line] = reason
    blocks = [
        f"[[{name}]]\nline = {text_as_toml(text)}\nreason = {text_as_toml(why)}\n"
        for name, lines in kept.items()
        for text, why in lines.items()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(blocks), "utf-8")
    return path


def _read(path: Path) -> SiteRules:
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        rules = SiteRules(**said)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error}): check its permissions, save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct that line and run again.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{path}, {where}: {first['msg']}. Each entry has a `line` and a `reason`.") from None
    if both := rules.of("accept").keys() & rules.of("reject"):
        raise SettingsError(f"{path} accepts and rejects the line {sorted(both)[0]!r}: take one of the two out.")
    return rules
