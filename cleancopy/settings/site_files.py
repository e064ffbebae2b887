"""Writes decisions about lines of sites into the files that `site_rules.py` reads; what else is there stays."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from cleancopy.errors import SettingsError
from cleancopy.settings.site_rules import VERDICTS, Verdict, file_of, read_site_file


def decide(folder: Path, site: str, verdict: Verdict, line: str, reason: str) -> Path:
    """Writes down what holds for a repeated line, in place of an earlier decision about it; returns the file."""

    def change(document: Any) -> None:
        for name in VERDICTS:
            drop(document, name, lambda entry: entry["line"] == line)
        append(document, verdict, {"line": line, "reason": reason})

    return changed(_readable(folder, site), change)


def exact_rule(site: str, line: str, role: str, why: str) -> dict[str, Any]:
    """The rule that gives a role to one line of a site, wherever it stands there."""
    name = re.sub("[^a-z0-9]+", "-", site.lower()).strip("-") or "site"
    digest = hashlib.sha256(f"{site}\0{line}".encode()).hexdigest()[:10]
    return {"id": f"{role}:{name}-{digest}", "role": role, "why": why, "match": {"exact": [line]}}


def write_rule(folder: Path, site: str, rule: Mapping[str, Any]) -> Path:
    """Writes a rule of `exact_rule` down, in place of an earlier one about the same line; returns the file."""

    def change(document: Any) -> None:
        drop(document, "rule", lambda entry: entry.get("match") == rule["match"])
        append(document, "rule", rule)

    return changed(_readable(folder, site), change)


def drop_rule(folder: Path, site: str, rule_id: str) -> Path:
    """Takes a rule out of the file of a site again; nothing happens when it is not there."""
    return changed(_readable(folder, site), lambda document: drop(document, "rule", lambda e: e.get("id") == rule_id))


def rule_text(rule: Mapping[str, Any]) -> str:
    """A rule as it is in a file."""
    document = tomlkit.document()
    append(document, "rule", rule)
    return tomlkit.dumps(document).lstrip("\n")


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    """Writes a file of decisions anew with something changed in its TOML document; comments stay. Returns the path."""
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    change(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.write_text(tomlkit.dumps(document).lstrip("\n"), "utf-8")
    aside.replace(path)
    return path


def _readable(folder: Path, site: str) -> Path:
    """The file of a site; one that is broken is not written over."""
    path = file_of(folder, site)
    if path.exists():
        read_site_file(path)
    return path


def drop(document: Any, name: str, wanted: Callable[[Mapping[str, Any]], bool]) -> None:
    """Takes the wanted entries of `[[name]]` out of a TOML document."""
    entries = document.get(name, [])
    for at in reversed(range(len(entries))):
        if wanted(entries[at]):
            del entries[at]
    if name in document and not entries:
        del document[name]


def append(document: Any, name: str, said: Mapping[str, Any]) -> None:
    """Adds an entry of `[[name]]` at the end of a TOML document."""
    entries = document.setdefault(name, tomlkit.aot())
    if not isinstance(entries, AoT):
        raise SettingsError(
            f"`{name} = [...]` cannot be added to: write its entries as [[{name}]], each with its lines."
        )
    entry = tomlkit.table()
    entry.trivia.indent = "\n" if tomlkit.dumps(document).strip() else ""  # a blank line between entries
    for key, value in said.items():
        if isinstance(value, Mapping):
            entry[key] = tomlkit.inline_table()
            entry[key].update(value)
        else:
            entry[key] = value
    entries.append(entry)
