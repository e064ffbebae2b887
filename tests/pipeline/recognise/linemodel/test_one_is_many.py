"""The same scores and words for a document alone and in any batch, to the last bit."""

import random

import numpy as np
import pytest

from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.linemodel import score_lines
from cleancopy.pipeline.recognise.linemodel.looks import LINE_BYTES
from cleancopy.pipeline.scan.columns import column
from tests.batches import batch_of, tidied

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщ",
    "的一是不了人我在有他这中大来上",
    "กขคงจฉชซ",
    "ابتثجحخدذر",
    "0123456789",
)
SIGNS = (". ", ", ", " | ", "! ", " - ", "? ", ": ", "… ", "。", " ", "\u00a0", "» ", "(", ") ")


def document(rng):
    lines = []
    for _ in range(rng.choice((0, 1, 3, 8, 30, 90))):
        alphabet = rng.choice(ALPHABETS)
        words = ["".join(rng.choices(alphabet, k=rng.randint(1, 9))) for _ in range(rng.choice((0, 1, 2, 5, 12, 40)))]
        words = [word.capitalize() if rng.random() < 0.3 else word for word in words]
        lines.append(
            "".join(word + rng.choice(SIGNS) for word in words) if rng.random() < 0.5 else " ".join(words) + "."
        )
    return "\n".join(rng.choice(("", "  • ", "   ")) + line for line in lines)


def test_hundreds_of_documents_score_the_same_alone_and_in_a_batch():
    rng = random.Random(7)
    texts = [document(rng) for _ in range(300)]
    together = score_lines(tidied(batch_of(texts)), Recipe())
    score, looks, starts = column(together.lines, "score"), column(together.lines, "looks"), together.starts
    for d, text in enumerate(texts):
        alone = score_lines(tidied(batch_of([text])), Recipe()).lines
        assert np.array_equal(column(alone, "score"), score[starts[d] : starts[d + 1]])
        assert np.array_equal(column(alone, "looks"), looks[starts[d] : starts[d + 1]])


def test_scores_are_multiples_of_a_coarse_grid_and_zero_for_blank_lines():
    scored = score_lines(tidied(batch_of(["A line of some length.\n\n   \nAnother."])), Recipe()).lines
    score = column(scored, "score")
    assert np.array_equal(score * 1024, np.rint(score * 1024))
    assert score[1] == score[2] == 0.0
    assert ((score >= 0) & (score <= 1)).all()


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "x", "word " * (LINE_BYTES // 2), "字" * LINE_BYTES, "." * 70000, "\u00a0", "a\n" * 5000,
        "é" * 9 + "\n" + "e\u0301" * 999,
    ],
    ids=["empty", "blank", "letter", "long_line", "long_cjk", "stops", "nbsp", "many_lines", "marks"],
)  # fmt: skip
def test_no_document_raises(text):
    scored = score_lines(tidied(batch_of([text, "A second document stands beside it."])), Recipe())
    assert len(column(scored.lines, "score")) == len(text.splitlines()) + 1
