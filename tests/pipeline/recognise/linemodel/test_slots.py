"""Labels of advertising slots between two paragraphs are not shown to the net; all others are."""

import pytest

from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.lexicon import recognise_lexicon
from cleancopy.pipeline.recognise.linemodel.stage import score_lines
from cleancopy.pipeline.scan.columns import byte_lengths, column
from tests.batches import batch_of, tidied

ONE = "The council voted on Monday to turn the old mill by the weir into a library, after four years of argument."
TWO = "Its wheel will stay where it is, and the machines of the last miller will be shown behind glass."
MENU = "Home\nNews\nSport\n\n"


def scores(*pages):
    batch = score_lines(recognise_lexicon(tidied(batch_of(pages)), Recipe()), Recipe())
    return column(batch.lines, "score")[byte_lengths(batch.lines.column("text")) > 0].tolist()


@pytest.mark.parametrize("slot", ["Advertisement", "REKLAM", "Article content", "Anzeige\n\nAdvertisement"])
def test_paragraphs_score_as_if_no_slot_were_between_them(slot):
    labels = [line for line in slot.split("\n") if line]
    torn = f"{MENU}{ONE}\n\n{slot}\n\n{TWO}\n\n{ONE}"
    whole = "\n".join(line for line in torn.split("\n") if line not in labels)
    assert scores(torn) == [*scores(whole)[:4], *[0.0] * len(labels), *scores(whole)[4:]]


SHOWN = {
    "above a headline": f"{ONE}\n\nAdvertisement\n\nNew crane for the port\n\n{TWO}",
    "at the end": f"{ONE}\n\n{TWO}\n\nAdvertisement",
    "a sentence about one": f"{ONE}\n\nAdvertisement income is down.\n\n{TWO}",
}


@pytest.mark.parametrize("page", SHOWN.values(), ids=SHOWN)
def test_other_lines_are_seen(page):
    assert 0.0 not in scores(page)


def test_a_slot_between_two_documents_is_between_no_paragraphs():
    assert scores(ONE, f"Advertisement\n\n{TWO}") == [*scores(ONE), *scores(f"Advertisement\n\n{TWO}")]
    assert 0.0 not in scores(ONE, f"Advertisement\n\n{TWO}")
