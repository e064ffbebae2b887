"""`cleancopy templates`, and the copies that `cleancopy explain` shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.orchestration.test_templates import LABEL, NAMES, page


@pytest.fixture
def coast(ask):
    """A site of four stories, published; the settings leave everything to a person."""
    Path("cleancopy.toml").write_text('templates = "propose"\n')
    for name in NAMES[:4]:
        file = Path("raw/coast") / f"{name}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(page(name))
    assert ask("run", "--direct", "--workers", "1").code == 0
    return ask


def row(ask, line: str = LABEL) -> dict:
    (found,) = [row for row in json.loads(ask("templates", "list", "coast", "--json").out) if row["line"] == line]
    return found


def kept(ask) -> int:
    lines = (json.loads(ask("explain", f"coast/{name}.txt", "--kept", "--json").out)["lines"] for name in NAMES[:4])
    return sum(line["text"] == LABEL for some in lines for line in some)


def test_what_a_person_accepts_is_taken_by_the_next_run_and_what_they_reject_is_not(coast):
    assert (row(coast)["state"], kept(coast)) == ("proposed", 4)
    said = coast("templates", "accept", "coast", row(coast)["template_id"], "--reason", "a box")
    assert LABEL in said.out
    assert f'line = "{LABEL}"\nreason = "a box"' in Path("rules/sites/coast.toml").read_text()
    coast("run", "--direct", "--rebuild", "--site", "coast")
    assert (row(coast)["state"], row(coast)["why"], kept(coast)) == ("accepted", "a box", 0)
    assert coast("verify").code == 0
    coast("templates", "reject", "coast", LABEL, "--reason", "our weather")
    assert "[[accept]]" not in Path("rules/sites/coast.toml").read_text()
    coast("run", "--direct", "--rebuild", "--site", "coast")
    assert (row(coast)["state"], kept(coast)) == ("rejected", 4)


def test_one_file_is_cleaned_with_the_published_templates_as_it_is_explained(coast):
    Path("cleancopy.toml").unlink()
    file = f"raw/coast/{NAMES[0]}.txt"
    assert LABEL in coast("clean", file).out
    assert coast("run", "--direct", "--rebuild").code == 0
    assert LABEL not in coast("clean", file).out
    assert LABEL not in coast("explain", file, "--kept").out
    assert LABEL in coast("clean", file, "--curated", "nowhere").out


RULE = f"""[[rule]]
id = "other_chrome:winds"
role = "other_chrome"
why = "The box of the weather."
where = {{ hard = true }}
strips = ["{LABEL}"]
keeps = ["The winds of this week were light."]
match = {{ line = ["{LABEL.lower()}"] }}
"""


def test_a_preview_of_rules_does_not_count_what_templates_take_already(coast):
    Path("rule.toml").write_text(RULE)
    assert "4 would go" in coast("rules", "preview", "curated", "--rules", "rule.toml").out
    Path("cleancopy.toml").unlink()
    assert coast("run", "--direct", "--rebuild").code == 0
    assert "0 would go" in coast("rules", "preview", "curated", "--rules", "rule.toml").out


def test_a_decision_about_a_line_that_was_never_learned_asks_whether_it_is_spelled_so(coast):
    for line, asks in ((LABEL, False), (LABEL + "s", True)):
        said = coast("templates", "accept", "coast", line, "--reason", "a box")
        assert ("no run has learned this line" in said.out) is asks
        assert f"accepted for coast: {line}" in said.out


def test_the_list_cuts_long_lines_and_show_has_them_whole(coast):
    sentence = "Read more about the harbour, " * 5 + "and about its fish"
    for name in NAMES[:4]:
        with (Path("raw/coast") / f"{name}.txt").open("a") as file:
            file.write(f"\n\n{sentence}")
    coast("run", "--direct", "--workers", "1")
    listed = coast("templates", "list", "coast").out
    assert sentence not in listed
    assert f"{sentence[:50]}" in listed
    assert f"line          {sentence}" in coast("templates", "show", "coast", sentence).out


def test_a_preview_shows_the_lines_that_would_go_and_writes_nothing(coast):
    before = sorted(Path().rglob("*"))
    found = json.loads(coast("templates", "preview", "coast", "--json").out)
    assert [change["text"] for change in found["sites"]["coast"]] == [LABEL] * 4
    assert "4 would go" in coast("templates", "preview", "coast", LABEL).out
    assert sorted(Path().rglob("*")) == before


def test_one_template_is_shown_with_an_example_and_its_counts(coast):
    shown = coast("templates", "show", "coast", LABEL).out
    assert "bodies        4" in shown
    assert f"example       {LABEL}" in shown
    assert LABEL in coast("templates", "list", "--state", "proposed").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list", "cost"), "did you mean coast?"),
        (("list", "--state", "new"), "templates are proposed, accepted, rejected"),
        (("show", "coast", "Winds of a week"), f"did you mean '{LABEL}'?"),
        (("accept", "coast", LABEL, "--reason", " "), "Say why"),
        (("reject", "coast", "12.05.2024", "--reason", "x"), "no letter"),
    ],
)
def test_a_slip_ends_in_one_sentence(coast, arguments, says):
    answer = coast("templates", *arguments)
    assert answer.code == 2
    assert says in answer.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[accept]]\nline = 'Read also'\n", "reason"),
        ("[[accept]]\nline = '12.05.2024'\nreason = 'x'\n", "no letter"),
        ("[[accept]\n", "not valid TOML"),
        ("[[accept]]\nline='A b'\nreason='x'\n[[reject]]\nline='A b'\nreason='y'\n", "accepts and rejects"),
    ],
)
def test_a_broken_file_of_decisions_ends_a_run_before_it_starts(coast, text, says):
    Path("rules/sites").mkdir(parents=True)
    Path("rules/sites/coast.toml").write_text(text)
    answer = coast("run", "--direct")
    assert answer.code != 0
    assert says in answer.err
    assert "coast.toml" in answer.err


def test_explain_shows_copies_with_the_paragraphs_they_share(coast):
    text = page("ferry")
    Path("raw/coast/edited.txt").write_text(text.replace("coffee", "tea").replace(LABEL, "A last line of our own."))
    coast("run", "--direct")
    (found,) = json.loads(coast("explain", "coast/edited.txt", "--copies", "--json").out)
    assert (found["source_path"], found["kind"], found["is_first"]) == ("coast/ferry.txt", "near", False)
    for passage in found["passages"]:
        assert passage["text"].replace("tea", "coffee") == passage["of_text"]
    shown = coast("explain", "coast/ferry.txt", "--copies").out
    assert "coast/edited.txt" in shown
    assert "a flask of tea" in shown
    assert coast("explain", "coast/none.txt", "--copies").code == 1


def test_a_proof_sheet_says_how_often_the_site_has_a_line_and_who_decided(coast):
    coast("templates", "accept", "coast", LABEL, "--reason", "a box")
    coast("run", "--direct", "--rebuild", "--site", "coast")
    coast("proof", f"coast/{NAMES[0]}.txt", "-o", "sheet.html")
    shown = Path("sheet.html").read_text()
    assert "The site repeats it: 4 stories have it, on 4 pages; accepted by a person, because a box." in shown
    assert "no sentence is known for this rule" not in shown
