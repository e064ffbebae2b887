"""The proof sheet as a page: every line once, every field with its place, and nothing that data could set off."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest

from cleancopy.orchestration.single import explained
from cleancopy.pipeline.recipe import Recipe
from cleancopy.show.sheet import sheet
from cleancopy.show.sheet.marks import ENDS, LONGEST, marked
from tests.documents import STORY, documents

MENU = "".join(f"Subscribe to our newsletter\n{word}\n" for word in ("Home", "News", "Sport", "Weather"))


class Page(HTMLParser):
    """What a browser would find: ids, tags, links and the words between tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] += 1
        self.ids += [value for name, value in attributes if name == "id"]
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_data(self, data):
        self.words += data


def sheet_of(text: str | bytes, why=None) -> str:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return sheet(explained(documents({"site/story.txt": data}), Recipe()), why or {})


def lines_of(page: Page) -> list[str]:
    return [ident for ident in page.ids if ident.startswith("L")]


@pytest.mark.parametrize(
    "text",
    [STORY, MENU + STORY + MENU, STORY.replace("\n", "\r\n"), "x\n" * 40, STORY.replace("\n\n", "\x85\n")],
    ids=["a story", "chrome around it", "CRLF", "nothing but chrome", "lines that break further"],
)
def test_every_raw_line_is_on_the_page_once(text):
    found = explained(documents({"site/story.txt": text.encode()}), Recipe())
    expected = [f"L{row['line_no']}" + (f".{row['part']}" if row["part"] > 1 else "") for row in found.lines]
    assert lines_of(Page(sheet(found, {}))) == expected


def test_a_page_fetches_nothing_and_every_link_leads_to_a_place_on_it():
    page = Page(sheet_of(MENU + STORY))
    assert page.links
    assert {link[0] for link in page.links} == {"#"}
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_a_field_leads_to_the_line_it_was_read_from():
    page = Page(sheet_of(STORY))
    assert "#L1" in page.links
    assert "Ada Lindqvist" in page.words
    assert "Not stated:" in page.words


def test_a_long_run_of_chrome_is_folded_and_says_what_is_in_it():
    page = Page(sheet_of(MENU + STORY))
    assert page.tags["details"] == 1
    assert "lines of chrome: " in page.words


def test_the_rules_that_decided_say_why_in_words():
    html = sheet_of(STORY + "Share this article\n", {"share:button": "A button that hands the page on."})
    assert "A button that hands the page on." in Page(html).words


HOSTILE = {
    "a script": ("<script>alert(1)</script>", "<script>alert"),
    "an image that fails": ('<img src=x onerror="alert(1)">', "<img"),
    "the end of the style": ("</style><script>alert(2)</script>", "</style><script>"),
    "a template": ("{{ policy }} {% raw %}", "default-src 'none'; base-uri 'none'; form-action 'none'; {%"),
    "a right-to-left override": ("the \u202egnp.exe file", "\u202e"),
    "a NUL": ("a\x00b", "\x00"),
}


@pytest.mark.parametrize(("text", "never"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text, never):
    plain = Page(sheet_of(STORY))
    html = sheet_of(STORY.replace("The first ferry", text + " The first ferry"))
    page = Page(html)
    assert never not in html
    assert (page.tags["script"], page.tags["img"]) == (plain.tags["script"], 0)


def test_a_change_is_marked_on_both_sides():
    assert marked("“Yes”", '"Yes"') == ("<del>“</del>Yes<del>”</del>", "<ins>&#34;</ins>Yes<ins>&#34;</ins>")
    assert marked("same <b>", "same <b>") == ("same &lt;b&gt;", "same &lt;b&gt;")


def test_of_a_very_long_line_both_ends_are_shown():
    raw, text = marked("a" * (LONGEST + 1), "a" * (LONGEST + 1))
    assert raw == text
    assert f"{LONGEST + 1 - 2 * ENDS:,} characters not shown" in raw


def test_a_document_turned_away_shows_its_reasons_and_its_lines():
    page = Page(sheet_of("Home\nNews\n"))
    assert "no_article" in page.words
    assert lines_of(page) == ["L1", "L2"]


def test_a_document_beyond_a_limit_has_a_sheet_without_lines():
    page = Page(sheet_of("word " * 1_800_000))
    assert "too_large" in page.words
    assert lines_of(page) == []
