"""What several stories of a site have in common is a template, and nothing else is."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.sites import Ruling
from tests.relations.newsroom import doc_id, story
from tests.sites.newsroom import CHROME, FORMS, Newsroom, learned, page

FIFTY = {f"site/{number:02}.txt": page(number) for number in range(50)}
BODY = story("again", 6, 40)


def pages(*texts: str) -> dict[str, str]:
    return {f"site/{number:02}.txt": text for number, text in enumerate(texts)}


def test_fifty_stories_with_six_lines_of_chrome_have_six_templates():
    found = learned(FIFTY)
    assert sorted(found.lines("accepted")) == sorted(FORMS)
    assert found.lines("proposed") == []
    rows = {row["line"]: row for row in found.templates.to_pylist()}
    assert {(row["bodies"], row["pages"]) for row in rows.values()} == {(50, 50)}
    assert rows["Home | News | Weather"]["place"] == "above"
    assert rows["Read also"]["place"] == "below"


def test_one_story_under_twenty_paths_is_no_template():
    assert learned(pages(*[page(number, BODY, chrome=[]) for number in range(20)])).templates.num_rows == 0


def test_copies_of_a_story_count_once_and_their_chrome_waits_for_other_stories():
    copies = [page(number, BODY) for number in range(20)]
    assert learned(pages(*copies, page(30))).lines("accepted") == []
    assert sorted(learned(pages(*copies, page(30), page(31))).lines("accepted")) == sorted(FORMS)


@pytest.mark.parametrize(
    ("line", "state"),
    [
        pytest.param("More from this section", "accepted", id="a label"),
        pytest.param("Updated: 14:05, Monday 3 June", "accepted", id="a line with a day's name and numbers"),
        pytest.param("Each week our gardener answers the questions of readers who grow.", "proposed", id="intro"),
        pytest.param("The paper that has told the coast the truth since the war ended.", "proposed", id="a slogan"),
        pytest.param(story("column", 1, 60), "proposed", id="a paragraph"),
        pytest.param("14.05.2024 | 12:30", None, id="a bare date"),
        pytest.param("* * *", None, id="marks"),
    ],
)
def test_labels_are_taken_prose_is_proposed_and_bare_numbers_are_neither(line, state):
    found = learned(pages(*[f"{story(number, 4, 40)}\n{line}" for number in range(4)]))
    assert [row["state"] for row in found.templates.to_pylist()] == ([state] if state else [])


def test_a_label_between_paragraphs_is_left_to_a_person():
    halves = [(story(f"a{n}", 2, 40), story(f"b{n}", 2, 40)) for n in range(4)]
    (row,) = learned(pages(*[f"{first}\nBackground\n{second}" for first, second in halves])).templates.to_pylist()
    assert (row["state"], row["place"]) == ("proposed", "amid")


def test_two_sites_share_nothing_though_their_pages_are_equal():
    two = {f"{site}/{number}.txt": page(number) for site in ("one", "two") for number in range(2)}
    assert learned(two).templates.num_rows == 0
    three = {f"{site}/{number}.txt": page(number) for site in ("one", "two") for number in range(3)}
    found = learned(three)
    assert found.lines("accepted", "one") == found.lines("accepted", "two") == sorted(FORMS)
    ids = [row["template_id"] for row in found.templates.to_pylist()]
    assert len(set(ids)) == len(ids)


def test_a_template_is_accepted_at_three_bodies_and_dropped_below_two():
    newsroom = Newsroom()
    for number, accepted in ((0, 0), (1, 0), (2, 6), (3, 6)):
        newsroom.change({f"site/{number}.txt": page(number)})
        assert len(newsroom.lines("accepted")) == accepted
    for number, accepted in ((0, 6), (1, 6), (2, 0)):
        newsroom.change({}, [f"site/{number}.txt"])
        assert len(newsroom.lines("accepted")) == accepted
    newsroom.change({}, ["site/3.txt"])
    assert newsroom.templates.num_rows == 0, "a line that no page has any more is forgotten"


def test_the_example_is_of_a_page_that_is_still_there():
    newsroom = learned(dict(list(FIFTY.items())[:5]))
    for path in sorted(newsroom.pages, key=doc_id)[:2]:
        newsroom.change({}, [path])
        rows = {row["line"]: row for row in newsroom.templates.to_pylist()}
        first = min(newsroom.pages, key=doc_id)
        assert {row["example_of"] for row in rows.values()} == {doc_id(first)}
        assert rows["Published on # @ # at #"]["example"] in newsroom.pages[first]


def test_the_days_are_those_on_which_pages_were_fetched():
    rows = learned(pages(page(1), page(2)) | {"site/a-long-name.txt": page(3)}).templates.to_pylist()
    assert {(row["first_seen"], row["last_seen"]) for row in rows} == {(date(2024, 5, 11), date(2024, 5, 20))}


@pytest.mark.parametrize(
    ("ruling", "accepted", "rejected"),
    [
        pytest.param(Ruling(rejected={"Read also": "opens our lists"}), 5, ["Read also"], id="rejected"),
        pytest.param(Ruling("propose"), 0, [], id="only proposed"),
        pytest.param(Ruling("propose", accepted={"Read also": "a box"}), 1, [], id="accepted by a person"),
        pytest.param(Ruling("off"), 0, [], id="off"),
    ],
)
def test_persons_and_settings_decide(ruling, accepted, rejected):
    found = learned(dict(list(FIFTY.items())[:4]), {"site": ruling})
    assert len(found.lines("accepted")) == accepted
    assert found.lines("rejected") == rejected


def test_a_decision_holds_for_what_was_learned_before_it():
    newsroom = learned(FIFTY)
    newsroom.rulings = {"site": Ruling(rejected={"Read also": "no"}, accepted={"# comments": "yes"})}
    newsroom.change({"site/new.txt": page(60)})
    rows = {row["line"]: (row["state"], row["decided_by"], row["why"]) for row in newsroom.templates.to_pylist()}
    assert rows["Read also"] == ("rejected", "person", "no")
    assert rows["# comments"] == ("accepted", "person", "yes")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), part=st.integers(1, 9))
def test_any_order_and_any_number_of_runs_make_the_same_table(seed, part):
    rng = random.Random(seed)
    paths = [*FIFTY][:12]
    texts = {path: page(rng.randrange(9), chrome=rng.sample(CHROME, rng.randrange(2, 7))) for path in paths}
    rng.shuffle(paths)
    grown = Newsroom(part=part)
    while paths:
        some, paths = paths[: (cut := rng.randrange(1, 5))], paths[cut:]
        grown.change({path: texts[path] for path in some})
    assert grown.templates.equals(learned(texts).templates)
