"""Signals equal the plain reference, alone and in any batch."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.assess import assess
from cleancopy.pipeline.columns import SIGNALS_TYPE
from cleancopy.pipeline.recipe import Recipe
from tests.batches import folded
from tests.kits import PAGES, needs_pages
from tests.pipeline.assess.reference import measured

PIECES = """the a of and red hen Hen sat sat. mat! it's co-op 1,5 3.14 x... … # • - {} Mr. e.g. says “hi” privacy policy
use cookies lorem ipsum JavaScript или да. Это 他来了。 我 สวัสดี هل؟ नमस्ते। ეს İstanbul ß Ǆ ’ ( )"""
WORDS = st.sampled_from([*PIECES.split(), "\u200d", "\n", "\n \n", "\n\n", "\n\n•"])
TEXTS = st.one_of(
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(WORDS, max_size=60).map(lambda words: "\n\n".join([" ".join(words[:20])] * 2 + [" ".join(words[20:])])),
    st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80),
)
LANGUAGES = st.sampled_from(["en", "de", "ru", "zh", "xx", None])

STORY = (
    "The ferry left at nine. It was late, and nobody minded!\n\nThe ferry left at nine. It was late, and nobody minded!"
    "\n\n• Bring a coat\n• Bring a coat\n\nWe use cookies... See the privacy policy."
)


def rows(texts: list[str | None], languages: list[str | None]) -> list[dict[str, float] | None]:
    batch = assess(folded(texts, languages=languages), Recipe())
    return batch.docs.column("signals").to_pylist()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXTS, LANGUAGES), min_size=1, max_size=4))
def test_every_signal_equals_the_plain_reference(documents: list[tuple[str, str | None]]) -> None:
    texts, languages = map(list, zip(*documents, strict=True))
    for row, (text, language) in zip(rows(texts, languages), documents, strict=True):
        assert row is not None
        expected = measured(text, language)
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, abs=1e-12), (name, text)


@needs_pages
def test_real_articles_are_measured_like_the_reference() -> None:
    with gzip.open(PAGES / "cases" / "dev" / "fundus.jsonl.gz", "rt", encoding="utf-8") as pages:
        articles = [page for page in map(json.loads, pages) if page["gold_body"]][::6]
    texts, languages = [page["gold_body"] for page in articles], [page["lang"] for page in articles]
    for row, text, language in zip(rows(texts, languages), texts, languages, strict=True):
        assert row is not None
        expected = measured(text, language)
        assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-12)


def test_a_story_is_measured_as_counted_by_hand() -> None:
    (row,) = rows([STORY], ["en"])
    assert row is not None
    assert row["unicode_word_count"] == 35
    assert row["paragraph_count"] == 4
    assert row["sentence_count"] == 8
    assert row["duplicate_line_share"] == pytest.approx(2 / 5)
    assert row["duplicate_paragraph_share"] == pytest.approx(1 / 4)
    assert row["bullet_line_share"] == pytest.approx(2 / 5)
    assert row["policy_mentions"] == 2
    assert row["english_stop_words"] == 2


def test_a_document_has_the_same_signals_in_any_batch() -> None:
    texts: list[str | None] = [STORY, None, "", STORY.upper(), "Он пришёл. Она ушла.", STORY * 40]
    languages: list[str | None] = ["en", None, None, "en", "ru", "en"]
    together = rows(texts, languages)
    alone = [rows([text], [language])[0] for text, language in zip(texts, languages, strict=True)]
    backwards = rows(texts[::-1], languages[::-1])[::-1]
    assert together == alone == backwards


def test_a_document_without_text_has_no_signals() -> None:
    assert rows([None], [None]) == [None]


def test_an_empty_batch_has_an_empty_column() -> None:
    column = assess(folded([]), Recipe()).docs.column("signals")
    assert len(column) == 0
    assert column.type == SIGNALS_TYPE


def test_the_share_of_lines_taken_counts_only_lines_with_text() -> None:
    batch = folded(["one line\n\nanother\n\nthird\n\nfourth"])
    kept = [row == "one line" for row in batch.lines.column("text").to_pylist()]
    (row,) = assess(batch.with_lines(kept=pa.array(kept)), Recipe()).docs.column("signals").to_pylist()
    assert row["taken_line_share"] == 0.75


def test_of_a_text_beyond_all_articles_the_beginning_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = "The ferry left at nine. Nobody minded é"
    (whole,) = rows([begin], ["en"])
    monkeypatch.setattr("cleancopy.pipeline.assess.stage.LOOK", len(begin.encode()))
    taken = {"taken_line_share"}  # of the lines, not of the text
    (cut,) = rows([f"{begin} at all. And a word more."], ["en"])
    assert cut is not None and whole is not None
    assert {name: cut[name] for name in cut if name not in taken} == {n: whole[n] for n in whole if n not in taken}
    monkeypatch.setattr("cleancopy.pipeline.assess.stage.LOOK", len(begin.encode()) - 1)
    (half,) = rows([f"{begin} at all."], ["en"])
    assert half is not None and half["unicode_word_count"] == 7  # half of a letter is none
