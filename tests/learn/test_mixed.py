"""Training pages mixed of several keep every label with its line, and never cross a fold or a language."""

import random

import pytest

from benchmarks.learn.linemodel.mixed import _with_story_of, _with_teasers, mixed
from benchmarks.learn.linemodel.pages import fold_of

CHROME = [("Title :: Site", "t"), ("Menu", "x"), ("", "-"), ("Title", "t"), ("Body of a.", "c"), ("Share", "x")]
OTHER = [("Else :: There", "t"), ("Nav", "x"), ("Else", "t"), ("Body of b. It goes on. And on.", "c"), ("More b.", "c")]


def case(name, pairs, domain="a.example", language="en"):
    text, labels = "\n".join(line for line, _ in pairs), "".join(label for _, label in pairs)
    return {
        "id": name, "domain": domain, "lang": language,
        "raw_text_layout": text, "raw_text_wet": text, "line_labels": {"layout": labels, "wet": labels},
    }  # fmt: skip


def test_the_chrome_of_one_page_stands_around_the_story_of_another():
    assert _with_story_of(CHROME, OTHER) == [
        ("Else :: There", "t"), ("Menu", "x"), ("", "-"), ("Else", "t"), *OTHER[3:], ("Share", "x"),
    ]  # fmt: skip


def test_a_page_without_a_body_is_left_as_it_is():
    assert _with_story_of(CHROME[:4], OTHER) == CHROME[:4]
    assert _with_teasers(random.Random(1), CHROME[:4], [OTHER]) == CHROME[:4]


@pytest.mark.parametrize("seed", range(20))
def test_teasers_are_chrome_of_at_most_two_sentences_and_never_part_the_story(seed):
    page = _with_teasers(random.Random(seed), CHROME, [OTHER, OTHER])
    added = [pair for pair in page if pair not in CHROME]
    assert all(label == "x" for _, label in added)
    assert all("And on." not in line for line, _ in added)
    assert [pair for pair in page if pair in CHROME and pair[1] != "-"] == [pair for pair in CHROME if pair[1] != "-"]
    assert page.index(CHROME[3]) + 1 == page.index(CHROME[4])


def test_pages_are_mixed_within_their_fold_and_language_and_equal_seeds_mix_the_same():
    far = next(f"b{n}.example" for n in range(99) if fold_of(f"b{n}.example") != fold_of("a.example"))
    cases = [case("1", CHROME), case("2", OTHER, far), case("3", OTHER, language="el")]
    made = mixed(cases, 60, seed=3)
    assert made == mixed(cases, 60, seed=3)
    assert not any("Body of b" in page["raw_text_layout"] and "Body of a" in page["raw_text_layout"] for page in made)
    for page in made:
        assert len(page["raw_text_layout"].split("\n")) == len(page["line_labels"]["layout"])
