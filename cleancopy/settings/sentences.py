"""From a pydantic error to one sentence a user can act on: where it is, what is wrong, what to write instead."""

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

PREFIX = "CLEANCOPY_"
"""What names of variables begin with that are settings."""
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


def check_environment(model: type[BaseModel]) -> None:
    """Refuse a variable with our prefix that names no setting (pydantic-settings would ignore it in silence)."""
    for variable in sorted(os.environ):
        if variable.startswith(PREFIX) and variable not in _NOT_SETTINGS:
            key = variable[len(PREFIX) :].lower().partition("__")[0]
            if key not in model.model_fields:
                known = [f"{PREFIX}{name.upper()}" for name in model.model_fields]
                hint = meant(f"{PREFIX}{key.upper()}", known, "unset it.")
                raise SettingsError(f"The environment variable {variable} names no setting: {hint}")


def say(error: ValidationError, model: type[BaseModel], file: str, text: str, variables: bool = False) -> str:
    """One sentence for the first thing wrong in a `file` with this `text`.

    `variables`: an environment variable may have said it instead, which is then named.
    """
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"] if part != "[key]"]
    key = ".".join(path)
    variable = variable_of(path) if variables else None
    where = f"The environment variable {variable}" if variable else place_of(path, file, text) or "The settings"
    if first["type"] == "extra_forbidden":
        known = _keys(model, path[:-1])
        elsewhere = _elsewhere(model, path[-1]) if len(path) == 1 else []
        otherwise = f"known here are {', '.join(sorted(known))}."
        hint = meant(path[-1], elsewhere or known, otherwise, quote="`")
        return f"{where}: unknown key `{key}`; {hint}"
    field = _field(model, path)
    if first["type"] == "missing":
        meaning = f" ({field.description})" if field else ""
        return f"{where}: `{'.'.join(path[:-1])}` lacks the key `{path[-1]}`{meaning}; write it."
    wrong = _write(first, key, field)
    if "[key]" not in first["loc"]:
        wrong = f"`{key}` cannot be {first['input']!r}: {wrong}"
    return f"{where}: {wrong}{'' if wrong.endswith('?') else '.'}"


def _write(error: Mapping[str, Any], key: str, field: FieldInfo | None) -> str:
    """What to write instead; what a validator of ours says is said already."""
    kind = max((name for name in _WRITE if error["type"].startswith(name)), key=len, default=None)
    if field is not None and field.examples and error["type"].startswith(("string_pattern", "tuple", "dict")):
        return f"write it like {as_toml(field.examples[0])}"
    if kind is not None:
        return _WRITE[kind](key, error.get("ctx", {}))
    message: str = error["msg"].removeprefix("Value error, ")
    return f"{message[:1].lower()}{message[1:].rstrip('.')}"


def meant(name: str, known: Iterable[str], otherwise: str, quote: str = "") -> str:
    """`did you mean ...?` with the known name that a mistyped one is most like; `otherwise` when it is like none."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {quote}{near[0]}{quote}?" if near else otherwise


def _model(model: type[BaseModel], path: list[str]) -> type[BaseModel]:
    """The model of the table at `path`."""
    for part in path:
        field = model.model_fields.get(part)
        if field is not None:
            model = next(iter(models_in(field.annotation)), model)
    return model


def _keys(model: type[BaseModel], path: list[str]) -> list[str]:
    """The keys that may be in the table at `path`."""
    return list(_model(model, path).model_fields)


def _elsewhere(model: type[BaseModel], key: str) -> list[str]:
    """Where a key is that was written outside its table: `limits.max_file_bytes`."""
    return [
        f"{name}.{key}"
        for name, field in model.model_fields.items()
        if any(key in table.model_fields for table in models_in(field.annotation))
    ]


def _field(model: type[BaseModel], path: list[str]) -> FieldInfo | None:
    return _model(model, path[:-1]).model_fields.get(path[-1]) if path else None


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation such as `dict[str, SiteSettings]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in models_in(part)]


def variable_of(path: list[str]) -> str | None:
    """The environment variable that says a key, or a table that holds it; None for none."""
    variables = {name.upper() for name in os.environ}
    names = (PREFIX + "__".join(path[:depth]).upper() for depth in range(len(path), 0, -1))
    return next((name for name in names if name in variables), None)


def place_of(path: list[str], file: str, text: str) -> str:
    """`cleancopy.toml, line 4`: where a file with this text says a key; the file alone when no line does."""
    line = line_of(path, text)
    return f"{file}, line {line}" if line else file


def line_of(path: list[str], text: str) -> int | None:
    """The line on which a key is, or the table or value that holds it; None where none of the text does.

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
