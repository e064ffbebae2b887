"""TOML: the files of settings as they are read, and values as a person would write them."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ByteSize

from cleancopy.errors import SettingsError

_DURATIONS = ((604800, "w"), (86400, "d"), (3600, "h"), (60, "m"), (1, "s"))
_SIZES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))


def read_toml(path: Path, what: str = "file") -> tuple[str, dict[str, Any]]:
    """The text of a file and what it says. Raises `SettingsError` with one sentence, in which the file is a `what`."""
    try:
        text = path.read_text("utf-8")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        raise SettingsError(f"There is no {what} {path}: check the path.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8: save it as UTF-8 text.") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}): check the path and its permissions.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct that line and run again.") from None


def as_toml(value: Any) -> str:
    """One value on one line: `"1h"` for an hour, `"64 MiB"` for a size, an inline table for a model or a dict."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, ByteSize):
        return next((f'"{value // one} {unit}"' for one, unit in _SIZES if value and value % one == 0), str(int(value)))
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        return next((f'"{seconds / one:g}{unit}"' for one, unit in _DURATIONS if seconds % one == 0), f'"{seconds:g}s"')
    if isinstance(value, int | float | date):
        return str(value)
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_unset=True)
    if isinstance(value, dict):
        inside = ", ".join(f"{key_as_toml(key)} = {as_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_toml, value))}]"
    return text_as_toml(str(value) if isinstance(value, Path) else value)


def key_as_toml(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else text_as_toml(key)


def text_as_toml(text: str) -> str:
    """A basic string of TOML, which JSON's strings are, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
