"""Tags, sections, countries, publishers and other fields on whole small pages. The cases stand in fields.toml."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents
from tests.pipeline.metadata.pages import BODY

CASES = tomllib.loads((Path(__file__).parent / "fields.toml").read_text("utf-8"))["cases"]
HEADLINE = "Harbour bridge to close for repairs"


def _page(lines: str) -> bytes:
    above, _, below = lines.partition("…")
    parts = [HEADLINE, *above.split("¶"), *BODY, *below.split("¶")]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


@pytest.fixture(scope="module")
def articles():
    """All pages, cleaned as one batch: each case's article by its number."""
    pages = documents({f"{at:03}.txt": _page(case[2]) for at, case in enumerate(CASES)})
    cleaned = clean(pages, Recipe(as_of=date(2026, 1, 1)))
    return {int(row["source_path"][:3]): row for row in cleaned.articles.to_pylist()}


def _said(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


@pytest.mark.parametrize("at", range(len(CASES)), ids=[f"{case[0]}-{case[2]}" for case in CASES])
def test_a_field_is_read_where_the_page_states_it(articles, at):
    field, _, _, expected, why = CASES[at]
    assert _said(articles[at][field]) == expected, why


@pytest.mark.parametrize("at", range(len(CASES)), ids=[f"{case[0]}-{case[2]}" for case in CASES])
def test_each_entry_of_a_list_has_characters_of_its_own(articles, at):
    rows = [row for row in articles[at]["provenance"] if row["field"] == CASES[at][0]]
    value = articles[at][CASES[at][0]]
    assert len(rows) == (len(value) if isinstance(value, list) else value is not None)
