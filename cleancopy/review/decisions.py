"""A decision about a line: what it would be as a rule, what the rule would do to the archive, and where it is written.

A decision is an exact-line rule of the site (`rules/sites/<site>.toml`), which the next run goes by, or a case
(`rules/cases/<site>.toml`), which only says what is right. Nothing else is ever written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from cleancopy.orchestration.named import of_documents
from cleancopy.orchestration.preview import Preview, Trial, previewed
from cleancopy.orchestration.templates import recipe_of
from cleancopy.review.tables import Tables
from cleancopy.schemas.names import ROLES
from cleancopy.settings.cases import Case, folder_of, read_cases, write_case
from cleancopy.settings.rules import rule_file
from cleancopy.settings.settings import Settings
from cleancopy.settings.site_files import drop_rule, exact_rule, rule_text, write_rule
from cleancopy.settings.site_rules import file_of, read_site_rules, rules_of
from cleancopy.show.explained import LONGEST

LOOKED_AT = 40
"""Documents that are cleaned to see what a decision would do, at most."""
CHOICES = tuple(role for role in ROLES if role not in ("blank", "body"))
"""What a line may be taken or read as."""


@dataclass(frozen=True)
class Line:
    """A line as a decision is about it."""

    doc_id: str
    source_path: str
    site: str | None
    line_no: int
    part: int
    text: str
    role: str
    admitted: bool = True
    """Whether its document is; the lines of one in quarantine are in no table, so no case can be held against them."""


@dataclass(frozen=True)
class Tried:
    """A rule that is not written yet, and what it would do."""

    rule: dict[str, Any]
    toml: str
    path: Path
    holders: int
    """Curated documents that hold the line."""
    found: Preview


class Decisions:
    """The files of decisions, as the settings name them; one is written at a time."""

    def __init__(self, settings: Settings) -> None:
        """Reads nothing yet."""
        self.settings = settings
        self.cases = folder_of(settings.site_rules)
        self.at_work = Lock()

    def tried(self, line: Line, role: str, why: str, tables: Tables) -> Tried:
        """What a rule for the line would do: the documents that hold it, cleaned with and without the rule."""
        site = _site(line)
        rule = exact_rule(site, line.text, role, why)
        now = recipe_of(tables.store, self.settings)
        holders = tables.holders(site, line.text)
        looked_at = list(dict.fromkeys([line.doc_id, *holders]))[:LOOKED_AT]
        extra = "\n".join((*map(rule_file, self.settings.rules), rules_of(self.settings.site_rules, (site, rule))))
        with self.at_work:
            found = previewed(of_documents(tables.store, looked_at), now, Trial(extra))
        return Tried(rule, rule_text(rule), file_of(self.settings.site_rules, site), len(holders), found)

    def write(self, line: Line, role: str, why: str) -> Path:
        """Writes the rule down; returns its file."""
        site = _site(line)
        with self.at_work:
            return write_rule(self.settings.site_rules, site, exact_rule(site, line.text, role, why))

    def undo(self, site: str, rule_id: str) -> Path:
        """Takes a rule out of the file of a site that has one."""
        with self.at_work:
            return drop_rule(self.settings.site_rules, site, rule_id)

    def write_case(self, line: Line, role: str) -> Path:
        """Writes down what the line is, as gold; returns the file."""
        case = Case(document=line.source_path, line_no=line.line_no, part=line.part, line=line.text, role=role)
        with self.at_work:
            return write_case(self.cases, line.site, case)

    def rules(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(site, rule) for the rules of single lines that are written down."""
        for site, said in read_site_rules(self.settings.site_rules).items():
            yield from ((site, rule) for rule in said.rule if "exact" in rule.get("match", {}))

    def settled(self) -> tuple[set[tuple[str, str]], set[tuple[str, int, int]]]:
        """What need not be asked again: (site, line) with a rule, and (path, line_no, part) with a case."""
        ruled = {(site, line) for site, rule in self.rules() for line in rule["match"]["exact"]}
        return ruled, {case.place for case in read_cases(self.cases)}


def in_the_way(line: Line) -> str:
    """Why no rule can be written about a line, in a sentence; empty where one can."""
    if line.site is None:
        return "The document belongs to no site, so no rule of a site can hold for it."
    if len(line.text) > LONGEST:
        return f"A line of more than {LONGEST:,} characters is no line to write a rule about."
    return ""


def usual_reason(line: Line, role: str) -> str:
    """What a rule says of itself when its author says nothing."""
    what = "Part of the story" if role in ("body", "heading", "list_item") else role.replace("_", " ").capitalize()
    return f"{what}: decided by looking at {line.source_path}, line {line.line_no}."


def _site(line: Line) -> str:
    if line.site is None:
        raise ValueError("a document without a site has no file of rules")
    return line.site
