"""What a document's rows depend on besides its own bytes: the recipe. Plain data, picklable, with a digest."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

PIPELINE_VERSION = "0.2.41"
"""Raised whenever code changes what rows come out; part of every document's recipe digest."""

Profile = Literal["standard", "preserve", "ascii"]
DateOrder = Literal["DMY", "MDY", "YMD"]


@dataclass(frozen=True)
class Site:
    """What the settings say of one site (`[sites.NAME]`). None means: not said."""

    profile: Profile | None = None
    timezone: str | None = None
    """IANA name; dates without a stated offset are read in it, and it resolves ambiguous abbreviations."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """Zone abbreviations of this site, e.g. {"IST": "Asia/Kolkata"}."""
    date_order: DateOrder | None = None
    encoding: str | None = None
    language: str | None = None
    keep_all: bool = False
    """Take no line away as chrome."""
    rules_off: tuple[str, ...] = ()
    """Ids of rules, also of those that are code, that are not applied to this site."""
    templates: tuple[str, ...] = ()
    """Lines that its pages repeat, with their slots: taken where the model is not quite sure of them."""
    sure_templates: tuple[str, ...] = ()
    """Those that a person accepted: taken wherever they are."""

    @property
    def has_templates(self) -> bool:
        """Whether any line of its pages may be one."""
        return bool(self.templates or self.sure_templates)


@dataclass(frozen=True)
class Thresholds:
    """Below or above these a document is turned away (`no_article`, `not_prose`, `too_large`, ...)."""

    min_body_words: int = 8
    """Fewer words than this in the body is no article (a letter of a script without spaces counts as half a word)."""
    min_alphabetic_share: float = 0.5
    """Share of letters among the body's non-blank characters below which it is not prose."""
    max_control_share: float = 0.02
    """Share of control characters among the decoded characters above which a file is not text."""
    max_document_bytes: int = 8 << 20
    """More bytes in a text or page are `too_large`; the longest novels have six million."""
    max_document_lines: int = 200_000
    """So are more lines, of a page those it shows."""
    max_line_bytes: int = 4 << 20
    """And a longer line."""


@dataclass(frozen=True)
class Recipe:
    """Rules and settings, without the documents. Equal recipes and equal inputs give equal rows."""

    as_of: date | None = None
    """Dates later than this day are in the future; None switches the check off. Not part of the digest."""
    profile: Profile = "standard"
    sites: Mapping[str, Site] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)
    extra_rules: str = ""
    """Further lexicon rules (TOML text), e.g. from `rules = [...]` in the settings."""

    def site(self, name: str | None) -> Site:
        """The settings of a site; the defaults for one that has none."""
        return self.sites.get(name or "", _NO_SITE)

    @property
    def templates_digest(self) -> str:
        """24 hex digits that change whenever a template of a site does."""
        said = {name: [site.templates, site.sure_templates] for name, site in self.sites.items() if site.has_templates}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]

    def digest(self, site: str | None) -> str:
        """24 hex digits that change whenever the rows of that site's documents might."""
        said: dict[str, Any] = {
            "pipeline": PIPELINE_VERSION,
            "rules": rules_version(),
            "extra_rules": _rules_of(site, self.extra_rules),
            "profile": self.profile,
            "thresholds": asdict(self.thresholds),
            "site": asdict(self.site(site)),
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, from which `from_dict` makes the same recipe."""
        return asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Recipe:
        """The recipe that `as_dict` wrote down."""
        lists = ("rules_off", "templates", "sure_templates")
        sites = {name: Site(**site | {key: tuple(site[key]) for key in lists}) for name, site in said["sites"].items()}
        as_of = date.fromisoformat(said["as_of"]) if said["as_of"] else None
        return cls(**{**said, "sites": sites, "as_of": as_of, "thresholds": Thresholds(**said["thresholds"])})


_NO_SITE = Site()


def _rules_of(site: str | None, extra_rules: str) -> str:
    """Those of some rules (TOML text) that hold for a site, in one spelling: a rule for other sites changes no row.

    The last rule of an id stands, as in the lexicon, which lets no rule for single sites take the id of a shipped one.
    """
    rules = {rule.get("id"): rule for rule in tomllib.loads(extra_rules).get("rule", [])}
    for_sites = {id_: rule.get("where", {}).get("sites") for id_, rule in rules.items()}
    own = [rule for id_, rule in rules.items() if not for_sites[id_] or site in for_sites[id_]]
    return json.dumps(own, sort_keys=True, default=str) if own else ""


@cache
def rules_version() -> str:
    """12 hex digits over every data file under `cleancopy/pipeline` (rules, tables, weights), by name and content."""
    digest = hashlib.sha256()
    for name, content in sorted(_data_files(resources.files("cleancopy.pipeline"), "")):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]


def _data_files(folder: Any, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _data_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".json", ".npz", ".toml", ".txt")):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
