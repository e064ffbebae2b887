"""Lines a page prints twice."""

from __future__ import annotations

import pytest

from flows.clean.recipe import Recipe
from flows.clean.roles.repetition import recognise_repetition
from tests.lexicon.pages import STORY, batch_of

VOTED = {
    "a menu above and below the text": (f"Harbour walks\n{STORY}\nHarbour walks", [0, 2]),
    "in another case": (f"Harbour walks\n{STORY}\nHARBOUR WALKS", [0, 2]),
    "between paragraphs no copy counts": (f"{STORY}\nHarbour walks\n{STORY}\nHarbour walks\n{STORY}", []),
    "speech": (f"{STORY}\n“Not one more day.”\n{STORY}\n“Not one more day.”", []),
    "an open quotation": (f"“Not one more day\n{STORY}\n“Not one more day", []),
    "a sentence": (f"It rained.\n{STORY}\nIt rained.", []),
    "numbers": (f"12\n{STORY}\n12", []),
    "a paragraph": (f"{STORY}\n{STORY}", []),
    "a page without running text": ("Harbour walks\nHarbour walks", []),
    "once": (f"Harbour walks\n{STORY}", []),
}


@pytest.mark.parametrize(("page", "lines"), VOTED.values(), ids=VOTED.keys())
def test_a_repeated_label_outside_the_text_gets_a_soft_vote(page: str, lines: list[int]) -> None:
    votes = recognise_repetition(batch_of(page), Recipe()).votes.to_pylist()
    assert [vote["line"] for vote in votes] == lines
    assert not any(vote["hard"] for vote in votes)


def test_the_evidence_says_how_often() -> None:
    page = f"Harbour walks\nHarbour walks\n{STORY}\nHarbour walks"
    votes = recognise_repetition(batch_of(page), Recipe()).votes.to_pylist()
    assert {vote["evidence"] for vote in votes} == {"the line stands 3 times on this page"}


def test_neighbouring_documents_are_not_counted_together() -> None:
    assert (
        recognise_repetition(batch_of(f"Harbour walks\n{STORY}", f"Harbour walks\n{STORY}"), Recipe()).votes.num_rows
        == 0
    )
