"""The news agencies of the world as data: how pages write them, and the one name that is published for each."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def agencies() -> dict[str, str]:
    """How an agency is written: the name that is published for it."""
    table = tomllib.loads(resources.files(__package__).joinpath("agencies.toml").read_text("utf-8"))["agencies"]
    return {form: name for name, forms in table.items() for form in forms}
