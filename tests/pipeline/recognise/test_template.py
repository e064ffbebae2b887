"""Lines in their forms, documents as outlines, and templates that are taken from bodies."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe, Site
from cleancopy.pipeline.recognise.template import outlines, template_id
from cleancopy.pipeline.recognise.template.forms import forms
from tests.documents import STORY, documents

ISLANDS = STORY.replace("The first ferry", "Life on the islands\n\nThe first ferry").replace(
    "\n\nThe company", "\n\nWinds of the week\n\nThe company"
)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("Published on 4 May 2024 at 12:30", "Published on # @ # at #"),
        ("Τρίτη, 4 Μαΐου 2012 | Γράψε σχόλιο", "@, # @ # | Γράψε σχόλιο"),
        ("1,204 comments", "# comments"),
        ("\u00a0 Read\t also  \r", "Read also"),
        ("May we help you?", "May we help you?"),
        ("Covid-19 and 3-4 more", "Covid-# and # more"),
        ("14.05.2024 12:30", ""),
        ("4 May", ""),
        ("***", ""),
        ("", ""),
    ],
)
def test_numbers_and_names_of_months_and_days_are_slots(line, form):
    assert forms(pa.array([line])).to_pylist() == [form]


def outline(*texts: bytes) -> list[list[int]]:
    return outlines(pa.chunked_array([list(texts)], pa.large_binary())).to_pylist()


def test_lines_of_one_form_have_one_number_and_long_lines_odd_ones():
    one, two = outline(b"4 comments\n\n" + b"Long words " * 20 + b"\n***\nRead also", b"Read also\r\n12 comments")
    assert (one[0], one[2]) == (two[1], two[0])
    assert [number % 2 for number in one] == [0, 1, 0]


def test_an_outline_is_the_same_in_any_company():
    texts = [STORY.encode(), b"", "Καιρός\nΣχόλια 4".encode(), b"caf\xe9\nRead also", b"\xff\xfe"]
    assert outline(*texts) == [outline(text)[0] for text in texts]


def kept(site: Site) -> tuple[list[str], dict[str, tuple[str, str]]]:
    cleaned = clean(documents({"coast/islands.txt": ISLANDS.encode()}), Recipe(sites={"coast": site}))
    rows = cleaned.lines.to_pylist()
    return [row["text"] for row in rows if row["kept"]], {row["text"]: (row["role"], row["rule"]) for row in rows}


def test_a_template_is_taken_from_the_body_by_the_name_of_its_row():
    before, _ = kept(Site())
    after, rows = kept(Site(templates=("Winds of the week",)))
    assert [line for line in before if line not in after] == ["Winds of the week"]
    assert rows["Winds of the week"] == ("other_chrome", f"site:{template_id('coast', 'Winds of the week')}")


@pytest.mark.parametrize(
    "site",
    [
        pytest.param(Site(templates=("Winds of the week",), keep_all=True), id="a site that loses nothing"),
        pytest.param(Site(templates=("Winds of the month",)), id="another line"),
        pytest.param(Site(templates=("Ferry service to the outer islands resumes",)), id="the page's own headline"),
    ],
)
def test_what_is_no_template_stays(site):
    assert kept(site)[1] == kept(Site(keep_all=site.keep_all))[1]


def test_a_line_of_which_the_model_is_sure_goes_only_when_a_person_says_so():
    (sentence,) = [line for line in STORY.split("\n") if line.startswith("Repairs")]
    assert sentence in kept(Site(templates=(sentence,)))[0]
    assert sentence not in kept(Site(sure_templates=(sentence,)))[0]


def test_how_long_a_line_may_be_is_told_by_the_templates_of_its_own_site_alone():
    padded = ISLANDS.replace("Winds of the week", "Winds of the week" + " " * 150).encode()
    sites = {"coast": Site(sure_templates=("Winds of the week",)), "inland": Site(templates=("Long words " * 14,))}
    both = clean(documents({"coast/a.txt": padded, "inland/b.txt": ISLANDS.encode()}), Recipe(sites=sites))
    alone = clean(documents({"coast/a.txt": padded}), Recipe(sites=sites))
    rows = [row for row in both.lines.to_pylist() if row["source_path"] == "coast/a.txt"]
    assert rows == alone.lines.to_pylist()
    assert any(row["kept"] and row["text"] == "Winds of the week" for row in rows)
