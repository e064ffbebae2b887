"""What comes out when rules, recognisers and the model disagree."""

from importlib import import_module

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.decide.stage import decide
from cleancopy.pipeline.recipe import Recipe, Site
from cleancopy.pipeline.recognise.comments import recognise_comments
from cleancopy.pipeline.recognise.lexicon import recognise_lexicon
from cleancopy.pipeline.scan.columns import column
from tests import batches
from tests.batches import batch_of, tidied, voted

DECIDE = import_module("cleancopy.pipeline.decide.stage")
PROSE = "The board met on Monday and weighed three plans for the old hall, which has stood empty for ten years now."


def scored(texts, scores, site=None):
    return batches.scored(tidied(batch_of(texts, site=site)), scores)


def roles(batch, recipe=None):
    return decide(batch, recipe or Recipe()).lines.column("role").to_pylist()


def one(score, *votes, text=PROSE):
    """The role of the middle one of three lines of body."""
    batch = scored([f"{PROSE}\n{text}\n{PROSE}"], [1.0, score, 1.0])
    return roles(voted(batch, *votes) if votes else batch)[1]


@pytest.mark.parametrize(
    ("score", "votes", "role"),
    [
        (0.9, [], "body"),
        (0.02, [], "other_chrome"),
        (0.1, [], "body"),
        (0.9, [("share", 0.99, True)], "share"),
        (0.9, [("share", 0.8, False)], "body"),
        (0.7, [("share", 0.8, False)], "share"),
        (0.9, [("title", 0.9, False)], "title"),
        (0.9, [("title", 0.9, False), ("related", 0.9, True)], "related"),
        (0.1, [("title", 0.9, False), ("related", 0.8, False)], "title"),
        (0.2, [("body", 0.9, False)], "body"),
        (0.0, [("body", 0.9, True)], "body"),
    ],
)
def test_a_hard_vote_beats_a_reading_beats_a_soft_vote_that_beats_a_weak_score(score, votes, role):
    assert one(score, *((1, r, f"rule_{r}", "why", c, hard) for r, c, hard in votes)) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("What the plans say", "heading"), ("• a roof of slate", "list_item"), ("2. a roof of tin", "list_item"),
        ("- a roof of straw", "list_item"), ("“No,” she said.", "body"), ("Why?", "body"),
        ("-5 degrees at night", "heading"),
    ],
)  # fmt: skip
def test_what_is_kept_is_told_apart_by_its_shape(text, role):
    assert one(1.0, text=text) == role


def test_a_long_line_is_prose_whatever_it_begins_with():
    assert one(0.9, (1, "byline", "byline_label", "By", 0.9, False), text="By " + PROSE * 8) == "body"


def test_every_line_names_its_rule_and_its_evidence_but_blank_ones():
    lines = decide(scored([f"Menu\n\n{PROSE}"], [0.0, 0.0, 1.0]), Recipe()).lines
    assert lines.column("role").to_pylist() == ["other_chrome", "blank", "body"]
    assert [rule is not None for rule in lines.column("rule").to_pylist()] == [True, False, True]
    assert all(said for said in (lines.column("evidence")[0].as_py(), lines.column("evidence")[2].as_py()))
    assert lines.column("rule")[0].as_py().startswith("model:")


def test_a_site_may_keep_all_and_its_neighbour_in_the_batch_does_not():
    batch = scored(["Menu\n" + PROSE] * 2, [0.0, 1.0] * 2, ["kept.example", "other.example"])
    recipe = Recipe(sites={"kept.example": Site(keep_all=True)})
    assert roles(batch, recipe) == ["heading", "body", "other_chrome", "body"]


def test_a_short_text_the_model_would_lose_whole_stays_when_no_rule_saw_chrome():
    text = "Rain\n" + PROSE
    assert roles(scored([text], [0.1, 0.3])) == ["heading", "body"]
    seen = voted(scored([text], [0.1, 0.3]), (0, "share", "rule", "why", 0.9, False))
    assert roles(seen) == ["share", "other_chrome"]
    assert roles(scored(["Home\nNews\nSport"], [0.1, 0.1, 0.1])) == ["other_chrome"] * 3


def test_lone_prose_far_from_the_body_goes():
    text = "\n".join([*[PROSE] * 8, *["Menu"] * 12, PROSE, "Menu"])
    kept = column(decide(scored([text], [1.0] * 8 + [0.0] * 12 + [1.0, 0.0]), Recipe()).lines, "kept")
    assert kept.tolist() == [True] * 8 + [False] * 14


def test_a_section_far_from_the_body_stays():
    text = "\n".join([*[PROSE] * 60, *["Menu"] * 40, *[PROSE] * 8])
    kept = column(decide(scored([text], [1.0] * 60 + [0.0] * 40 + [1.0] * 8), Recipe()).lines, "kept")
    assert kept.tolist() == [True] * 60 + [False] * 40 + [True] * 8


