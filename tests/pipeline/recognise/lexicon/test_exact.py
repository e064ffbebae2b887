"""Rules that name lines as they are: of one site, of any length, and with the last word."""

from __future__ import annotations

import pytest

from cleancopy.errors import LexiconError
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.lexicon import failing_examples, load_lexicon
from tests.documents import STORY, documents

LONG = "The keeper of the light counted the ships of the week and wrote each of them into the great book. " * 14
RULE = """
[[rule]]
id = "{role}:ours"
role = "{role}"
why = "A person looked at it."
where = {{ sites = ["quay"] }}
match = {{ exact = [{line}] }}
"""


def roles(line: str, role: str, page: str, site: str = "quay") -> list[tuple[str, str]]:
    """Role and rule of the lines of a page that read as `line`, under an exact rule for `line`."""
    rule = RULE.format(role=role, line=f"'''{line}'''")
    rows = clean(documents({f"{site}/a.txt": page.encode()}), Recipe(extra_rules=rule)).lines.to_pylist()
    return [(row["role"], row["rule"]) for row in rows if row["text"] == line]


CASES = [
    pytest.param("Share this article", "body", "heading", id="a line of chrome is kept, and called by its shape"),
    pytest.param("Share this article", "legal", "legal", id="a line of chrome is chrome of another kind"),
    pytest.param("By Ada Lindqvist", "share", "share", id="a line that is read is taken"),
    pytest.param(LONG.strip(), "disclaimer", "disclaimer", id="a paragraph beyond what other rules look at"),
    pytest.param("* * *", "navigation", "navigation", id="a line without a letter"),
    pytest.param("Öffnungszeiten 9–17 Uhr", "related", "related", id="a line beyond ASCII"),
]


@pytest.mark.parametrize(("line", "role", "becomes"), CASES)
def test_a_line_gets_the_role_that_was_decided(line, role, becomes):
    page = STORY if line in STORY else STORY.replace("\nRepairs", f"\n{line}\n\nRepairs")
    assert roles(line, role, page) == [(becomes, f"{role}:ours")]
    assert f"{role}:ours" not in {rule for _, rule in roles(line, role, page, site="pier")}


@pytest.mark.parametrize("near", ["share this article", "Share this article!", "Share  this article", "Share this"])
def test_a_line_that_is_only_alike_is_left_to_others(near):
    rows = clean(
        documents({"quay/a.txt": STORY.replace("Share this article", near).encode()}),
        Recipe(extra_rules=RULE.format(role="body", line="'Share this article'")),
    ).lines.to_pylist()
    assert "body:ours" not in {row["rule"] for row in rows if row["text"] != "Share this article"}


def test_an_exact_line_is_its_own_example():
    lexicon = load_lexicon(RULE.format(role="share", line="'Pass it on', '* * *'"))
    rule = lexicon.rules[lexicon.row("share:ours")]
    assert (rule.strips, rule.where.hard, rule.where.confidence) == (("Pass it on", "* * *"), True, 1.0)
    assert not failing_examples(lexicon)


def test_several_sites_may_decide_differently_about_one_line():
    other = RULE.replace("ours", "theirs").replace("quay", "pier")
    rules = RULE.format(role="body", line="'Share this article'") + other.format(
        role="tag", line="'Share this article'"
    )
    pages = documents({f"{site}/a.txt": STORY.encode() for site in ("quay", "pier", "town")})
    rows = clean(pages, Recipe(extra_rules=rules)).lines.to_pylist()
    said = {row["site"]: row["role"] for row in rows if row["text"] == "Share this article"}
    assert said == {"quay": "heading", "pier": "tag", "town": "share"}


def test_an_exact_line_names_its_site():
    with pytest.raises(LexiconError, match="so on one site"):
        load_lexicon(RULE.format(role="share", line="'Pass it on'").replace('sites = ["quay"]', ""))
