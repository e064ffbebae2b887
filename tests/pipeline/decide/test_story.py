"""The story is one stretch where the page draws its bounds; where it does not, the model's word stands."""

from __future__ import annotations

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.decide.stage import decide
from cleancopy.pipeline.recipe import Recipe
from tests import batches
from tests.documents import documents

MENU = "Skip to main content\nHome\nNews\nSport\nSubscribe\nLog in\n\n"
FOOT = "\n\nShare this article\nFacebook\nRelated stories\n© 2024 Pier Post. All rights reserved.\nPrivacy policy\n"
HEAD = "Old hall to close for nine weeks\n\nBy Ada Lindqvist\n12 April 2024\n\n"
PARAGRAPHS = (
    "The council met on Monday and weighed three plans for the old hall, which has stood empty for ten years now.",
    "Engineers told the meeting that the roof would hold for two more winters, and that nobody should wait longer.",
    "Shop owners nearby said that they welcomed the decision and hoped that the square would not be closed as well.",
)


def text_of(page: str) -> str:
    articles = clean(documents({"site/story.txt": page.encode()}), Recipe()).articles
    return str(articles["text"][0].as_py()) if articles.num_rows else ""


def story(*lines: str, head: str = HEAD) -> str:
    return text_of(MENU + head + "\n\n".join(lines) + FOOT)


STAYS = {
    "a short question": (*PARAGRAPHS[:1], "And now?", *PARAGRAPHS[1:]),
    "a first sentence": ("Nobody laughed.", *PARAGRAPHS),
    "a last sentence": (*PARAGRAPHS, "Then they went home."),
    "a signature amid letters": (*PARAGRAPHS[:2], "Horace Lint, Westmoor", *PARAGRAPHS[2:]),
    "opening hours": (*PARAGRAPHS[:2], "Mon 10:00 - 18:00", "Tue closed", *PARAGRAPHS[2:]),
}


@pytest.mark.parametrize("lines", STAYS.values(), ids=STAYS)
def test_an_odd_line_within_the_bounds_of_a_story_stays(lines):
    kept = story(*lines)
    assert [line for line in lines if line not in kept] == []


INTERVIEWS = {
    "English": "The mill has been sold, the council said.|Why now?|Because.|And the wheel?|It stays.",
    "Greek": "Ο μύλος πουλήθηκε, είπε τη Δευτέρα ο δήμος.|Γιατί τώρα;|Γιατί έτσι.|Και ο τροχός;|Μένει.",
    "Chinese": "老磨坊已经卖出，市政府星期一说，价格没有公布。|为什么是现在？|没有别的办法。|水轮呢？|留下。",
    "Korean": "낡은 방앗간이 팔렸다고 시청이 월요일에 밝혔다.|왜 지금입니까?|그렇습니다.|물레는요?|남습니다.",
}


@pytest.mark.parametrize("lines", INTERVIEWS.values(), ids=INTERVIEWS)
def test_questions_and_answers_below_the_date_stay_whatever_the_model_says(lines):
    batch = batches.tidied(batches.batch_of(["\n".join(["12.04.2024", *lines.split("|"), "Share"])]))
    batch = batches.voted(
        batches.scored(batch, [0.1, 0.6, *[0.05] * 5]),
        (0, "dateline", "date_line", "12.04.2024", 0.8, False),
        (6, "share", "share:button", "why", 0.99, True),
    )
    assert decide(batch, Recipe()).lines.column("kept").to_pylist() == [False, *[True] * 5, False]


def test_headlines_below_a_date_are_no_interview():
    lines = ("12.04.2024", PARAGRAPHS[0], "Swans are back", "Bus drivers vote", "Share")
    batch = batches.tidied(batches.batch_of(["\n".join(lines)]))
    batch = batches.voted(
        batches.scored(batch, [0.1, 0.1, 0.02, 0.02, 0.1]),
        (0, "dateline", "date_line", "12.04.2024", 0.8, False),
        (4, "share", "share:button", "why", 0.99, True),
    )
    assert decide(batch, Recipe()).lines.column("kept").to_pylist()[2:4] == [False, False]


def test_letters_may_end_with_a_signature():
    letters = (PARAGRAPHS[0], "Horace Lint, Westmoor", PARAGRAPHS[1], "I. Marrow", PARAGRAPHS[2], "Name supplied")
    batch = batches.tidied(batches.batch_of(["\n".join(["12 April 2024", *letters, "Share"])]))
    batch = batches.voted(
        batches.scored(batch, [0.1, 1.0, 0.2, 1.0, 0.2, 1.0, 0.1, 0.1]),
        (0, "dateline", "date_line", "12 April 2024", 0.8, False),
        (7, "share", "share:button", "why", 0.99, True),
    )
    assert decide(batch, Recipe()).lines.column("kept").to_pylist()[1:7] == [True] * 6


