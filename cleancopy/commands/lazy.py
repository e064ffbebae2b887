"""Commands that are loaded when they are called: what one needs (polars, the rules, a template) delays no other."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module, resources
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

CLEAN, LOOK, KEEP = "Clean", "Look into the tables", "Versions"
"""The headings under which `--help` lists the commands."""


class Place(NamedTuple):
    """Where a command is: a file of this folder, and the function (or the group) in it."""

    panel: str
    file: str
    function: str


COMMANDS = {
    "init": Place(CLEAN, "init", "init"),
    "run": Place(CLEAN, "run", "run"),
    "sources": Place(CLEAN, "sources", "sources"),
    "replay": Place(CLEAN, "replay", "replay"),
    "clean": Place(CLEAN, "clean", "clean"),
    "explain": Place(CLEAN, "explain", "explain"),
    "proof": Place(CLEAN, "proof", "proof"),
    "config": Place(CLEAN, "config", "config"),
    "rules": Place(CLEAN, "rules", "rules"),
    "templates": Place(CLEAN, "templates", "templates"),
    "status": Place(LOOK, "status", "status"),
    "path": Place(LOOK, "read", "path"),
    "restore": Place(LOOK, "read", "restore"),
    "verify": Place(LOOK, "read", "verify"),
    "report": Place(LOOK, "report", "report"),
    "export": Place(LOOK, "export", "export"),
    "query": Place(LOOK, "query", "query"),
    "views": Place(LOOK, "query", "views"),
    "contract": Place(LOOK, "contract", "contract"),
    "card": Place(LOOK, "contract", "card"),
    "serve": Place(LOOK, "serve", "serve"),
    "versions": Place(KEEP, "versions", "list_versions"),
    "diff": Place(KEEP, "versions", "diff"),
    "rollback": Place(KEEP, "versions", "rollback"),
    "unpin": Place(KEEP, "versions", "unpin"),
    "gc": Place(KEEP, "versions", "gc"),
    "forget": Place(KEEP, "forget", "forget"),
}
"""Every command, in the order in which they are listed."""


class Commands(TyperGroup):
    """`COMMANDS` as a group, none of them loaded yet."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said | {"commands": {name: _Waiting(name, place) for name, place in COMMANDS.items()}})

    def get_params(self, ctx: Any) -> list[Any]:
        """The options of `cleancopy` itself."""
        return _plain_flags(super().get_params(ctx))


class _Waiting(TyperCommand):
    """A command of which only name and sentence are known, until somebody calls it."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name, help=_docstring(place), rich_help_panel=place.panel)
        self.place = place

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the command itself, which is loaded now."""
        return loaded(self.place).make_context(info_name, args, parent, **extra)


def loaded(place: Place) -> Any:
    """The command itself."""
    found = getattr(import_module(f"cleancopy.commands.{place.file}"), place.function)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command()(found)
        found = alone
    command = typer.main.get_command(found)
    for each in (command, *getattr(command, "commands", {}).values()):
        each.help = _unwrapped(each.help or "")
        _plain_flags(each.get_params(typer.Context(each, help_option_names=["-h", "--help"])))
    return command


def _plain_flags(options: list[Any]) -> list[Any]:
    """The same options; `--help` lists flags by their names alone, not as if a <bool> were to be given."""
    for option in options:
        if getattr(option, "is_flag", False):
            option.metavar = ""
    return options


def _unwrapped(docstring: str) -> str:
    """A docstring whose paragraphs end where the terminal says; one that begins with a `\\b` line keeps its lines."""
    paragraphs = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(
        paragraph.removeprefix("\b\n") if paragraph.startswith("\b") else paragraph.replace("\n", " ")
        for paragraph in paragraphs
    )


def _docstring(place: Place) -> str | None:
    """What the function says of itself, read from its file."""
    source = resources.files(__package__).joinpath(f"{place.file}.py").read_text("utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name in (place.function, "about"):
            return ast.get_docstring(node)
    return None
