"""The shipped rules: their examples, their form, and what may never be taken."""

from __future__ import annotations

import time
from importlib import resources

import pytest

from cleancopy.errors import LexiconError
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.lexicon import Rule, failing_examples, load_lexicon, recognise_lexicon
from tests.batches import batch_of, votes_of
from tests.pipeline.recognise.lexicon.pages import STORY

RULES = load_lexicon().rules

PROSE = (
    "He pressed “Share this post” and went to bed.",
    "Leave a Comment, the sign at the museum said, and hundreds did.",
    "Advertisement income is down, and a 5 min read is dearer than a loaf.",
    "Share this post: the short life of a slogan",
    "Follow the river",
    "Follow the river: so the old guide book begins.",
    "Read more poems, the ferryman told his passengers.",
    "“Not one more day.”",
    "„Werbung“",
    "Cookies are baked on Fridays, and the whole street smells of them.",
    "Home is where the harbour is.",
    "Copyright law was written for printers.",
    "Subscribe to our newsletter, the monks wrote in Latin, and be saved.",
    "Comment vivre ensemble, se demandent les voisins.",
    "Teilen ist schwer, sagt die Pfarrerin.",
    "Поделиться хлебом с соседом — старый обычай.",
    "Country roads were closed on Monday.",
    "- Peru\n- Chile",
    "The photo by Ada Quill won the prize.",
    "Source of the river found after a century",
    "Sie sagte: »Mehr lesen, weniger reden.«",
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_it_is_there_and_is_tried_on_lines_and_near_misses(rule: Rule) -> None:
    assert rule.why.endswith(".")
    assert rule.strips and rule.keeps
    assert rule.id.startswith(f"{rule.role}:")


def test_every_example_comes_out_as_its_rule_says() -> None:
    assert failing_examples(load_lexicon()) == []


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_quotes_or_resembles_chrome_gets_no_hard_vote(line: str) -> None:
    for page in (f"{line}\n{STORY}", f"{STORY}\n{line}", f"{STORY}\n{line}\n{STORY}"):
        hard = [vote for vote in votes_of(recognise_lexicon(batch_of([page]), Recipe())) if vote[2]]
        assert hard == []


LANGUAGES = {
    "en": "Leave a comment", "de": "Newsletter abonnieren", "fr": "À lire aussi", "es": "Política de privacidad",
    "it": "Lascia un commento", "pt": "Leia também", "nl": "Deel dit artikel", "pl": "Dodaj komentarz",
    "ru": "Читайте также", "uk": "Політика конфіденційності", "tr": "YORUM YAP", "ar": "تابعنا على فيسبوك",
    "hi": "यह भी पढ़ें", "zh": "发表评论", "ja": "この記事をシェア",
}  # fmt: skip


@pytest.mark.parametrize("label", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_the_lexicon_speaks_the_language(label: str) -> None:
    votes = votes_of(recognise_lexicon(batch_of([f"{STORY}\n{label}"]), Recipe()))
    assert any(hard for _, _, hard in votes)


@pytest.mark.parametrize(
    "line",
    ["  SHARE THIS POST  »", "Leave a Comment\u200b", "• Share this post", "[ Advertisement ]", "-- Anzeige --",
     "Share\u00a0this  Post", "PAYLAŞ", "İLETİŞİM", "Comments (1,204) ", "12 Comments", "S’abonner",
     "Sign in | Register"],
)  # fmt: skip
def test_case_blanks_bullets_arrows_and_counters_do_not_hide_a_label(line: str) -> None:
    assert votes_of(recognise_lexicon(batch_of([f"{STORY}\n{line}"]), Recipe()))


def test_loading_the_rules_again_takes_less_than_a_tenth_of_a_second() -> None:
    load_lexicon.cache_clear()
    began = time.process_time()
    load_lexicon()
    assert time.process_time() - began < 0.5  # a loose bound: the machine may be busy


def test_no_rule_file_is_too_long_to_read() -> None:
    folder = resources.files("cleancopy.pipeline.recognise.lexicon").joinpath("rules")
    lengths = {file.name: len(file.read_text("utf-8").splitlines()) for file in folder.iterdir()}
    assert {name for name, length in lengths.items() if length > 250} == set()


def test_an_unknown_rule_to_come_after_is_refused() -> None:
    text = _RULE.replace("hard = true", 'after = "tag:nowhere"')
    with pytest.raises(LexiconError, match="tag:nowhere"):
        load_lexicon(text)


_RULE = """
[[rule]]
id = "tag:test"
role = "tag"
why = "A label of the test."
where = { hard = true }
strips = ["Harbour topics"]
keeps = ["Harbour topics were many."]
match = { line = ["harbour topics"] }
"""

BROKEN = {
    "no reason": ('why = "A label of the test."\n', "", "no `why`"),
    "no example": ('strips = ["Harbour topics"]\n', "", "no `strips`"),
    "no near miss": ('keeps = ["Harbour topics were many."]\n', "", "no `keeps`"),
    "no match": ('match = { line = ["harbour topics"] }\n', "", "no `match`"),
    "an empty match": ('line = ["harbour topics"]', "line = []", "`match` is empty"),
    "a strange role": ('role = "tag"', 'role = "noise"', "no role 'noise'"),
    "a strange key": ('role = "tag"', 'role = "tag"\nnote = 1', "unknown key 'note'"),
    "a strange condition": ("hard = true", "loud = true", "unknown condition 'loud'"),
    "a strange place": ("hard = true", 'place = "left"', "no place 'left'"),
    "a strange form": ('line = ["harbour topics"]', 'word = ["x"]', "unknown form of match 'word'"),
    "a bad id": ("tag:test", "Tag test", "must read `role:name`"),
    "a broken pattern": ('line = ["harbour topics"]', "pattern = ['(x']", "no RE2 pattern"),
    "a capital": ('line = ["harbour topics"]', "pattern = ['Harbour']", "holds a capital"),
    "broken TOML": ('role = "tag"', "role = tag", "not valid TOML"),
}


@pytest.mark.parametrize(("old", "new", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_rule_that_lacks_something_does_not_load_and_the_error_says_where(old: str, new: str, message: str) -> None:
    with pytest.raises(LexiconError, match="extra rules") as error:
        load_lexicon(_RULE.replace(old, new))
    assert message in str(error.value)
