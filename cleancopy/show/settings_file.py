"""A settings file to begin with: every key with its sentence, commented out at its default or as an example."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cleancopy.settings.sentences import models_in
from cleancopy.settings.settings import Settings
from cleancopy.settings.sources import SourceSettings
from cleancopy.settings.tables import SiteSettings
from cleancopy.settings.toml import as_toml

HEAD = """\
# What a user may set. A key behind a # has the default that it shows, or shows how it is written: take the # away to
# set it. `cleancopy config check` tests this file, `cleancopy config show` says what is in force.

"""
_WIDTH = 118


def settings_file(site: str, said: dict[str, Any]) -> str:
    """TOML: the general keys, one table a site with what is `said` of `site`, and the other tables."""
    plain = {name: field for name, field in Settings.model_fields.items() if not models_in(field.annotation)}
    tables = {name: field for name, field in Settings.model_fields.items() if name not in plain}
    parts = [HEAD, *_keys(plain)]
    parts += [
        f"\n# {'-' * 20}\n# One table a site; its name is the site's folder under the raw folder.\n\n[sites.{site}]\n"
    ]
    parts += _keys(SiteSettings.model_fields, said)
    for name, field in tables.items():
        if name != "sites":
            parts += _table(name, field)
    return "".join(parts)


def _table(name: str, field: FieldInfo) -> Iterator[str]:
    """A table of the file, all of it behind a #."""
    yield f"\n# {'-' * 20}\n{_comment(field.description or '')}"
    if name == "sources":
        yield "#[[sources]]\n"
        yield from _keys(SourceSettings.model_fields)
    elif get_origin(field.annotation) is dict:
        yield f"#[{name}]\n"
        yield from (f"#{key} = {as_toml(value)}\n" for key, value in field.examples[0].items())  # type: ignore[index]
    else:
        yield f"#[{name}]\n"
        yield from _keys(models_in(field.annotation)[0].model_fields)


def _keys(fields: dict[str, FieldInfo], said: dict[str, Any] | None = None) -> Iterator[str]:
    for name, field in fields.items():
        yield _comment(field.description or "")
        if said and name in said:
            yield f"{name} = {as_toml(said[name])}\n"
        else:
            yield f"#{name} = {as_toml(_shown(field))}\n"


def _shown(field: FieldInfo) -> Any:
    """The default, or an example where there is none to show."""
    if field.is_required() or (value := field.get_default(call_default_factory=True, validated_data={})) in (
        None,
        (),
        {},
    ):
        return field.examples[0] if field.examples else ""
    return value.model_dump() if isinstance(value, BaseModel) else value


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, _WIDTH))
