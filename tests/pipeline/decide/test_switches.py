"""Every rule has a switch, also those that are code; and a rule may keep lines of a site as well as take them."""

from __future__ import annotations

import pytest

from cleancopy.errors import LexiconError, SettingsError
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.decide.rule_names import IN_CODE, code_rules, switches
from cleancopy.pipeline.decide.stage import decide
from cleancopy.pipeline.recipe import Recipe, Site
from cleancopy.pipeline.recognise.lexicon import load_lexicon
from cleancopy.settings.rules import check_rules_off
from tests import batches
from tests.documents import documents

PROSE = "The board met on Monday and weighed three plans for the old hall, which has stood empty for ten years now."
PAGE = f"""Home
Old hall to close for nine weeks

Ada Lindqvist
12 April 2024

{PROSE}
{PROSE[:40]} again, and weighed three more plans until late in the evening, with the doors open.

Why now?

Related stories
Swans back on the pond

2 Comments
Horace Lint
{PROSE[:30]} on Tuesday, too, and I was there, and nobody asked me a thing about it.
"""


def recipe(*off: str) -> Recipe:
    return Recipe(sites={"pier": Site(rules_off=off)})


def lines_of(page: str, *off: str, site: str = "pier") -> dict[str, tuple[str, str]]:
    rows = clean(documents({f"{site}/a.txt": page.encode()}), recipe(*off)).lines.to_pylist()
    return {row["text"]: (row["role"], row["rule"]) for row in rows if row["text"]}


USED = ("headline", "bare_name", "date_line", "related_box", "within_story")


@pytest.mark.parametrize("rule", USED)
def test_a_rule_that_is_code_says_nothing_of_a_site_that_switches_it_off(rule):
    assert rule in {named for _, named in lines_of(PAGE).values()}
    assert rule not in {named for _, named in lines_of(PAGE, rule).values()}
    assert rule in {named for _, named in lines_of(PAGE, rule, site="quay").values()}


def test_what_a_rule_that_is_off_has_read_is_no_value():
    page = documents({"pier/a.txt": PAGE.encode(), "quay/a.txt": PAGE.encode()})
    assert clean(page, recipe("bare_name")).articles["authors"].to_pylist() == [[], ["Ada Lindqvist"]]


@pytest.mark.parametrize("model", [rule.id for rule in code_rules() if rule.id.startswith("model:")])
def test_without_the_line_model_only_rules_take_lines(model):
    text = f"Menu of the house\nShare this article\n{PROSE}"
    batch = batches.scored(batches.tidied(batches.batch_of([text], site="pier")), [0.0, 0.1, 0.9])
    batch = batches.voted(batch, (1, "share", "share:button", "why", 0.99, True))
    lines = decide(batch, recipe(model)).lines
    assert lines.column("kept").to_pylist() == [True, False, True]
    assert lines.column("rule").to_pylist() == ["model_off", "share:button", "model_off"]


def test_settings_may_name_every_rule_but_those_without_a_switch():
    check_rules_off({"pier": sorted(switches())}, "")
    for rule in IN_CODE:
        if not rule.has_switch:
            with pytest.raises(SettingsError, match=rule.id):
                check_rules_off({"pier": [rule.id]}, "")


def test_a_slip_in_the_name_of_a_rule_that_is_code_is_told():
    with pytest.raises(SettingsError, match="did you mean far_from_body"):
        check_rules_off({"pier": ["far_from_bodi"]}, "")


KEEPING = """
[[rule]]
id = "{role}:ours"
role = "{role}"
why = "Of the pier's pages this line is part."
where = {{ hard = true{sites} }}
strips = ["Share this article"]
keeps = ["Share this article, she said."]
[rule.match]
line = ["share this article"]
"""


@pytest.mark.parametrize("role", ["body", "heading", "list_item", "title", "standfirst", "byline", "dateline"])
def test_a_rule_may_keep_or_read_a_line_of_its_site_whatever_others_say(role):
    ours = Recipe(extra_rules=KEEPING.format(role=role, sites=', sites = ["pier"]'))
    page = f"{PROSE}\n\nShare this article\n\n{PROSE[::-1]} {PROSE}\n".encode()
    rows = clean(documents({"pier/a.txt": page, "quay/a.txt": page}), ours).lines.to_pylist()
    said = {row["source_path"]: row["role"] for row in rows if row["text"] == "Share this article"}
    assert said == {"pier/a.txt": role, "quay/a.txt": "share"}


def test_a_rule_that_keeps_lines_names_its_sites():
    with pytest.raises(LexiconError, match="holds for single sites only"):
        load_lexicon(KEEPING.format(role="body", sites=""))
