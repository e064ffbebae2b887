"""From a pydantic error to one sentence a user can act on: where it stands, what is wrong, what to write instead."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cleancopy.errors import SettingsError
from cleancopy.settings.toml import as_toml

_NOT_SETTINGS = {"CLEANCOPY_CONFIG"}
"""Variables with our prefix that the command line reads itself."""

_WRITE: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "int": lambda key, said: "write a whole number",
    "float": lambda key, said: "write a number",
    "bool": lambda key, said: "write true or false",
    "string_type": lambda key, said: "write text in quotes",
    "string_too_short": lambda key, said: "write something, or leave the key out",
    "path": lambda key, said: "write a path in quotes",
    "date": lambda key, said: "write a day like 2025-01-31",
    "tuple": lambda key, said: f"write a list, like {key} = [...]",
    "dict": lambda key, said: f"write a table, like [{key}.NAME] with its keys below",
    "model": lambda key, said: f"write a table, like [{key}] with its keys below",
    "literal_error": lambda key, said: f"write {said['expected']}",
    "greater_than_equal": lambda key, said: f"write {said['ge']} or more",
    "greater_than": lambda key, said: f"write more than {said['gt']}",
    "less_than_equal": lambda key, said: f"write {said['le']} or less",
}
"""What to write, by the beginning of pydantic's name for the mistake; the longest that fits holds."""


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
        known = _keys(model, path[:-1])
        near = nearest(path[-1], known)
        hint = f"did you mean `{near}`?" if near else f"known here are {', '.join(sorted(known))}."
        return f"{where}: unknown key `{key}`; {hint}"
    field = _field(model, path)
    if first["type"] == "missing":
        meaning = f" ({field.description})" if field else ""
        return f"{where}: `{'.'.join(path[:-1])}` lacks the key `{path[-1]}`{meaning}; write it."
    return f"{where}: `{key}` cannot be {first['input']!r}: {_write(first, key, field)}."


def _write(error: Mapping[str, Any], key: str, field: FieldInfo | None) -> str:
    """What to write instead; what a validator of ours says is said already."""
    kind = max((name for name in _WRITE if error["type"].startswith(name)), key=len, default=None)
    if field is not None and field.examples and error["type"].startswith(("string_pattern", "tuple", "dict")):
        return f"write it like {as_toml(field.examples[0])}"
    if kind is not None:
        return _WRITE[kind](key, error.get("ctx", {}))
    message: str = error["msg"].removeprefix("Value error, ")
    return f"{message[:1].lower()}{message[1:].rstrip('.')}"


def nearest(key: str, known: Iterable[str]) -> str | None:
    """The known name that a mistyped one most likely means; None when none is like it."""
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return near[0] if near else None


def _model(model: type[BaseModel], path: list[str]) -> type[BaseModel]:
    """The model of the table at `path`."""
    for part in path:
        field = model.model_fields.get(part)
        if field is not None:
            model = next(iter(models_in(field.annotation)), model)
    return model


def _keys(model: type[BaseModel], path: list[str]) -> list[str]:
    """The keys that may stand in the table at `path`."""
    return list(_model(model, path).model_fields)


def _field(model: type[BaseModel], path: list[str]) -> FieldInfo | None:
    return _model(model, path[:-1]).model_fields.get(path[-1]) if path else None


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
    line = line_of(path, text)
    return f"{file}, line {line}" if line else file or "The settings"


def line_of(path: list[str], text: str) -> int | None:
    """The line on which a key stands, or the table or value that holds it; None where none of the text does.

    The text is read line by line, headers and keys alone: a key inside a value of several lines is not seen.
    """
    table: list[str] = []
    seen = Counter[str]()
    best, line = 0, None
    for number, written in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", written):
            table = _parts(header[2])
            if header[1] == "[[":  # the entries of a list are told by their number
                table.append(str(seen[header[2]]))
                seen[header[2]] += 1
            said = table
        elif key := re.match(
            r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""", written
        ):
            said = table + _parts(key[1])
        else:
            continue
        same = next((at for at, pair in enumerate(zip(said, path, strict=False)) if pair[0] != pair[1]), None)
        depth = min(len(said), len(path)) if same is None else 0
        if depth > best:
            best, line = depth, number
    return line


def _parts(name: str) -> list[str]:
    """The parts of a dotted key, without their quotes."""
    return [part.strip("\"'") for part in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", name)]