@pytest.mark.parametrize(("score", "gap", "kept"), [(0.2, 1, True), (0.2, 3, True), (0.2, 4, False), (0.19, 1, False)])
def test_a_few_doubtful_lines_between_two_of_the_body_stay(score, gap, kept):
    text = "\n".join([*["Menu"] * 40, *[PROSE] * 3, *["Fog at the weir"] * gap, *[PROSE] * 3])
    found = decide(scored([text], [0.0] * 40 + [1.0] * 3 + [score] * gap + [1.0] * 3), Recipe())
    assert column(found.lines, "kept")[43 : 43 + gap].tolist() == [kept] * gap


def test_doubtful_lines_below_the_body_are_in_no_gap():
    text = "\n".join([*["Menu"] * 40, *[PROSE] * 3, "Fog at the weir"])
    assert not column(decide(scored([text], [0.0] * 40 + [1.0] * 3 + [0.5]), Recipe()).lines, "kept")[-1]


@pytest.mark.parametrize(("score", "kept"), [(0.1, False), (0.3, True)])
def test_between_headline_and_text_a_line_must_be_likelier_than_amid_the_text(score, kept):
    lines = ["Harbour opens", "Photo gallery", PROSE, "Fog at the weir", PROSE]
    batch = voted(scored(["\n".join(lines)], [0.3, score, 1.0, 0.1, 1.0]), (0, "title", "headline", "why", 0.9, False))
    assert column(decide(batch, Recipe()).lines, "kept").tolist() == [False, kept, True, True, True]


def test_two_halves_of_a_story_around_a_box_stay():
    text = "\n".join([*[PROSE] * 4, *["Menu"] * 12, *[PROSE] * 4])
    kept = column(decide(scored([text], [1.0] * 4 + [0.0] * 12 + [1.0] * 4), Recipe()).lines, "kept")
    assert kept.sum() == 8


def test_doubtful_lines_stay_on_a_page_that_is_nearly_all_body():
    text = "\n".join([PROSE] * 40)
    doubted = [1] * 9 + [0.3] + [1] * 30
    assert column(decide(scored([text], doubted), Recipe()).lines, "kept").all()
    assert not column(decide(scored([text], [1] * 9 + [0.3] + [0] * 30), Recipe()).lines, "kept")[9]


def test_short_lines_amid_a_short_text_stay():
    text = "\n".join([PROSE, "Lions 12 3 1", "Eagles 10 4 2", PROSE, "Home"])
    kept = column(decide(scored([text], [1, 0.1, 0.1, 1, 0.1]), Recipe()).lines, "kept")
    assert kept.tolist() == [True, True, True, True, False]


def commented(opening, before, after):
    text = "\n".join([*[PROSE] * before, "12 comments", *[PROSE] * after])
    batch = scored([text], [1.0] * before + [0.0] + [1.0] * after)
    return roles(recognise_comments(voted(batch, (before, "comments", "rule", "why", 0.9, opening)), Recipe()))


def test_what_follows_the_opening_of_the_comments_is_the_readers():
    assert commented(True, 6, 5)[6:] == ["comments"] * 6


def test_a_counter_of_comments_under_the_title_opens_nothing():
    assert commented(True, 1, 8)[2:] == ["body"] * 8


HEADING = "Discussion about this post"
CORNERS = {
    "a text that begins with the heading": ([], [HEADING], False),
    "below blank lines": (["", ""], ["12 Kommentare zu diesem Artikel"], False),
    "below a menu": (["Menu"], [HEADING], True),
    "a counter at the top": ([], ["12 comments"], True),
    "a sentence": ([], ["Discussion about this post went on."], True),
    "a counter that names the page, below a short story": ([PROSE] * 4, ["34 responses to “The old hall”"], False),
    "the same below a menu": (["Menu"], ["34 responses to “The old hall”"], True),
    "three comments with their heads": ([PROSE] * 4, ["2. Ada Lindqvist says", PROSE] * 3, False),
    "two of them": ([PROSE] * 4, ["2. Ada Lindqvist says", PROSE] * 2, True),
}


@pytest.mark.parametrize(("above", "heading", "kept"), CORNERS.values(), ids=CORNERS)
def test_what_stands_over_readers_comments_alone_opens_a_corner_that_may_be_most_of_the_page(above, heading, kept):
    lines = [*above, *heading, *[PROSE] * 12]
    batch = recognise_lexicon(scored(["\n".join(lines)], [float(line == PROSE) for line in lines]), Recipe())
    assert (roles(recognise_comments(batch, Recipe()))[-12:] == ["body"] * 12) == kept


def test_an_empty_batch_is_decided():
    batch = scored([[""]], [0.0])
    assert roles(batch) == ["blank"]


