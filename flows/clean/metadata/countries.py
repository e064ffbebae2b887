"""Country tags to ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def codes() -> dict[str, str]:
    """Folded names of countries to codes: every English name pycountry knows, and the names in `countries.toml`."""
    import pycountry  # loaded when the first country is named: most pages name none

    found: dict[str, str] = {}
    for country in pycountry.countries:
        for key in ("name", "official_name", "common_name", "alpha_3"):
            if name := getattr(country, key, None):
                found[name.casefold()] = country.alpha_2
                found.setdefault(name.partition(",")[0].casefold(), country.alpha_2)
    table = tomllib.loads(resources.files("flows.clean.metadata").joinpath("countries.toml").read_text("utf-8"))
    for code, names in table["names"].items():
        found |= {name.casefold(): code for name in names}
    # one name for two countries says nothing: both Koreas and both Congos are listed with their full names
    for vague in ("korea", "congo", "virgin islands", "micronesia"):
        found.pop(vague, None)
    return found


def code_of(name: str) -> str | None:
    """The code of a country's name in English, in another language of the table, or of its three letters; else None."""
    return codes().get(name.strip().casefold())
