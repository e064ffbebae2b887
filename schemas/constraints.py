"""What a column promises beyond its type, read from the checks of its model; loads pandera.

The words are JSON Schema's (`minimum`, `pattern`, `enum` ...), which the Open Data Contract Standard uses as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cleancopy.schemas.tables import Table

Constraints = dict[str, Any]

_WORDS: dict[str, Callable[[Mapping[str, Any]], Constraints]] = {
    "str_matches": lambda said: {"pattern": said["pattern"]},
    "str_length": lambda said: {"minLength": said["min_value"]},
    "isin": lambda said: {"enum": list(said["allowed_values"])},
    "equal_to": lambda said: {"enum": [said["value"]]},
    "greater_than_or_equal_to": lambda said: {"minimum": said["min_value"]},
    "greater_than": lambda said: {"exclusiveMinimum": said["min_value"]},
    "less_than_or_equal_to": lambda said: {"maximum": said["max_value"]},
}


def constraints(table: Table) -> dict[str, Constraints]:
    """By column, for every column: its bounds, its values, its pattern."""
    return {
        name: {word: value for check in column.checks for word, value in _said(check).items()}
        for name, column in table.model.to_schema().columns.items()
    }


def sentences(table: Table) -> dict[str, str]:
    """Checks that are code, over one column or several: what each holds to, by its name (a reason code)."""
    found: dict[str, str] = {}
    schema = table.model.to_schema()
    for check in (*(check for column in schema.columns.values() for check in column.checks), *schema.checks):
        if check.name not in _WORDS:
            found[check.name] = " ".join((getattr(table.model, check.name).__doc__ or "").split())
    return found


def _said(check: Any) -> Constraints:
    words = _WORDS.get(check.name)
    return words(check.statistics) if words else {}
