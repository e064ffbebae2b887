"""Pages whose markup would grow with the square of their bytes: they cost little, and show the text that they have."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest
from resiliparse.parse.html import HTMLTree

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.pages.markup import DEEP, parsed
from cleancopy.pipeline.pages.stage import _lines
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.tags import MOST_TAGS
from tests.documents import STORY, documents

GROWING = {
    "lists in lists": lambda n: "<ul><li>a",
    "ordered lists, in capitals": lambda n: "<OL\n><LI>a",
    "fonts that are never closed": lambda n: f"<p><font size={n}>a",
    "fonts closed where it does not count": lambda n: f"<p><font size={n}><table><td></font></table>a",
    "strong text, by style": lambda n: f"<p><b/style='{n}'>a",
    "links in links": lambda n: f"<a href={n}><div class=author>a",
    "tables in tables": lambda n: "<table><td>a",
    "spans around tables": lambda n: "<span>a" if n < 20_000 else "<table>",
    "elements that nothing closes": lambda n: "<x>a" if n < 20_000 else "</y>",
    "options of one menu, all selected": lambda n: "<datalist>a<select><option selected>b" if n == 0 else "<option>b",
}


@pytest.mark.parametrize("kind", GROWING)
def test_what_grows_is_read_in_time_and_shows_its_text(kind):
    page = "<!doctype html><body>" + "".join(map(GROWING[kind], range(40_000)))
    began = time.process_time()
    tree, is_deep = parsed(page)
    lines = _lines(tree)
    assert time.process_time() - began < 4
    assert len(lines) < 5 * len(page)
    assert lines.count(b"a") >= page.count(">a")
    assert is_deep is (kind.split()[0] not in ("fonts", "strong", "options"))


ORDINARY = [
    "<ul><li>One<ul><li>two<li>three</ul></ul><p>A <b>bold</b> word, an <i>old</i> one.",
    "<div>" * (DEEP // 2) + "<ul><li>one<ol><li>two</ol></ul>",
    "<p>" + "<b>word</b> " * 900 + "<ul><li>one</ul>",
]


@pytest.mark.parametrize("page", ORDINARY, ids=["lists and formatting", "some depth", "much that is bold"])
def test_a_page_by_people_is_parsed_as_it_is(page):
    tree, is_deep = parsed(page)
    assert not is_deep
    assert tree.document.html == HTMLTree.parse(page).document.html


def test_formatting_that_would_be_opened_too_often_shows_the_same_text():
    page = "<p>One <b>bold</b>word &lt;b&gt; <<b>i x=1>and</b> <basefont> <i>more</i>.</p>" * 1000
    assert _lines(parsed(page)[0]) == _lines(HTMLTree.parse(page))
    assert "<b>" not in parsed(page)[0].document.html


@pytest.mark.parametrize(("tags", "is_cleaned"), [(MOST_TAGS, True), (MOST_TAGS + 1, False)])
def test_a_page_of_too_many_tags_is_too_large(tags, is_cleaned):
    story = b"".join(b"<p>%s" % line.encode() for line in STORY.splitlines() if line)
    page = story + b"<br>" * (tags - story.count(b"<"))
    docs = documents({"site/page.html": page})
    at = docs.schema.get_field_index("format")
    cleaned = clean(docs.set_column(at, docs.schema.field(at), pa.array(["html"])), Recipe())
    details = [reason["detail"] for one in cleaned.quarantine.to_pylist() for reason in one["reasons"]]
    assert cleaned.articles.num_rows == is_cleaned
    assert details == ([] if is_cleaned else [f"more than {MOST_TAGS} tags"])
