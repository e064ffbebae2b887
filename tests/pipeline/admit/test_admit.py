"""What is no article is turned away with the kind seen; what is one, however short or odd, stays."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from cleancopy.pipeline.admit import admit
from cleancopy.pipeline.admit.stubs import rules
from cleancopy.pipeline.recipe import Recipe, Thresholds
from tests.batches import batch_of
from tests.documents import STORY

SENTENCES = tomllib.loads((Path(__file__).parents[1] / "decode" / "sentences.toml").read_text("utf-8"))
LETTERS = "".join(random.Random(4).choices("abcdefghijklmnopqrstuvwxyz      ", k=900))


def reasons(*bodies: str | None, title: str | None = None, sure: float = 0.9, recipe: Recipe | None = None) -> list:
    """(code, kind) or None for each body."""
    batch = batch_of(bodies, text=bodies, title=title, language_confidence=sure)
    found = {
        row["doc"]: (row["code"], row["detail"].split(":")[0])
        for row in admit(batch, recipe or Recipe()).reasons.to_pylist()
    }
    return [found.get(doc) for doc in range(len(bodies))]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, ("no_article", "nothing is left")),
        ("", ("no_article", "nothing is left")),
        ("undefined", ("no_article", "too short")),
        ("...", ("not_prose", "signs")),
        ("12 34 56\n\n78 90", ("not_prose", "numbers")),
        ("\n\n".join(f"{n},{n * 7 % 10}.{n * 13 % 997},{n * n}" for n in range(60)), ("not_prose", "numbers")),
        ("\n\n".join(f"Town {chr(65 + n % 26)};river;{n} boats;yes" for n in range(40)), ("not_prose", "table")),
        ("name\tplace\tcolour\n\n" + "\n\n".join("Ada\tHarbour\tgreen" for _ in range(30)), ("not_prose", "table")),
        ("Ferry service resumes and the islanders are pleased with it", ("no_article", "title only")),
        (
            "Home\n\nNews\n\nSport\n\nWeather\n\nBusiness\n\nTravel\n\nOur shop\n\nLog in\n\nHelp",
            ("no_article", "labels only"),
        ),
        ("Please verify you are a human\n\nThis site requires JavaScript to work", ("no_article", "bot_check")),
        ("Sign in to continue reading this article\n\nAlready a member? Come in", ("no_article", "pay_wall")),
        ("The page you requested could not be found\n\nTry again later", ("no_article", "error_page")),
        (
            "We use cookies and similar tools for the purposes listed here\n\nAccept all\n\nManage choices",
            ("no_article", "consent_wall"),
        ),
    ],
)
def test_what_holds_no_article_is_turned_away_with_the_kind_seen(body, reason):
    assert reasons(body) == [reason]


def test_a_title_without_a_body_is_no_article():
    assert reasons(None, title="Ferry service resumes") == [("no_article", "title only")]


def test_random_letters_are_no_prose_when_no_language_is_known():
    assert reasons(LETTERS, sure=0.2) == [("not_prose", "random letters")]
    assert reasons(STORY, sure=0.2) == [None]


@pytest.mark.parametrize("language", SENTENCES)
def test_two_sentences_in_any_language_are_an_article(language):
    text = SENTENCES[language]["text"]
    assert reasons(text, text.upper(), text[: len(text) // 2] + ".", sure=0.4) == [None, None, None]


@pytest.mark.parametrize(
    "body",
    [
        "The ferry left at noon and nobody was left on the quay.",
        "THE FERRY LEFT AT NOON AND NOBODY WAS LEFT ON THE QUAY.",
        "The river keeps the names\n\nof those who crossed it\n\nand every stone remembers\n\na different one",
        "A: Did you see the ferry?\n\nB: No.\n\nA: Ask me in June.\n\nB: Why in June?\n\nA: Because it sails then.",
        "Results, by arrival:\n\nTeam  W  D  L  Pts\n\nLions of the old town  12  3  1  39\n\nEagles  10  4  2  34",
        "The area of a circle in code:\n\ndef area(r):\n\n    return 3.14 * r ** 2\n\nShe explained it twice.",
        'She clicked "Share this post", closed the laptop, and told the court that she had read enough for one day.',
        "Just a moment, the judge said.\n\nAccess denied, the door's display said all day long, the witness added.",
        "What to bring:\n\n- bread\n\n- a lamp\n\n- Call the guard before you leave the hut, and close the door.",
        "On 14 June 2024 at 17:34 the 12 boats of class B, with 240 places each, carried 1,140 people.",
    ],
)
def test_short_and_odd_articles_stay(body):
    assert reasons(body) == [None]


def test_the_thresholds_are_settings():
    body = "Eight words are needed here."
    assert reasons(body) == [("no_article", "too short")]
    assert reasons(body, recipe=Recipe(thresholds=Thresholds(min_body_words=3))) == [None]


def test_a_document_turned_away_before_gets_no_second_reason():
    batch = batch_of([""], text=None, title=None, language_confidence=None)
    batch = batch.adding(reasons=[{"doc": 0, "stage": "decode", "code": "empty", "detail": "the file has no bytes"}])
    assert admit(batch, Recipe()).reasons.num_rows == 1


def test_the_decision_does_not_depend_on_the_batch():
    bodies = [case["text"] for case in SENTENCES.values()] + ["...", "1 2 3", "", LETTERS, STORY * 20]
    assert reasons(*bodies, sure=0.4) == [reasons(body, sure=0.4)[0] for body in bodies]


def test_every_stub_rule_has_an_example_and_a_near_miss():
    assert len(rules()) >= 4
