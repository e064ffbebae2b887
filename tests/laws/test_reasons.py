"""Every decision about a line can be looked up and weighed."""

from __future__ import annotations

import pytest

from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.decide.rule_names import rule_names
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents
from tests.laws.pages import pages


@pytest.fixture(scope="module")
def lines():
    rows = clean(documents(pages(100)), Recipe()).lines.to_pylist()
    return [row for row in rows if row["fate"] != "blank"]


def test_every_rule_that_decided_is_one_that_can_be_shown(lines):
    assert {row["rule"] for row in lines} <= rule_names()


def test_every_decision_says_why_and_never_in_the_words_of_the_line_alone(lines):
    assert [row for row in lines if not row["evidence"] or row["evidence"].strip() == row["text"].strip()[:60]] == []
