"""The one table of marks: sane by itself, and every room reads a text alike whichever script ends its sentences."""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa
import pytest

from cleancopy.pipeline.admit.shape import SENTENCE_END
from cleancopy.pipeline.lore import marks
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.repeats import recognise_repetition
from cleancopy.pipeline.scan.columns import matching
from cleancopy.pipeline.words import read, sentences, words
from tests.batches import batch_of
from tests.pipeline.body.test_join import FERRY, PIERS, joined, wrapped
from tests.pipeline.decide.test_decide import one

LISTS = {name: value for name, value in vars(marks).items() if name.isupper() and isinstance(value, str)}
EACH_STOP = pytest.mark.parametrize("stop", list(marks.STOPS), ids=lambda stop: unicodedata.name(stop).lower())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_names_each_mark_once_and_holds_no_letter(name: str) -> None:
    assert len(set(LISTS[name])) == len(LISTS[name])
    assert not [mark for mark in LISTS[name] if mark.isalnum() or mark.isspace()]


def test_no_stop_is_a_pause_a_closer_or_a_bullet() -> None:
    assert not set(marks.STOPS) & set(marks.PAUSES + marks.CLOSERS + marks.BULLETS + marks.DASHES + marks.SEPARATORS)
    assert set(marks.WIDE_STOPS) < set(marks.STOPS)


@pytest.mark.parametrize("name", LISTS)
def test_a_class_of_marks_is_the_same_to_python_and_to_re2(name: str) -> None:
    near = [*LISTS[name], *"ab1 \\^-[]", "—", "\u00a0"]
    pattern = f"^{marks.one_of(LISTS[name])}$"
    assert matching(pa.array(near), pattern).tolist() == [bool(re.search(pattern, mark)) for mark in near]
    assert all(re.search(pattern, mark) for mark in LISTS[name])
    assert not re.search(pattern, "a")


@EACH_STOP
def test_wrapped_lines_join_whichever_mark_ends_their_sentences(stop: str) -> None:
    paragraphs = [text.replace(".", stop) for text in (FERRY, PIERS, FERRY, PIERS)]
    plain = [text.replace("…", "...") for text in paragraphs]  # as the standard profile writes it
    assert joined(wrapped(*paragraphs, between="\n")) == [plain]


def test_forty_four_wrapped_lines_of_hindi_are_four_paragraphs() -> None:
    sentence = "बंदरगाह प्राधिकरण ने सोमवार को कहा कि दूसरा दल महीने के अंत से पहले काम शुरू करेगा"
    paragraph = " ".join([f"{sentence}।"] * 8)
    text = wrapped(*[paragraph] * 4, width=64, between="\n")
    assert text.count("\n") + 1 == 44
    assert joined(text, language="hi") == [[paragraph] * 4]


@EACH_STOP
def test_a_line_that_ends_a_sentence_is_no_heading(stop: str) -> None:
    assert one(1.0, text=f"What the plans say{stop}") == "body"
    assert one(1.0, text=f"What the plans say{stop}”") == "body"
    assert one(1.0, text=f"What {stop} the plans say") == "heading"


@EACH_STOP
def test_a_repeated_line_that_ends_a_sentence_is_no_label(stop: str) -> None:
    labels, said = ("\n".join([line, f"{FERRY}{PIERS}", line]) for line in ("Harbour walks", f"Harbour walks{stop}"))
    assert recognise_repetition(batch_of([labels]), Recipe()).votes.num_rows == 2
    assert recognise_repetition(batch_of([said]), Recipe()).votes.num_rows == 0


@EACH_STOP
def test_a_sentence_ends_with_its_closing_marks(stop: str) -> None:
    for closer in marks.CLOSERS:
        assert SENTENCE_END.search(f"It rained{stop}{closer}")
        text = read(pa.array([f"It rained{stop}{closer} Nobody minded{stop}"]))
        assert len(sentences(text, words(text)).starts) == 2


@pytest.mark.parametrize("pause", list(marks.PAUSES), ids=lambda pause: unicodedata.name(pause).lower())
def test_a_pause_ends_no_sentence_but_is_no_end_of_a_heading_either(pause: str) -> None:
    assert not SENTENCE_END.search(f"It rained{pause}")
    assert one(1.0, text=f"What the plans say{pause}") == "body"


@pytest.mark.parametrize("bullet", list(marks.BULLETS), ids=lambda bullet: unicodedata.name(bullet).lower())
def test_a_bullet_begins_an_entry_of_a_list_before_a_blank_only(bullet: str) -> None:
    assert one(1.0, text=f"{bullet} a roof of slate") == "list_item"
    assert one(1.0, text=f"A roof {bullet} of slate") == "heading"
