"""The engine: captures, conditions, switches, and that a document is judged alone."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.recipe import Recipe, Site
from cleancopy.pipeline.recognise.lexicon import load_lexicon, recognise_lexicon
from tests.batches import batch_of, captures_of, votes_of
from tests.pipeline.recognise.lexicon.pages import STORY

pytestmark = pytest.mark.slow

CAPTURES = {
    "5 Min Read": [("reading_minutes", "5")],
    "HARBOUR NEWS 5 Min Read": [("reading_minutes", "5")],
    "Lesezeit: ca. 12 Minuten": [("reading_minutes", "12")],
    "Время чтения: 3 мин.": [("reading_minutes", "3")],
    "阅读时间：3分钟": [("reading_minutes", "3")],
    "(This report has not been edited by the Quayside team and is taken from a syndicated feed.)": [
        (
            "disclaimer",
            "(This report has not been edited by the Quayside team and is taken from a syndicated feed.)",
        ),
        ("publisher", "Quayside"),
        ("syndicated", "syndicated feed"),
    ],
    "© 2024 Harbour Times. All rights reserved.": [("publisher", "© 2024 Harbour Times. All rights reserved.")],
    "Tags: harbour, bridge": [("tag", "harbour, bridge")],
    "Home › Politics › A new crane": [("section", "Politics")],
    "Rubrik: Wirtschaft": [("section", "Wirtschaft")],
    "  • Country:\n  • New Zealand\n  • Peru": [("country", "New Zealand"), ("country", "Peru")],
}


@pytest.mark.parametrize(("line", "expected"), CAPTURES.items(), ids=[line[:40] for line in CAPTURES])
def test_what_a_line_states_is_captured_in_its_own_characters(line: str, expected: list[tuple[str, str]]) -> None:
    batch = recognise_lexicon(batch_of([f"{STORY}\n{line}"]), Recipe())
    assert captures_of(batch) == expected
    texts = batch.lines.column("text").to_pylist()
    assert all(capture["raw"] in texts[capture["line"]] for capture in batch.captures.to_pylist())


def test_bullets_are_countries_only_below_their_label() -> None:
    votes = votes_of(recognise_lexicon(batch_of([f"• Country:\n\n• Peru\n{STORY}\n• Chile"]), Recipe()))
    assert [text for text, rule, _ in votes if rule == "tag:country"] == ["• Peru"]


@pytest.mark.parametrize(("page", "voted"), [(f"Sport\n{STORY}", True), (f"{STORY}\nSport\n{STORY}", False)])
def test_a_section_name_gets_a_vote_outside_the_text_only(page: str, voted: bool) -> None:
    rules = [rule for _, rule, _ in votes_of(recognise_lexicon(batch_of([page]), Recipe()))]
    assert ("navigation:section" in rules) is voted


ROWS = {
    "Privacy Policy | Terms of Use | Contact us": ["legal:link"],
    "Über uns · Impressum": ["navigation:about-site"],
    "Privacy Policy | The Quay": [],
    "The Quay | Privacy Policy": [],
}


@pytest.mark.parametrize(("line", "rules"), ROWS.items(), ids=ROWS.keys())
def test_a_row_of_labels_is_taken_when_all_of_them_are_known(line: str, rules: list[str]) -> None:
    votes = votes_of(recognise_lexicon(batch_of([f"{STORY}\n{line}"]), Recipe()))
    assert [rule for _, rule, _ in votes] == rules


EXTRA = """
[[rule]]
id = "share:quay"
role = "share"
why = "The quay's own button."
where = { hard = true, sites = ["quay.example"] }
strips = ["Pass it along the quay"]
keeps = ["Pass it along the quay, they cried."]
match = { line = ["pass it along the quay"] }
"""


def test_an_extra_rule_holds_for_its_sites_only() -> None:
    page = f"{STORY}\nPass it along the quay"
    batch = batch_of([page, page], site=["quay.example", None])
    found = recognise_lexicon(batch, Recipe(extra_rules=EXTRA))
    assert [vote["line"] for vote in found.votes.to_pylist() if vote["rule"] == "share:quay"] == [1]


def test_an_extra_rule_replaces_the_shipped_one_of_its_id() -> None:
    changed = load_lexicon(EXTRA.replace("share:quay", "share:button").replace(', sites = ["quay.example"]', ""))
    assert [rule.why for rule in changed.rules if rule.id == "share:button"] == ["The quay's own button."]


def test_a_rule_is_switched_off_for_one_site() -> None:
    page = f"{STORY}\nShare this post"
    recipe = Recipe(sites={"quay.example": Site(rules_off=("share:button",))})
    found = recognise_lexicon(batch_of([page, page], site=["quay.example", "pier.example"]), recipe)
    assert [vote["line"] for vote in found.votes.to_pylist()] == [3]


def test_a_batch_without_documents_or_lines_is_no_error() -> None:
    assert recognise_lexicon(batch_of([]), Recipe()).votes.num_rows == 0
    assert recognise_lexicon(batch_of([""]), Recipe()).votes.num_rows == 0


LINES = st.sampled_from(
    [*CAPTURES, "Share this post", "Sport", "Home", "Foto: dpa", STORY, "", "• Peru", "Weiter", "Kommentare", "İ ı",
     "© 2024", "Bild: Ada", "Read more: The bridge", "We use cookies to improve the site.", "#a #b",
     "News › Sport › Golf"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(LINES | st.text(max_size=40).filter(lambda text: "\n" not in text), max_size=8), max_size=4))
def test_a_document_is_judged_the_same_alone_and_in_a_batch(pages: list[list[str]]) -> None:
    texts = ["\n".join(page) for page in pages]
    together = recognise_lexicon(batch_of(texts), Recipe())
    at = 0
    votes, captures = [], []
    for text in texts:
        alone = recognise_lexicon(batch_of([text]), Recipe())
        votes += [{**vote, "line": vote["line"] + at} for vote in alone.votes.to_pylist()]
        captures += [{**capture, "line": capture["line"] + at} for capture in alone.captures.to_pylist()]
        at += alone.lines.num_rows
    assert together.votes.to_pylist() == votes
    key = ("line", "field", "rule", "raw")
    assert sorted(together.captures.to_pylist(), key=lambda row: [row[name] for name in key]) == sorted(
        captures, key=lambda row: [row[name] for name in key]
    )


def test_columns_that_are_slices_are_read_right() -> None:
    batch = batch_of([f"Share this post\n{STORY}", f"{STORY}\nShare this post"])
    whole = batch.lines.column("text").combine_chunks()
    parts = pa.chunked_array([whole.slice(0, 1), whole.slice(1)])
    found = recognise_lexicon(batch.with_lines(text=parts), Recipe())
    assert [vote["line"] for vote in found.votes.to_pylist()] == [0, 3]
