"""Decisions written into the files of sites: read back as they were, and what a person wrote there stays."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.errors import SettingsError
from cleancopy.pipeline.recognise.lexicon import load_lexicon
from cleancopy.settings.cases import Case, read_cases, write_case
from cleancopy.settings.settings import Settings
from cleancopy.settings.site_files import decide, drop_rule, exact_rule, rule_text, write_rule
from cleancopy.settings.site_rules import file_of, read_site_rules, rules_of

LINES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(LINES.map(lambda text: text[:20]), LINES, LINES.filter(str.strip))
def test_any_line_of_any_site_is_read_back_as_it_was(tmp_path_factory, site, line, why):
    folder = tmp_path_factory.mktemp("sites")
    rule = exact_rule(site, line, "share", why)
    path = write_rule(folder, site, rule)
    assert path.parent == folder
    assert read_site_rules(folder)[site].rule == (rule,)
    lexicon = load_lexicon(rules_of(folder))
    found = lexicon.rules[lexicon.row(rule["id"])]
    assert (found.exact, found.why, found.where.sites) == ((line,), why, (site,))
    assert tomllib.loads(rule_text(rule)) == {"rule": [rule]}


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("harbourpost.example", "harbourpost.example.toml"),
        ("दैनिक समाचार", "दैनिक समाचार.toml"),
        ("a/b", "a%2Fb.toml"),
        ("../up", "%2E.%2Fup.toml"),
        (".hidden", "%2Ehidden.toml"),
        ("100%", "100%25.toml"),
    ],
)
def test_the_file_of_a_site_has_its_name_and_lies_in_the_folder(tmp_path, site, name):
    assert write_rule(tmp_path, site, exact_rule(site, "a", "share", "why")) == tmp_path / name
    assert set(read_site_rules(tmp_path)) == {site}


def test_a_later_decision_about_a_line_takes_the_place_of_the_earlier_one(tmp_path):
    for role in ("share", "legal", "body"):
        write_rule(tmp_path, "quay", exact_rule("quay", "Pass it on", role, "why"))
    write_rule(tmp_path, "quay", exact_rule("quay", "Pass it", "tag", "why"))
    assert [rule["role"] for rule in read_site_rules(tmp_path)["quay"].rule] == ["body", "tag"]


def test_what_is_undone_is_gone_and_all_else_stays(tmp_path):
    decide(tmp_path, "quay", "accept", "Winds of the week", "a box")
    path = file_of(tmp_path, "quay")
    path.write_text(f"# kept by Ada\n{path.read_text()}\n# the button below the story\n")
    rule = exact_rule("quay", "Pass it on", "share", "a button")
    before = path.read_text()
    write_rule(tmp_path, "quay", rule)
    assert path.read_text().startswith(before.strip())
    drop_rule(tmp_path, "quay", rule["id"])
    assert path.read_text().strip() == before.strip()
    drop_rule(tmp_path, "quay", "no:such")


def test_a_rule_that_is_tried_stands_where_it_would_be_written(tmp_path):
    write_rule(tmp_path, "quay", exact_rule("quay", "Pass it on", "share", "why"))
    new = exact_rule("quay", "Pass it on", "body", "why")
    tried = rules_of(tmp_path, ("quay", new))
    write_rule(tmp_path, "quay", new)
    assert tried == rules_of(tmp_path)
    assert tried != rules_of(tmp_path, ("pier", exact_rule("pier", "Pass it on", "body", "why")))


BROKEN = {
    "a site": (
        '[[rule]]\nid="a:b"\nrole="share"\nwhy="w"\nwhere={sites=["x"]}\nmatch={exact=["a"]}',
        "take `sites` out",
    ),
    "a table": ("[[rules]]\nid = 'a:b'\n", "quay.toml, line 1: unknown key `rules`; did you mean `rule`"),
    "no word why a line is accepted": ("[[accept]]\nline = 'A'\n", "quay.toml, line 1: .* lacks the key `reason`"),
    "no reason": ('[[rule]]\nid="a:b"\nrole="share"\nmatch={exact=["a"]}', "no `why`"),
    "a role": ('[[rule]]\nid="a:b"\nrole="shar"\nwhy="w"\nmatch={exact=["a"]}', "no role 'shar'"),
    "an id of ours": (
        '[[rule]]\nid="share:button"\nrole="share"\nwhy="w"\nmatch={exact=["a"]}',
        "id of a shipped rule",
    ),
    "two of one id": (2 * '[[rule]]\nid="a:b"\nrole="share"\nwhy="w"\nmatch={exact=["a"]}\n', "two rules a:b"),
    "a pattern": ('[[rule]]\nid="a:b"\nrole="share"\nwhy="w"\nstrips=["a"]\nkeeps=["b"]\nmatch={pattern=["("]}', "RE2"),
}


@pytest.mark.parametrize(("text", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_of_a_site_ends_a_run_before_it_starts(tmp_path, text, says):
    (tmp_path / "quay.toml").write_text(text)
    with pytest.raises(SettingsError, match=says):
        Settings(site_rules=tmp_path).recipe()


def test_a_rule_in_the_file_of_a_site_may_be_of_any_form(tmp_path):
    (tmp_path / "quay.toml").write_text(
        '[[rule]]\nid="share:p"\nrole="share"\nwhy="w"\nstrips=["Pass it 3 times"]\nkeeps=["Pass"]\n'
        'match={pattern=["pass it \\\\d times"]}'
    )
    lexicon = load_lexicon(Settings(site_rules=tmp_path).recipe().extra_rules)
    assert lexicon.rules[lexicon.row("share:p")].where.sites == ("quay",)


def test_a_decision_makes_the_pages_of_its_site_stale_and_of_no_other(tmp_path):
    before = Settings(site_rules=tmp_path)
    digests = [before.recipe().digest(site) for site in ("quay", "pier")]
    write_rule(tmp_path, "quay", exact_rule("quay", "Pass it on", "share", "why"))
    after = Settings(site_rules=tmp_path).recipe()
    assert after.digest("quay") != digests[0]
    assert after.digest("pier") == digests[1]


def test_a_case_is_read_back_and_replaced(tmp_path):
    case = Case(document="quay/a.txt", line_no=3, line='"Pass it on"\t', role="share")
    write_case(tmp_path, "quay", case)
    write_case(tmp_path, None, case.model_copy(update={"document": "a.txt", "part": 2}))
    write_case(tmp_path, "quay", case.model_copy(update={"role": "body"}))
    assert {(one.document, one.part, one.role) for one in read_cases(tmp_path)} == {
        ("quay/a.txt", 1, "body"),
        ("a.txt", 2, "share"),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[[case]]\ndocument='a'\nline_no=0\nline='a'\nrole='body'",
            "line 3: `case.0.line_no` cannot be 0: write 1 or",
        ),
        ("[[cases]]\ndocument='a'", "line 1: unknown key `cases`; did you mean `case`"),
        (
            "[[case]]\ndocument='a'\nline_no=1\nline='a'\nrole='bod'",
            "line 5: .* cannot be 'bod': there is no such role",
        ),
        ("[[case]", "not valid TOML"),
    ],
)
def test_a_broken_case_is_told_with_its_file(tmp_path, text, says):
    (tmp_path / "quay.toml").write_text(text)
    with pytest.raises(SettingsError, match=f"quay.toml.*{says}"):
        read_cases(tmp_path)
