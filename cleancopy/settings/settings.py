"""What a user may set: `cleancopy.toml` and the environment (`CLEANCOPY_*`), checked before a run starts.

The environment wins over the file, the file over the defaults. Nested keys are written with two underscores in the
environment: `CLEANCOPY_LIMITS__MAX_FILE_BYTES=32MiB`. Whatever is wrong ends in one `SettingsError` that names the
file, the line, the key and what to do.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ByteSize, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from cleancopy.errors import SettingsError
from cleancopy.pipeline.recipe import DateOrder, Profile, Recipe, Site, Thresholds
from cleancopy.settings.gates import DriftSettings, Figure, GateLimit
from cleancopy.settings.rules import check_rules_off, rule_file
from cleancopy.settings.sentences import check_environment, say
from cleancopy.settings.site_rules import read_site_rules, rulings_of, with_accepted
from cleancopy.settings.sources import SourceSettings
from cleancopy.sites import Mode, Ruling

CONFIG_NAME = "cleancopy.toml"
_PREFIX = "CLEANCOPY_"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def _duration(value: Any) -> Any:
    """`"90s"`, `"30m"`, `"1h"`, `"7d"` or `"2w"` as a timedelta; anything else is left to pydantic."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*", value)
        if not found:
            raise ValueError('write a duration as a number and a unit, like "90s", "30m", "1h" or "7d"')
        return timedelta(seconds=float(found[1]) * _UNITS[found[2]])
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is no IANA time zone; write one like 'Asia/Kolkata'") from None
    return name


def _codec(name: str) -> str:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # raises for what makes no text of bytes (zlib), as well
    except LookupError:
        raise ValueError(f"{name!r} is no encoding Python knows; write one like 'windows-1252'") from None
    return name


def _site_pattern(pattern: str) -> str:
    try:
        named = re.compile(pattern).groupindex
    except re.error as error:
        raise ValueError(f"it is no regular expression ({error})") from None
    if "site" not in named:
        raise ValueError("it needs a group named site, like '^(?P<site>[^/]+)/'")
    return pattern