@pytest.mark.parametrize(
    ("score", "over", "text", "role"),
    [
        pytest.param(0.35, 1.0, PROSE + " It may yet be sold.", "body", id="a paragraph right below the body"),
        pytest.param(0.2, 1.0, PROSE + " It may yet be sold.", "other_chrome", id="too little like a body"),
        pytest.param(0.35, 0.6, PROSE + " It may yet be sold.", "other_chrome", id="the line above is not sure itself"),
        pytest.param(0.35, 1.0, "Halls, theatres, cinemas, museums, castles " * 3, "other_chrome", id="long, no prose"),
        pytest.param(0.35, 1.0, "It may yet be sold, the board told us.", "other_chrome", id="prose, but short"),
    ],
)
def test_the_last_paragraph_stays_though_chrome_stands_below_it(score, over, text, role):
    menu = "\n".join(["Home"] * 40)
    batch = scored([f"{menu}\n{PROSE}\n{text}\n{menu}"], [0.0] * 40 + [over, score] + [0.0] * 40)
    assert roles(batch)[41] == role


odd_lines = st.text("aZ0_ \t.:;,!?\"'”»)(]*-•·–é\u00a0", min_size=1, max_size=6)


@given(st.one_of(odd_lines, st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_the_ends_of_a_line_say_nothing_that_a_pattern_denies(line):
    first, last = line.encode()[0], line.encode()[-1]
    listed, no_heading, going_on = (
        pc.match_substring_regex(pa.array([line]), pattern)[0].as_py()
        for pattern in (DECIDE._LIST, DECIDE._NO_HEADING, DECIDE._GOING_ON)
    )
    if DECIDE._NO_LIST[first]:
        assert not listed
    if DECIDE._SMALL[first] or DECIDE._ENDING[last]:
        assert no_heading
    elif DECIDE._WORD[first] and DECIDE._WORD[last]:
        assert not no_heading
    if DECIDE._WORD[first]:
        assert going_on == DECIDE._SMALL[first]


def of_rule(rule, lines, *, prose=6, soft=False):
    """Six lines of prose and a last one, with votes of one rule on some of them: roles and warnings."""
    texts = [f"{PROSE} It is the plan of {name}." for name in ("May", "June", "July", "August", "October", "March")]
    batch = scored(["\n".join(texts[:prose])], [0.9] * prose)
    votes = [(at, "comments", rule, "why", 0.99, not soft) for at in lines]
    decided = decide(voted(batch, *votes), Recipe())
    return decided.lines.column("role").to_pylist(), decided.warnings.to_pylist()


def test_a_rule_that_would_take_most_of_a_page_is_weighed_against_the_model_and_told():
    roles_, warnings = of_rule("comments:mine", range(5))
    assert roles_ == ["body"] * 6
    assert [(w["code"], w["evidence"]) for w in warnings] == [
        ("rule_took_most", "comments:mine would take 83% of the prose")
    ]


@pytest.mark.parametrize(("lines", "prose"), [([0, 1, 2, 3], 6), ([0, 1], 2)], ids=["two thirds", "a notice alone"])
def test_a_rule_that_takes_less_or_a_notice_stays_hard(lines, prose):
    roles_, warnings = of_rule("comments:mine", lines, prose=prose)
    assert [roles_[at] for at in lines] == ["comments"] * len(lines)
    assert warnings == []


def test_what_two_rules_take_is_counted_for_each():
    batch = scored(["\n".join(PROSE + f" {n}" for n in "abcdef")], [0.9] * 6)
    votes = [(at, "legal", f"legal:{'one' if at < 3 else 'two'}", "why", 0.99, True) for at in range(6)]
    assert decide(voted(batch, *votes), Recipe()).warnings.num_rows == 0


@pytest.mark.parametrize(
    ("page", "scores", "taken"),
    [
        ("Share\n0\nFacebook", [0.1, 0.6, 0.1], True),
        ("Share\n12.05.2024\n*\nFacebook", [0.1, 0.6, 0.6, 0.1], True),
        ("Share\n17", [0.1, 0.6], True),
        (f"{PROSE}\n***\n{PROSE}", [0.9, 0.6, 0.9], False),
        (f"{PROSE}\n1984\nFacebook", [0.9, 0.6, 0.1], False),
        ("Share\n$ 4.50\nFacebook", [0.1, 0.6, 0.1], False),
        ("Share\n+ 3 %, 12.5\nFacebook", [0.1, 0.6, 0.1], False),
    ],
)
def test_a_count_or_date_amid_chrome_is_chrome(page, scores, taken):
    lines = decide(scored([page, PROSE], [*scores, 0.9]), Recipe()).lines
    assert ("no_letter" in lines.column("rule").to_pylist()) == taken
