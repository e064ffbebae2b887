"""A review from beginning to end in a real browser, served by the command as somebody would start it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleancopy.settings.cases import read_cases
from cleancopy.settings.site_rules import read_site_rules
from tests.browser import LOOKS, visiting
from tests.review.conftest import BOX, HOSTILE, Review, opened

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Review, str]]:
    """The archive of the tests, and the address at which the command serves it; it ends as with Ctrl-C."""
    review = opened(tmp_path)
    (tmp_path / "cleancopy.toml").write_text('templates = "off"\n')
    words = [sys.executable, "-m", "cleancopy.cli", "serve", "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", command.stdout.readline())
        assert found is not None
        yield review, found[0]
        command.send_signal(signal.SIGINT)
        assert command.wait(30) == 0


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_page_fits_asks_nobody_else_and_keeps_nobody_out(browser, served, look):
    review, home = served
    line = review.line(HOSTILE)
    pages = ["/", "/?site=south", "/queue", line, f"{line}/preview?role=tag", f"/documents/{line.split('/')[2]}"]
    review.write(f"{review.line(BOX)}/rule", role="related")
    with visiting(browser, home, **look) as visit:
        for page in (*pages, "/decided"):
            visit.page.goto(home + page)
            visit.check()
            assert visit.page.title() != "set off"


def test_a_review_by_the_keyboard_alone(browser, served):
    review, home = served
    with visiting(browser, home) as visit:
        page = visit.page
        visit.leave("q")
        visit.leave("n")
        first = page.locator(".own p").inner_text()
        visit.press("t")
        page.keyboard.type("rela")
        visit.leave("Enter")
        assert "related" in page.locator("h1").inner_text()
        visit.leave("w")
        assert "Written as a rule" in page.locator(".done").inner_text()
        second = page.locator(".own p").inner_text()
        visit.leave("y")
        third = page.locator(".own p").inner_text()
        visit.leave("n")
        visit.leave("p")
        assert page.locator(".own p").inner_text() == third
        visit.leave("s")
        visit.press("n")
        assert (
            page.evaluate("document.activeElement.className.includes('doubtful')")
            or not page.locator(".doubtful").count()
        )
        page.goto(home + review.line("Share this article"))
        visit.leave("k")
        visit.leave("Escape")
        visit.leave("k")
        visit.leave("Enter")
        assert not visit.complaints
    written = [
        (rule["match"]["exact"], rule["role"]) for said in read_site_rules(review.rules).values() for rule in said.rule
    ]
    assert sorted(written) == sorted([([first], "related"), (["Share this article"], "body")])
    assert [case.line for case in read_cases(review.rules.parent / "cases")] == [second]


def test_a_review_without_scripts(browser, served):
    review, home = served
    with visiting(browser, home + review.line(BOX), java_script_enabled=False) as visit:
        visit.page.get_by_label("take as").select_option("related")
        visit.page.get_by_label("because").fill('A "box" of the site')
        visit.page.get_by_role("button", name="See what it would do").click()
        visit.page.get_by_role("button", name="Write the rule").click()
        assert "Written as a rule" in visit.page.locator(".done").inner_text()
    (said,) = read_site_rules(review.rules).values()
    assert [rule["why"] for rule in said.rule] == ['A "box" of the site']


def test_a_form_of_another_page_is_refused(browser, served, tmp_path):
    review, home = served
    form = tmp_path / "other.html"
    address = f"{home}{review.line(BOX)}/rule"
    form.write_text(f"<form method=post action='{address}'><input name=role value=tag><button>go</button></form>")
    with visiting(browser, form.as_uri()) as visit:
        visit.page.get_by_role("button").click()
        visit.page.wait_for_url(f"{home}/**")
        assert "load its page again" in visit.page.locator("body").inner_text()
        visit.page.goto(form.as_uri())
        visit.page.evaluate(
            "address => document.body.append(Object.assign(document.createElement('iframe'), {src: address}))", home
        )
        visit.page.wait_for_timeout(500)
        assert not [frame for frame in visit.page.frames[1:] if "documents" in frame.content()]
    assert not review.rules.exists()
