"""Stubs: what stands in the place of an article. The rules are data (`stubs.toml`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cleancopy.pipeline.lore.data import data_of


def stub(lines: Sequence[str]) -> tuple[str | None, list[str]]:
    """(id of the first rule that names a line, the lines that no rule names)."""
    first: str | None = None
    rest: list[str] = []
    for line in lines:
        found = next((rule for rule, match in rules() if match.search(line.strip().casefold()[:400])), None)
        if found is None:
            rest.append(line)
        else:
            first = first or found
    return first, rest


@cache
def rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(id, pattern) of each rule; a rule whose example or near miss speaks against it is an error of ours."""
    loaded = []
    for rule in data_of(__package__, "stubs.toml")["stub"]:
        match = re.compile(rule["match"])
        if not match.search(rule["example"].casefold()) or match.search(rule["near_miss"].casefold()):
            raise ValueError(f"stubs.toml: rule {rule['id']}: the example must match and the near miss must not")
        loaded.append((rule["id"], match))
    return tuple(loaded)
