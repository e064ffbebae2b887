"""Country tags to ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import gettext
from functools import cache

from cleancopy.pipeline.lore.data import data_of
from cleancopy.pipeline.metadata.values import entries

LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "nb_NO",
    "nl", "pl", "pt", "ro", "ru", "sk", "sr", "sv", "tr", "uk", "vi", "zh_CN", "zh_TW",
)  # fmt: skip
"""Languages whose names of countries are read, from the translations of ISO 3166 that pycountry carries."""


@cache
def codes() -> dict[str, str]:
    """Folded names of countries to codes: what pycountry knows in English and in LANGUAGES, and `countries.toml`.

    A name of two countries (Korea; Congo; Niger and Nigeria in some languages) says nothing and is in no table.
    """
    import pycountry  # loaded when the first country is named: most pages name none

    english: dict[str, set[str]] = {}
    for country in pycountry.countries:
        for key in ("name", "official_name", "common_name", "alpha_3"):
            if name := getattr(country, key, None):
                english.setdefault(name.casefold(), set()).add(country.alpha_2)
                english.setdefault(name.partition(",")[0].casefold(), set()).add(country.alpha_2)
    others: dict[str, set[str]] = {}
    for language in LANGUAGES:
        said = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True).gettext
        for country in pycountry.countries:
            others.setdefault(said(country.name).casefold(), set()).add(country.alpha_2)
    table = data_of(__package__, "countries.toml")
    own = {name.casefold(): {code} for code, names in table["names"].items() for name in names}
    known = others | english | own
    known.pop("micronesia", None)  # a country, and a sea full of others
    return {name: next(iter(several)) for name, several in known.items() if len(several) == 1}


def code_of(name: str) -> str | None:
    """The code of a country's name in English, in another language of the table, or of its three letters; else None."""
    return codes().get(name.strip().casefold())


def countries_in(raw: str) -> list[str]:
    """The names listed in `raw`; a name that holds a comma itself ("Korea, Republic of") stays whole."""
    return [raw] if code_of(raw) else entries(raw)
