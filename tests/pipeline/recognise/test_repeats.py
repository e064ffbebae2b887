"""Lines a page prints twice."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise import repeats as repetition
from cleancopy.pipeline.recognise.repeats import recognise_repetition
from tests.batches import batch_of
from tests.pipeline.recognise.lexicon.pages import STORY

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
    votes = recognise_repetition(batch_of([page]), Recipe()).votes.to_pylist()
    assert [vote["line"] for vote in votes] == lines
    assert not any(vote["hard"] for vote in votes)


def test_the_evidence_says_how_often() -> None:
    page = f"Harbour walks\nHarbour walks\n{STORY}\nHarbour walks"
    votes = recognise_repetition(batch_of([page]), Recipe()).votes.to_pylist()
    assert {vote["evidence"] for vote in votes} == {"the line stands 3 times on this page"}


def test_neighbouring_documents_are_not_counted_together() -> None:
    assert recognise_repetition(batch_of([f"Harbour walks\n{STORY}"] * 2), Recipe()).votes.num_rows == 0


pieces = st.sampled_from(["Menu", "MENU", "menu ", "12a", "a12b", "Ж Ж", "ок", "It is.", "“so", "", STORY])


@given(st.lists(st.lists(pieces, max_size=9), min_size=1, max_size=3))
def test_what_is_skipped_gets_no_vote_when_all_is_asked(documents: list[list[str]]) -> None:
    """Against the definition, line by line."""
    expected, row = [], 0
    for lines in documents:
        long = [at for at, line in enumerate(lines) if len(line.encode()) >= repetition.LONG_LINE]
        labels = [_label_of(line) for line in lines]
        for at, label in enumerate(labels):
            outside = long and not long[0] <= at <= long[-1]
            if outside and label is not None and labels.count(label) > 1:
                expected.append((row + at, f"the line stands {labels.count(label)} times on this page"))
        row += len(lines)
    votes = recognise_repetition(batch_of(documents), Recipe()).votes
    assert list(zip(votes["line"].to_pylist(), votes["evidence"].to_pylist(), strict=True)) == expected


def _label_of(line: str) -> str | None:
    if not repetition.SHORTEST <= len(line.encode()) <= repetition.LONGEST:
        return None
    sentence, letters = (
        pc.match_substring_regex(pa.array([line]), pattern)[0].as_py()
        for pattern in (repetition._SENTENCE, repetition._LETTERS)
    )
    return line.strip().lower() if letters and not sentence else None
