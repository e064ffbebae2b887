"""What a user may set: `cleancopy.toml` and the environment (`CLEANCOPY_*`), checked before a run starts.

The environment wins over the file, the file over the defaults. Nested keys are written with two underscores in the
environment: `CLEANCOPY_LIMITS__MAX_FILE_BYTES=32MiB`. Whatever is wrong ends in one `SettingsError` that names the
file, the line, the key and what to do.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import ByteSize, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from cleancopy.errors import SettingsError
from cleancopy.pipeline.recipe import Profile, Recipe, Site, Thresholds
from cleancopy.settings.gates import DriftSettings, Figure, GateLimit
from cleancopy.settings.kinds import Duration, SitePattern, Size
from cleancopy.settings.rules import check_rules_off, rule_file
from cleancopy.settings.sentences import PREFIX, check_environment, say
from cleancopy.settings.site_rules import read_site_rules, rules_of, rulings_of, with_accepted
from cleancopy.settings.sources import SourceSettings
from cleancopy.settings.tables import (
    LimitSettings,
    QuarantineSettings,
    SiteSettings,
    ThresholdSettings,
    VanishedSettings,
)
from cleancopy.settings.toml import read_toml
from cleancopy.sites import Mode, Ruling

CONFIG_NAME = "cleancopy.toml"


def config_here() -> Path | None:
    """The settings file of the current folder; None for none. A link to nothing is one: it is told when it is read."""
    here = Path(CONFIG_NAME)
    return here if here.exists() or here.is_symlink() else None


class Settings(BaseSettings):
    """Everything a user may set, with its default. Build it with `Settings.load`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, protected_namespaces=()
    )

    profile: Profile = Field("standard", description="typography: standard, preserve or ascii")
    sites: dict[str, SiteSettings] = Field(
        default_factory=dict,
        examples=[{"harbourpost": {"timezone": "Europe/London"}}],
        description="what is known of single sites",
    )
    site_from: SitePattern | None = Field(
        None,
        examples=["^(?P<site>[^/]+)/"],
        description="regular expression with a group `site`, searched in the source path; default: first folder",
    )
    sources: tuple[SourceSettings, ...] = Field(
        (),
        examples=[[{"path": "feeds/*.csv", "text_key": "story"}]],
        description="how files are read whose names do not say it",
    )
    rules: tuple[Path, ...] = Field(
        (), examples=[["our-rules.toml"]], description="further rule files (TOML), relative to the settings file"
    )
    templates: Mode = Field(
        "auto",
        description="lines that a site repeats: auto takes them, propose lists them for a person, off learns none",
    )
    site_rules: Path = Field(
        Path("rules/sites"), description="folder with a person's decisions about lines, a file a site"
    )
    thresholds: ThresholdSettings = Field(ThresholdSettings(), description="what is an article")
    limits: LimitSettings = Field(LimitSettings(), description="what is too large")
    vanished: VanishedSettings = Field(VanishedSettings(), description="gate on inputs that are gone")
    quarantine: QuarantineSettings = Field(QuarantineSettings(), description="gate on documents turned away")
    gates: dict[Figure, GateLimit] = Field(
        default_factory=dict,
        examples=[{"null_title": {"max": 0.2}}],
        description="limits on every site's figures in a run",
    )
    drift: DriftSettings = Field(default_factory=DriftSettings, description="how far figures may drift between runs")
    on_vanish: Literal["delete", "keep"] = Field(
        "delete", description="what happens to the rows of an input that is gone"
    )
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=1024, description="processes at work")
    shard_size: int = Field(4000, ge=1, le=1_000_000, description="documents in one shard at most")
    shard_bytes: Size = Field(ByteSize(8 * 2**20), gt=0, description="bytes in one shard at most")
    keep: int = Field(3, ge=1, description="versions kept whatever their age")
    keep_for: Duration = Field(
        timedelta(hours=1), ge=timedelta(0), description='age up to which every version is kept, e.g. "1h" or "7d"'
    )
    as_of: date | None = Field(
        None,
        examples=[date(2025, 1, 31)],
        description="dates after this day are in the future; default: the day of the run",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before what the file says (which arrives as arguments); no dotenv, no secret files."""
        return env_settings, init_settings

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """The settings in force: `path`, or `cleancopy.toml` in the current folder when there, and the environment.

        Raises `SettingsError` with one sentence when the file is missing or broken, or a key or value is wrong.
        """
        path = path or config_here()
        text, said = ("", {}) if path is None else read_toml(path, "settings file")
        check_environment(cls)
        try:
            settings = cls(**said)
        except ValidationError as error:
            raise SettingsError(say(error, cls, str(path or ""), text, variables=True)) from None
        except ValueError as error:  # a value in the environment that should be JSON and is not
            raise SettingsError(f"The environment holds a setting that cannot be read: {error}.") from None
        beside = path.parent if path else Path()
        files = {"rules": tuple(beside / file for file in settings.rules), "site_rules": beside / settings.site_rules}
        return settings.model_copy(update=files)

    def rulings(self) -> dict[str, Ruling]:
        """What is decided about the lines that sites repeat, by site, where anything is. Reads the files of decisions.

        The entry "" holds for all other sites.
        """
        modes = {name: site.templates for name, site in self.sites.items() if site.templates}
        return rulings_of(self.site_rules, self.templates, modes)

    def recipe(self) -> Recipe:
        """What a document's rows depend on. Reads the rule files; `as_of` defaults to today in UTC."""
        extra_rules = "\n".join((*map(rule_file, self.rules), rules_of(self.site_rules))).strip()
        check_rules_off({name: site.rules_off for name, site in self.sites.items()}, extra_rules)
        sites = {name: Site(**site.model_dump(exclude={"gates", "templates"})) for name, site in self.sites.items()}
        return Recipe(
            as_of=self.as_of or datetime.now(UTC).date(),
            profile=self.profile,
            sites=with_accepted(sites, self.rulings()),
            thresholds=Thresholds(**self.thresholds.model_dump(), **self.limits.of_documents()),
            extra_rules=extra_rules,
        )

    def digest(self) -> str:
        """24 hex digits over every setting that can change what is published (not how fast)."""
        said = self.model_dump(
            mode="json", exclude={"workers", "shard_size", "shard_bytes", "as_of", "rules", "site_rules"}
        )
        said["rules"] = [rule_file(path) for path in self.rules]
        said["site_rules"] = {name: rules.model_dump() for name, rules in read_site_rules(self.site_rules).items()}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