def test_a_line_that_is_no_sentence_below_the_last_paragraph_of_a_story_goes():
    assert "Name and address" not in story(*PARAGRAPHS, "Name and address supplied")


def test_what_is_outside_the_bounds_goes():
    kept = story(*PARAGRAPHS)
    assert "Log in" not in kept
    assert "Privacy policy" not in kept


def test_without_a_head_nothing_bounds_a_story():
    kept = text_of(
        MENU + "Five things to do this weekend\n\n" + "\n\n".join(PARAGRAPHS) + "\n\nBus drivers vote on rota\n"
    )
    assert "Bus drivers vote on rota" not in kept


@pytest.mark.parametrize(
    "first", [PARAGRAPHS[0], "Дом " + "старой ратуши закрыт на девять недель, сообщил совет. " * 2]
)
def test_the_large_first_letter_of_a_story_belongs_to_its_word(first):
    kept = story(f"{first[0]}\n{first[1:]}", *PARAGRAPHS[1:])
    assert kept.startswith(first[:20])


TEASERS = "\n".join(
    f"• {title}\n{teaser}\nToday, 10:4{at}"
    for at, (title, teaser) in enumerate(
        [
            (
                "Bus drivers vote on rota",
                "Drivers of the city have begun to vote on the new rota; the count is on Friday.",
            ),
            (
                "Libraries open on Sundays",
                "Three branches stay open on Sundays after a trial drew more than expected.",
            ),
            (
                "Pupils grow their lunch",
                "Pupils of the valley will grow their lunch from the spring, their school said.",
            ),
            (
                "A new crane for the port",
                "The port will get a new crane before the summer, the largest one so far.",
            ),
        ]
    )
)


def test_a_menu_entry_above_the_story_opens_no_readers_corner():
    kept = text_of(f"{MENU}{TEASERS}\n\nComments\n\n{HEAD}" + "\n\n".join(PARAGRAPHS) + FOOT)
    assert [line for line in PARAGRAPHS if line not in kept] == []


def test_comments_below_the_story_still_go():
    comments = "\n".join(
        f"Reader {n}\nI have lived here for {n}0 years and never seen such a thing, to be honest." for n in (3, 4)
    )
    kept = text_of(MENU + HEAD + "\n\n".join([*PARAGRAPHS, *PARAGRAPHS[:1]]) + f"\n\n2 Comments\n{comments}\n" + FOOT)
    assert "never seen such a thing" not in kept


def test_a_pointer_below_the_first_paragraph_does_not_cut_it_off():
    kept = story(PARAGRAPHS[0], "READ MORE: The hall through the years", *PARAGRAPHS[1:])
    assert kept.startswith(PARAGRAPHS[0])
    assert "through the years" not in kept


def test_paragraphs_right_below_the_date_are_the_story_though_the_model_takes_all_of_them_away():
    batch = batches.tidied(batches.batch_of(["\n".join(["12 April 2024", *PARAGRAPHS, "Share"])]))
    batch = batches.voted(
        batches.scored(batch, [0.1] * 5),
        (0, "dateline", "date_line", "12 April 2024", 0.8, False),
        (4, "share", "share:button", "why", 0.99, True),
    )
    assert decide(batch, Recipe()).lines.column("role").to_pylist()[1:4] == ["body"] * 3


def test_a_note_about_the_author_below_the_story_is_left_to_the_model_when_it_is_sure():
    note = "Ada Lindqvist has written about old houses for this paper since she was a trainee, and lives in one."
    batch = batches.tidied(batches.batch_of(["\n".join(["12 April 2024", *PARAGRAPHS, note, "Share"])]))
    batch = batches.voted(
        batches.scored(batch, [0.1, 1.0, 1.0, 1.0, 0.01, 0.1]),
        (0, "dateline", "date_line", "12 April 2024", 0.8, False),
        (5, "share", "share:button", "why", 0.99, True),
    )
    assert decide(batch, Recipe()).lines.column("role").to_pylist()[4] == "other_chrome"


@pytest.mark.parametrize(("score", "role"), [(0.04, "other_chrome"), (0.06, "body")])
def test_a_sentence_below_the_body_must_be_likelier_than_one_amid_it(score, role):
    note = "Tell us about an old house of yours."
    lines = ["12 April 2024", PARAGRAPHS[0], "The roof", *PARAGRAPHS[1:], note, "Share"]
    batch = batches.voted(
        batches.scored(batches.tidied(batches.batch_of(["\n".join(lines)])), [0.1, 1.0, 0.04, 1.0, 1.0, score, 0.1]),
        (0, "dateline", "date_line", "12 April 2024", 0.8, False),
        (6, "share", "share:button", "why", 0.99, True),
    )
    assert decide(batch, Recipe()).lines.column("role").to_pylist()[2:6] == ["heading", "body", "body", role]
