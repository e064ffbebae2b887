"""The data beside the code: tables of words and names, as TOML."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def data_of(package: str | None, name: str) -> dict[str, Any]:
    """What the file `name` in a package's folder says; a module gives its own `__package__`."""
    return tomllib.loads(resources.files(package or "").joinpath(name).read_text("utf-8"))