Zone = Annotated[str, AfterValidator(_zone)]
Codec = Annotated[str, AfterValidator(_codec)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    """A table of the settings file: unknown keys are refused, values do not change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteSettings(_Table):
    """`[sites.NAME]`: what is known of one site. `NAME` is the site's folder under `raw/`."""

    profile: Profile | None = Field(None, description="typography of this site, when it differs from the general one")
    timezone: Zone | None = Field(None, description="IANA zone in which this site's times are read")
    zones: dict[str, Zone] = Field(
        default_factory=dict, description='what this site means by a zone abbreviation, e.g. IST = "Asia/Kolkata"'
    )
    date_order: DateOrder | None = Field(None, description="order of day, month and year in dates like 03-04-2024")
    encoding: Codec | None = Field(None, description="encoding to try first for files that are not UTF-8")
    language: str | None = Field(None, pattern="^[a-z]{2,3}$", description="ISO 639-1 code of the site's language")
    keep_all: bool = Field(False, description="take no line away as chrome")
    rules_off: tuple[str, ...] = Field((), description="ids of rules that are not applied to this site")
    templates: Mode | None = Field(
        None, description="what happens to lines that its pages repeat, if not as in general"
    )
    gates: dict[Figure, GateLimit] = Field(default_factory=dict, description="limits on this site's figures in a run")


class LimitSettings(_Table):
    """`[limits]`: what is too large to be cleaned. Such a file is recorded, never loaded whole."""

    max_file_bytes: ByteSize = Field(
        ByteSize(64 * 2**20), gt=0, description="a larger file is quarantined as too_large, with its hash only"
    )
    max_line_bytes: ByteSize = Field(ByteSize(8 * 2**20), gt=0, description="a file with a longer line is quarantined")
    max_unpacked_bytes: ByteSize = Field(
        ByteSize(64 * 2**30), gt=0, description="a container that unpacks to more is read up to there"
    )
    max_records: int = Field(10_000_000, ge=1, description="records of one container at most")
    max_documents: int | None = Field(None, ge=1, description="documents taken up in one run; the rest waits")


class VanishedSettings(_Table):
    """`[vanished]`: the gate on inputs that are gone; open while fewer than 20 are known."""

    max_share: Share = Field(0.1, description="share of the known documents that may vanish in one run")


class QuarantineSettings(_Table):
    """`[quarantine]`: the gate on documents turned away; open while there are fewer than 20."""

    max_share: Share = Field(0.5, description="share of all documents that may stand in quarantine after a run")


class ThresholdSettings(_Table):
    """`[thresholds]`: below or above these a document is turned away."""

    min_body_words: int = Field(Thresholds.min_body_words, ge=0, description="fewer words in the body is no article")
    min_alphabetic_share: Share = Field(
        Thresholds.min_alphabetic_share, description="share of letters in the body below which it is not prose"
    )
    max_control_share: Share = Field(
        Thresholds.max_control_share, description="share of control characters above which a file is not text"
    )


class Settings(BaseSettings):
    """Everything a user may set, with its default. Build it with `Settings.load`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, protected_namespaces=()
    )

    profile: Profile = Field("standard", description="typography: standard, preserve or ascii")
    sites: dict[str, SiteSettings] = Field(default_factory=dict, description="what is known of single sites")
    site_from: Annotated[str, AfterValidator(_site_pattern)] | None = Field(
        None, description="regular expression with a group `site`, searched in the source path; default: first folder"
    )
    sources: tuple[SourceSettings, ...] = Field((), description="how files are read whose names do not say it")
    rules: tuple[Path, ...] = Field((), description="further rule files (TOML), relative to the settings file")
    templates: Mode = Field(
        "auto",
        description="lines that a site repeats: auto takes them, propose lists them for a person, off learns none",
    )
    site_rules: Path = Field(
        Path("rules/sites"), description="folder with a person's decisions about such lines, a file a site"
    )
    thresholds: ThresholdSettings = Field(ThresholdSettings(), description="what is an article")
    limits: LimitSettings = Field(LimitSettings(), description="what is too large")
    vanished: VanishedSettings = Field(VanishedSettings(), description="gate on inputs that are gone")
    quarantine: QuarantineSettings = Field(QuarantineSettings(), description="gate on documents turned away")
    gates: dict[Figure, GateLimit] = Field(default_factory=dict, description="limits on every site's figures in a run")
    drift: DriftSettings = Field(default_factory=DriftSettings, description="how far figures may drift between runs")
    on_vanish: Literal["delete", "keep"] = Field(
        "delete", description="what happens to the rows of an input that is gone"
    )
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=1024, description="processes at work")
    shard_size: int = Field(4000, ge=1, le=1_000_000, description="documents in one shard at most")
    shard_bytes: ByteSize = Field(ByteSize(8 * 2**20), gt=0, description="bytes in one shard at most")
    keep: int = Field(3, ge=1, description="versions kept whatever their age")
    keep_for: Duration = Field(
        timedelta(hours=1), ge=timedelta(0), description='age up to which every version is kept, e.g. "1h" or "7d"'
    )
    as_of: date | None = Field(None, description="dates after this day are in the future; default: the day of the run")

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
        if path is None and Path(CONFIG_NAME).exists():
            path = Path(CONFIG_NAME)
        text, said = ("", {}) if path is None else _read(path)
        check_environment(cls, _PREFIX)
        try:
            settings = cls(**said)
        except ValidationError as error:
            raise SettingsError(say(error, cls, str(path or ""), text, _PREFIX)) from None
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
        extra_rules = "\n".join(rule_file(path) for path in self.rules)
        check_rules_off({name: site.rules_off for name, site in self.sites.items()}, extra_rules)
        sites = {name: Site(**site.model_dump(exclude={"gates", "templates"})) for name, site in self.sites.items()}
        return Recipe(
            as_of=self.as_of or datetime.now(UTC).date(),
            profile=self.profile,
            sites=with_accepted(sites, self.rulings()),
            thresholds=Thresholds(**self.thresholds.model_dump()),
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


def _read(path: Path) -> tuple[str, Mapping[str, Any]]:
    """The text of the settings file and what it says."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(f"There is no settings file {path}: check the path given with --config.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8: save it as UTF-8 text.") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}): check the path and its permissions.") from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct that line and run again.") from None
