"""The review server: what it shows, and what it writes."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cleancopy.orchestration.preview import Change
from cleancopy.review.decisions import Decisions, Line
from cleancopy.review.tables import Tables
from cleancopy.settings.cases import read_cases
from cleancopy.settings.settings import Settings
from cleancopy.settings.site_rules import read_site_rules
from cleancopy.store import Store
from tests.documents import STORY
from tests.review.conftest import BOX, HOSTILE


def paths(page: str) -> set[str]:
    """The documents that a page of documents lists."""
    return set(re.findall(r"(?:north|south)/\w+\.txt|alone\.txt", page))


EVERY = {"north/0.txt", "north/1.txt", "north/2.txt", "south/one.txt", "south/list.txt", "alone.txt"}
FILTERS = {
    "": EVERY,
    "site=north": {"north/0.txt", "north/1.txt", "north/2.txt"},
    "site=nowhere": set(),
    "warning=no_article": {"south/list.txt"},
    "quarantined=1": {"south/list.txt"},
    "words=SOUTH": {"south/one.txt", "south/list.txt"},
    "words=Ferry%20service&site=south": {"south/one.txt"},
    "words=%5B": set(),
    "changed=1": set(),
    "page=99": EVERY,
    "page=x": EVERY,
}


@pytest.mark.parametrize(("query", "found"), FILTERS.items(), ids=FILTERS)
def test_documents_are_shown_by_filters(review, query, found):
    answer = review.client.get(f"/?{query}")
    assert answer.status_code == 200
    assert paths(answer.text) == found


def test_what_a_version_changed_is_shown_and_the_next_version_at_once(review):
    review.archive.put("north/0.txt", STORY)
    review.archive.put("north/new.txt", STORY.replace("ferry", "bus"))
    review.archive.run(**review.settings)
    assert paths(review.client.get("/?changed=1").text) == {"north/0.txt", "north/new.txt"}


def test_the_sheet_of_a_document_has_every_line_and_leads_to_a_page_for_each(review):
    row = next(row for row in review.archive.rows("articles") if row["source_path"] == "north/1.txt")
    page = review.client.get(f"/documents/{row['doc_id']}").text
    lines = Store(review.archive.curated).rows_of("lines", row["doc_id"]).to_pylist()
    assert re.findall(r'id="L(\d+)"', page) == [str(line["line_no"]) for line in lines]
    links = re.findall(r'class="decide" href="([^"]+)"', page)
    assert len(links) == sum(line["fate"] != "blank" for line in lines)
    for link in links:
        assert review.client.get(link).status_code == 200


def test_a_document_in_quarantine_has_its_sheet_as_well(review):
    row = review.archive.rows("quarantine")[0]
    assert "no_article" in review.client.get(f"/documents/{row['doc_id']}").text


def test_a_line_of_a_document_in_quarantine_can_have_a_rule_but_no_case(review):
    address = f"/lines/{review.archive.rows('quarantine')[0]['doc_id']}/1/1"
    assert "Right as it is" not in review.client.get(address).text
    assert review.client.get(f"{address}/preview?role=body").status_code == 200
    refused = review.client.post(f"{address}/case", data={"token": review.token(), "role": "body"})
    assert (refused.status_code, "in quarantine" in refused.text) == (400, True)
    review.write(f"{address}/rule", role="body")
    assert [rule["match"] for rule in read_site_rules(review.rules)["south"].rule] == [{"exact": ["Home"]}]


def test_the_queue_has_each_line_of_a_site_once_and_the_least_sure_first(review):
    page = review.client.get("/queue?site=north").text
    assert unescape(page).count(f">{BOX}<") == 1
    sure = [float(one) for one in re.findall(r'<td class="figure">(\d\.\d\d)</td>', page)]
    assert sure == sorted(sure)


def lines_of(review) -> dict[tuple[str, int], str]:
    return {(row["source_path"], row["line_no"]): row["role"] for row in review.archive.rows("lines")}


@pytest.mark.parametrize(
    ("line", "role"),
    [(BOX, "related"), ("Share this article", "body"), ("By Ada Lindqvist", "publisher"), (HOSTILE, "advertisement")],
)
def test_the_next_run_does_exactly_what_the_preview_showed(review, line, role):
    address = review.line(line, "north/1.txt")
    store = Store(review.archive.curated)
    doc_id, number = address.split("/")[2], int(address.split("/")[3])
    asked = Line(doc_id, "north/1.txt", "north", number, 1, line, "")
    tried = Decisions(Settings(**review.settings)).tried(asked, role, "why", Tables(store, store.published()))
    changes: list[Change] = [one for some in tried.found.sites.values() for one in some]
    page = review.client.get(f"{address}/preview?role={role}").text
    assert f"<b>{role}</b>" in page or role == "body"
    before = lines_of(review)
    review.write(f"{address}/rule", role=role, why="why")
    assert lines_of(review) == before
    review.run()
    after = lines_of(review)
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {
        (one.source_path, one.line_no): (one.was, one.becomes) for one in changes
    }
    assert changes
    assert {one.source_path for one in changes} <= {"north/0.txt", "north/1.txt", "north/2.txt"}


def test_a_decision_is_a_rule_of_the_site_that_a_person_can_read(review):
    review.write(f"{review.line(BOX)}/rule", role="related", why="A box of the site.")
    (path,) = review.rules.iterdir()
    assert path.name == "north.toml"
    said = path.read_text()
    assert f'match = {{exact = ["{BOX}"]}}' in said
    assert 'why = "A box of the site."' in said
    assert not list(review.archive.curated.rglob("*.toml"))


def test_without_a_reason_the_rule_says_where_somebody_looked(review):
    review.write(f"{review.line(BOX)}/rule", role="body")
    (rule,) = read_site_rules(review.rules)["north"].rule
    assert re.fullmatch(r"Part of the story: decided by looking at north/\d\.txt, line \d+\.", rule["why"])


def test_what_is_decided_leaves_the_queue_and_comes_back_when_it_is_undone(review):
    review.write(f"{review.line(BOX, 'north/0.txt')}/rule", role="related")
    assert BOX not in review.client.get("/queue?site=north").text
    assert BOX in review.client.get("/queue?site=south").text
    page = review.client.get("/decided").text
    assert "cleancopy run --rebuild --site north" in page
    (rule,) = read_site_rules(review.rules)["north"].rule
    review.write("/decided/undo", of="north", id=rule["id"])
    assert BOX in review.client.get("/queue?site=north").text
    assert "No rule of a single line" in review.client.get("/decided").text


def test_what_is_decided_and_run_is_counted_in_the_tables(review):
    review.write(f"{review.line(BOX)}/rule", role="related")
    review.run()
    page = review.client.get("/decided").text
    assert "3 lines" in page
    assert "waits for a run" not in page


def test_right_as_it_is_is_a_case_and_no_rule(review):
    address = review.line(BOX, "north/2.txt")
    role = next(row["role"] for row in review.archive.rows("lines") if row["text"] == BOX)
    review.write(f"{address}/case", role=role)
    (case,) = read_cases(review.rules.parent / "cases")
    assert (case.document, case.line, case.role) == ("north/2.txt", BOX, role)
    assert not review.rules.exists()


def test_a_document_without_a_site_can_have_a_case_but_no_rule(review):
    address = review.line(BOX, "alone.txt")
    assert "belongs to no site" in review.client.get(address).text
    assert review.client.get(f"{address}/preview?role=tag").status_code == 400
    refused = review.client.post(f"{address}/rule", data={"token": review.token(), "role": "tag"})
    assert refused.status_code == 400
    review.write(f"{address}/case", role="tag")
    assert [case.document for case in read_cases(review.rules.parent / "cases")] == ["alone.txt"]


def test_a_line_that_is_far_too_long_is_shown_at_both_ends_and_has_no_rule(review):
    review.archive.put("north/long.txt", STORY.replace("The first ferry", f"{'word ' * 400_000}The first ferry"))
    review.archive.run(**review.settings)
    row = next(row for row in review.archive.rows("lines") if len(row["text"]) > 100_000)
    address = f"/lines/{row['doc_id']}/{row['line_no']}/1"
    page = review.client.get(address)
    assert len(page.text) < 30_000
    assert "characters not shown" in page.text
    assert "no line to write a rule about" in page.text
    assert review.client.get(f"{address}/preview?role=tag").status_code == 400


def test_tables_that_go_while_a_page_is_made_are_a_sentence(review):
    for path in Store(review.archive.curated).published().files("lines"):
        path.unlink()
    answer = review.client.get("/queue")
    assert answer.status_code == 503
    assert "load it again" in answer.text


def test_a_broken_file_of_decisions_is_told_on_the_page(review):
    review.rules.mkdir(parents=True)
    (review.rules / "north.toml").write_text("[[rule]\n")
    answer = review.client.get("/queue")
    assert answer.status_code == 409
    assert "not valid TOML" in answer.text
