"""A line with which the sentence of the line above goes on stays with it, in text of a fixed width."""

from __future__ import annotations

import textwrap

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents

HEAD = "Old mill to become a library\n\nBy Ada Lindqvist\n12 April 2024\n\n"
PARAGRAPHS = (
    "The council voted on Monday to turn the old mill by the weir into a library, after four years of talk.",
    "Its wheel will stay where it is, and the machines of the last miller will be shown behind glass in the new hall.",
    "Work begins in the autumn. The books, which are kept in a school today, will be moved in spring, perhaps by the "
    "end of February.",
)


def text_of(page: str) -> str:
    return str(clean(documents({"site/story.txt": page.encode()}), Recipe()).articles["text"][0].as_py())


@pytest.mark.parametrize("width", [60, 70, 80])
def test_the_last_words_of_a_wrapped_story_stay(width):
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)
    assert text_of(HEAD + wrapped + "\n").split() == " ".join(PARAGRAPHS).split()


@pytest.mark.parametrize(
    "below", ["Facebook", "share this", "https://pier.example/story", "MSRP: $149.99", "Rating 4.5"]
)
def test_a_label_below_a_sentence_that_ended_goes(below):
    assert below not in text_of(HEAD + "\n\n".join(PARAGRAPHS) + "\n" + below + "\nTwitter\nLog in\nPrivacy policy\n")
