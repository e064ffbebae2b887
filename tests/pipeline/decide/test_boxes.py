"""What a heading of other stories lists goes with it, amid the text and below it; the story's own lines stay."""

from __future__ import annotations

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.decide.stage import decide
from cleancopy.pipeline.recipe import Recipe
from tests import batches
from tests.documents import documents

HEAD = "Home\nNews\nLog in\n\nOld mill to become a library\n\nBy Ada Lindqvist\n12 April 2024\n\n"
FOOT = "\n\nShare this article\nFacebook\n© 2024 Pier Post. All rights reserved.\nPrivacy policy\n"
ONE, TWO, THREE, FOUR = (
    "The council voted on Monday to turn the old mill by the weir into a library, after four years of argument.",
    "Its wheel will stay where it is, and the machines of the last miller will be shown behind glass.",
    "“We had three offers from hotels, and all of them were higher,” said the mayor, who voted for the library.",
    "Work begins in the autumn. The books, which are kept in a school today, will be moved in the spring after next.",
)


def kept(*lines: str) -> str:
    page = HEAD + "\n\n".join(lines) + FOOT
    rows = clean(documents({"site/story.txt": page.encode()}), Recipe()).articles
    return str(rows["text"][0].as_py())


GOES = {
    "bullets under a heading": ("Recommended stories", "• Bus fares to rise again", "• Swans back on the town pond"),
    "plain headlines": ("Most read", "Bus fares to rise again", "Swans back on the town pond", "School wins chess cup"),
    "one headline": ("Related articles", "Bus fares to rise again"),
    "a frame for readers of screens": (
        "Related stories",
        "list of 2 items",
        "• Bus fares to rise again",
        "end of list",
    ),
    "bullets beside a label": ("• Opinion: Leave the mill alone", "• Swans back on the town pond"),
    "a label in capitals": ("MORE: Swans are back on the town pond",),
    "a German box": ("Das könnte Sie auch interessieren", "• Busse werden teurer", "• Schwäne sind zurück"),
}


@pytest.mark.parametrize("box", GOES.values(), ids=GOES)
def test_a_box_amid_the_text_goes_and_the_text_around_it_stays(box):
    text = kept(ONE, TWO, *box, THREE, FOUR)
    assert [line for line in (ONE, TWO, THREE, FOUR) if line.replace("“", '"').replace("”", '"') not in text] == []
    assert [line for line in box if line.strip("• ") in text] == []


STAYS = {
    "a heading of the story": ("What happens to the wheel",),
    "a list of the story": ("• a reading room with forty seats", "• a workshop for printers"),
    "a list that a colon announces": ("The house will hold:", "• a reading room", "• a workshop"),
}


@pytest.mark.parametrize("lines", STAYS.values(), ids=STAYS)
def test_what_only_looks_like_a_box_stays(lines):
    assert lines[-1].strip("• ") in kept(ONE, TWO, *lines, THREE, FOUR)


def test_headlines_with_a_sentence_each_below_the_story_are_teasers():
    teasers = (
        "Swans back on the town pond",
        "A pair of swans has come back to the pond behind the station, the first one in eleven years, walkers say.",
        "Bus fares to rise again",
        "A day ticket will cost forty pence more from May, the bus company said, and blamed the price of fuel.",
    )
    text = kept(ONE, TWO, THREE, "Top news headlines", *teasers)
    assert [line for line in teasers if line in text] == []
    assert ONE in text


def test_paragraphs_that_follow_one_another_below_a_heading_are_the_story():
    assert FOUR in kept(ONE, "Related stories", "Swans back on the town pond", TWO, FOUR)


def test_words_that_stand_under_every_entry_of_a_list_head_nothing():
    entries = ("Elm Street 4", "Read more", "Weir Lane 4", "Read more", "Mill Row 4", "Read more", "Hill End 4")
    batch = batches.scored(batches.tidied(batches.batch_of(["\n".join([ONE, TWO, *entries])])), [1.0] * 9)
    votes = [(at, "related", "related:heading", "why", 0.99, True) for at in (3, 5, 7)]
    roles = decide(batches.voted(batch, *votes), Recipe()).lines.column("role").to_pylist()
    assert [role for role in roles[2::2] if role == "related"] == []


def test_a_heading_below_a_box_of_one_story_stays_when_the_model_takes_it_for_body():
    lines = (ONE, TWO, "Related article", "Swans back on the town pond", "What happens to the wheel", THREE)
    batch = batches.scored(batches.tidied(batches.batch_of(["\n".join(lines)])), [1.0, 1.0, 0.1, 0.8, 0.8, 1.0])
    batch = batches.voted(batch, (2, "related", "related:heading", "why", 0.99, True))
    assert decide(batch, Recipe()).lines.column("kept").to_pylist() == [True, True, False, False, True, True]


def test_paragraphs_below_the_last_bullet_of_a_box_belong_to_the_story():
    box = ("Recommended stories", "• Bus fares to rise again", "• Swans back on the town pond")
    text = kept(ONE, TWO, *box, THREE, "What happens to the wheel", FOUR)
    assert "What happens to the wheel" in text
    assert FOUR in text
