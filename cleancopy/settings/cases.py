"""Lines of which a person said what they are: gold, a file a site, against which the tables are held.

# rules/cases/harbourpost.toml
[[case]]
document = "harbourpost/ferry-returns.txt"
line_no = 13
line = "The night ferry between Brackwater and the Outer Holms will sail again."
role = "body"

Nothing is cleaned by a case: it says what must come out, whatever rules and model do in between.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from cleancopy.errors import SettingsError
from cleancopy.schemas.names import ROLES
from cleancopy.settings.kinds import Table
from cleancopy.settings.sentences import say
from cleancopy.settings.site_files import append, changed, drop
from cleancopy.settings.site_rules import file_of
from cleancopy.settings.toml import read_toml


def _role(name: str) -> str:
    if name not in ROLES:
        raise ValueError(f"there is no such role: write one of {', '.join(ROLES)}")
    return name


class Case(Table):
    """One line of one document, and its role."""

    document: str
    """Its source_path."""
    line_no: int = Field(ge=1)
    part: int = Field(1, ge=1)
    line: str
    role: Annotated[str, AfterValidator(_role)]

    @property
    def place(self) -> tuple[str, int, int]:
        """Which line it is."""
        return self.document, self.line_no, self.part


class CaseFile(Table):
    """The file of one site."""

    case: tuple[Case, ...] = ()


def folder_of(site_rules: Path) -> Path:
    """Where cases are: beside the folder with the decisions about sites."""
    return site_rules.parent / "cases"


def read_cases(folder: Path) -> list[Case]:
    """The cases of all sites. Raises `SettingsError` with one sentence."""
    return [case for path in sorted(folder.glob("*.toml")) for case in _read(path)]


def write_case(folder: Path, site: str | None, case: Case) -> Path:
    """Writes a case down, in place of an earlier one about the same line; returns the file."""
    said = {name: value for name, value in case.model_dump().items() if (name, value) != ("part", 1)}

    def change(document: object) -> None:
        drop(document, "case", lambda entry: Case(**entry).place == case.place)
        append(document, "case", said)

    path = file_of(folder, site or "_")
    if path.exists():
        _read(path)
    return changed(path, change)


def _read(path: Path) -> tuple[Case, ...]:
    text, said = read_toml(path)
    try:
        return CaseFile(**said).case
    except ValidationError as error:
        raise SettingsError(say(error, CaseFile, str(path), text)) from None
