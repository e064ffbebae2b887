"""The table of all settings in docs/how-to/configure.md, printed from the settings themselves."""

from __future__ import annotations

from typing import Any, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cleancopy.settings.gates import FIGURES
from cleancopy.settings.sentences import models_in
from cleancopy.settings.settings import Settings
from cleancopy.settings.tables import SiteSettings
from cleancopy.settings.toml import as_toml
from cleancopy.show.markdown import table


def reference() -> str:
    """Markdown: one table of the general settings, one of a site's."""
    heads = ("key", "default", "what it is")
    figures = [(f"`{name}`", what) for name, what in FIGURES.items()]
    return (
        table(heads, _rows(Settings, ""))
        + "\n`[sites.NAME]`, one table a site, `NAME` being its folder under `raw/`:\n\n"
        + table(heads, _rows(SiteSettings, ""))
        + "\n`NAME` of a gate is one of these figures of a site in a run:\n\n"
        + table(("figure", "what it is"), figures)
    )


def _rows(model: type[BaseModel], prefix: str) -> list[tuple[str, str, str]]:
    rows = []
    for name, field in model.model_fields.items():
        inner = [found for found in models_in(field.annotation) if found is not SiteSettings]
        if inner:
            # a table of tables is keyed by a name of the user's choice
            rows += _rows(inner[0], f"{prefix}{name}." + ("NAME." if get_origin(field.annotation) is dict else ""))
        elif name != "sites":
            rows.append((f"`{prefix}{name}`", _default(name, field), field.description or ""))
    return rows


def _default(name: str, field: FieldInfo) -> str:
    if name == "workers":
        return "one per core"
    if field.is_required():
        return "to be given"
    value: Any = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ((), {}):
        return f"none; like `{as_toml(field.examples[0])}`" if field.examples else "none"
    return f"`{as_toml(value)}`"
