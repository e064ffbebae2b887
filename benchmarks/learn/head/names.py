"""Write the list of given names (cleancopy/pipeline/recognise/head/given_names.txt).

    pip install faker==40.63.0
    python -m benchmarks.learn.head.names TEXTS

The names are those that Faker (MIT, github.com/joke2k/faker) has for its locales, and those of the list as it is.
Left out are names that TEXTS, a folder of `*.jsonl.gz` pages with `raw_text_semi`, hold more often in small letters:
`sunday`, `story`, `royal` are words before they are names. Greek names are added as "by" puts them, in the genitive.
"""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules

from benchmarks.learn.head.cases import HEAD, read

GIVEN = HEAD / "given_names.txt"
GENITIVE = (("ος", "ου"), ("ός", "ού"), ("ης", "η"), ("ής", "ή"), ("ας", "α"), ("άς", "ά"), ("α", "ας"), ("ά", "άς"),
            ("η", "ης"), ("ή", "ής"))  # fmt: skip
SOME = 5
"""A name must be in small letters so often to be a word."""


def told(kind: str) -> frozenset[str]:
    """Names that a person had to tell: of `places` or `words`, as `names.toml` says."""
    return frozenset(tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))[kind].split())


def of_faker() -> set[str]:
    """Given names of all locales, and the family names of Vietnam, which stand first."""
    package = import_module("faker.providers.person")
    found: set[str] = set()
    for module in iter_modules(package.__path__):
        provider = import_module(f"{package.__name__}.{module.name}").Provider
        for kind in ("first_names", "first_names_male", "first_names_female", "first_names_unisex"):
            names = getattr(provider, kind, ())
            found |= {name.lower() for name in names} if isinstance(names, Collection) else set()
        if module.name == "vi_VN":
            found |= {name.lower() for name in provider.last_names}
    return {part for name in found for part in re.split(r"[\s-]+", name)}


def genitives(names: set[str]) -> set[str]:
    """The genitives of the Greek names among some; two endings fit some names, and both are given."""
    greek = {name for name in names if name and "α" <= unicodedata.normalize("NFD", name)[0] <= "ω"}
    return {name.removesuffix(end) + other for name in greek for end, other in GENITIVE if name.endswith(end)}


def words_of(folder: Path) -> set[str]:
    """What is written in small letters more often than not."""
    small, large = Counter[str](), Counter[str]()
    for case in read(folder):
        for word in re.findall(r"[^\W\d_]+", case["raw_text_semi"]):
            (small if word.islower() else large)[word.lower()] += 1
    return {word for word, count in small.items() if count >= SOME and count > large[word]}


def main() -> None:
    """The command of the module's docstring."""
    names = of_faker() | set(GIVEN.read_text("utf-8").split())
    names |= genitives(names)
    names = {
        unicodedata.normalize("NFC", name) for name in names if len(name) > 1 and not re.search(r"[^\w'’]|\d", name)
    }
    kept = sorted(
        name
        for name in (names - told("places") - words_of(Path(sys.argv[1]))) | told("words")
        if not "一" <= name[0] <= "힣"
    )
    lines = [" ".join(some) for _, some in groupby(kept, key=lambda name: name[:1])]
    GIVEN.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
