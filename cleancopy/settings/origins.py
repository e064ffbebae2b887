"""Where each setting in force comes from: the file, the environment, or nobody said it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from cleancopy.settings.sentences import place_of, variable_of
from cleancopy.settings.settings import Settings, config_here
from cleancopy.settings.toml import key_as_toml, read_toml


class Origin(NamedTuple):
    """One setting: its dotted key, its value, and `cleancopy.toml, line 4`, a variable's name, or `default`."""

    key: str
    value: Any
    origin: str


def in_force(path: Path | None) -> list[Origin]:
    """Every setting, in the order of the documentation. Raises `SettingsError` as `Settings.load` does."""
    settings = Settings.load(path)
    file = path or config_here()
    text, said = read_toml(file) if file else ("", {})
    return list(_under(settings, [], said, (str(file), text)))


def _under(model: BaseModel, above: list[str], said: Mapping[str, Any], file: tuple[str, str]) -> Iterator[Origin]:
    """The settings of one table; `said` is what the file says there, `file` its name and text."""
    for name in type(model).model_fields:
        value, path = getattr(model, name), [*above, name]
        if isinstance(value, BaseModel):
            yield from _under(value, path, said.get(name, {}), file)
        elif isinstance(value, dict) and value and all(isinstance(one, BaseModel) for one in value.values()):
            for key, one in value.items():
                yield from _under(one, [*path, key], said.get(name, {}).get(key, {}), file)
        else:
            origin = variable_of(path) or (place_of(path, *file) if name in said else "default")
            yield Origin(".".join(map(key_as_toml, path)), value, origin)
