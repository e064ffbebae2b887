"""From a pydantic error to one sentence a user can act on: where it stands, what is wrong, what to write instead."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from cleancopy.errors import SettingsError

_NOT_SETTINGS = {"CLEANCOPY_CONFIG"}
"""Variables with our prefix that the command line reads itself."""


def check_environment(model: type[BaseModel], prefix: str) -> None:
    """Refuse a variable with our prefix that names no setting (pydantic-settings would ignore it in silence)."""
    for variable in sorted(os.environ):
        if variable.startswith(prefix) and variable not in _NOT_SETTINGS:
            key = variable[len(prefix) :].lower().partition("__")[0]
            if key not in model.model_fields:
                near = nearest(key, model.model_fields)
                hint = f"did you mean {prefix}{near.upper()}?" if near else "unset it."
                raise SettingsError(f"The environment variable {variable} names no setting: {hint}")


def say(error: ValidationError, model: type[BaseModel], file: str, text: str, prefix: str) -> str:
    """One sentence for the first thing wrong. `text` is the settings file, to tell the line."""
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"] if part != "[key]"]
    key = ".".join(path)
    where = _where(path, file, text, prefix)
    if first["type"] == "extra_forbidden":
        near = nearest(path[-1], _keys(model, path[:-1]))
        hint = f"did you mean `{near}`?" if near else f"known here are {', '.join(sorted(_keys(model, path[:-1])))}."
        return f"{where}: unknown key `{key}`; {hint}"
    message = first["msg"].removeprefix("Value error, ")
    return f"{where}: `{key}` cannot be {first['input']!r}: {message[:1].lower()}{message[1:].rstrip('.')}."


def nearest(key: str, known: Iterable[str]) -> str | None:
    """The known name that a mistyped one most likely means; None when none is like it."""
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return near[0] if near else None


def _keys(model: type[BaseModel], path: list[str]) -> list[str]:
    """The keys that may stand in the table at `path`."""
    at: type[BaseModel] = model
    for part in path:
        field = at.model_fields.get(part)
        if field is not None:
            at = next(iter(models_in(field.annotation)), at)
    return list(at.model_fields)


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation such as `dict[str, SiteSettings]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in models_in(part)]


def _where(path: list[str], file: str, text: str, prefix: str) -> str:
    """`cleancopy.toml, line 4`, or the environment variable that said it."""
    variables = {name.upper() for name in os.environ}
    for depth in range(len(path), 0, -1):
        variable = prefix + "__".join(path[:depth]).upper()
        if variable in variables:
            return f"The environment variable {variable}"
    line = _line_of(path, text)
    return f"{file}, line {line}" if line else file or "The settings"


def _line_of(path: list[str], text: str) -> int | None:
    """The line on which the key stands, found by walking the headers; None when it is written in another way."""
    table: list[str] = []
    best: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            table = [part.strip().strip("\"'") for part in header[1].split(".")]
            if path[: len(table)] == table and best is None:
                best = number
            continue
        key = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if key:
            written = table + [part.strip("\"'") for part in key[1].split(".")]
            if path[: len(written)] == written:
                return number
    return best
