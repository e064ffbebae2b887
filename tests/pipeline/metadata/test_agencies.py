"""The agency and the place that a page names, and what only looks like one. The cases are in agencies.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.lore.agencies import agencies, agency_of, doubtful
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents
from tests.pipeline.metadata.pages import BODY

TABLE = tomllib.loads((Path(__file__).parent / "agencies.toml").read_text("utf-8"))
CASES, NEAR_MISSES = TABLE["cases"], TABLE["near_misses"]
HEADLINE = "Harbour bridge to close for repairs"


def _page(where: str, text: str) -> bytes:
    """A page with `text` at a place of it."""
    body = list(BODY)
    if where == "start":
        body[0] = text + body[0]
    elif where == "end":
        body[-1] += text
    lines = text.split("¶")
    parts = [HEADLINE, *(lines if where == "above" else ()), *body, *(lines if where == "below" else ())]
    return ("\n\n".join(parts) + "\n").encode()


@pytest.fixture(scope="module")
def articles():
    """All pages, cleaned as one batch: each article by the place and the words of its case."""
    pages = [tuple(case[1:3]) for case in (*CASES, *NEAR_MISSES)]
    cleaned = clean(documents({f"{at:03}.txt": _page(*page) for at, page in enumerate(pages)}), Recipe())
    return {pages[int(row["source_path"][:3])]: row for row in cleaned.articles.to_pylist()}


@pytest.mark.parametrize(("language", "where", "text", "agency", "place", "why"), CASES)
def test_an_agency_is_read_where_the_page_names_it_as_its_source(articles, language, where, text, agency, place, why):
    found = articles[where, text]
    assert (found["agency"], found["place"]) == (agency, place or None), why


@pytest.mark.parametrize(("language", "where", "text", "why"), NEAR_MISSES)
def test_an_agency_s_name_alone_says_nothing(articles, language, where, text, why):
    assert articles[where, text]["agency"] is None, why


def test_every_doubtful_spelling_is_an_agency_s():
    assert doubtful() <= set(agencies())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dpa Sport", "dpa"),
        ("The Associated Press", "AP"),
        ("APA/sda", "APA"),
        ("dpa-AFX", "dpa-AFX"),
        ("AP Stylebook", None),
        ("Reuters of London", None),
        ("Harbour Herald", None),
    ],
)
def test_a_source_is_an_agency_by_its_whole_name(text, name):
    assert agency_of(text) == name
