"""Sheet and report in a real browser: every line is there, nothing is fetched, and hostile text is only text."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from cleancopy.orchestration.single import explained
from cleancopy.pipeline.recipe import Recipe
from cleancopy.show.report.report import report
from cleancopy.show.sheet import sheet
from cleancopy.store import Store
from tests.archive import Archive
from tests.browser import LOOKS, visiting
from tests.documents import STORY, documents

pytestmark = pytest.mark.slow

LONG = "A line without a place to break it: " + "x" * 3000 + "\n"
MENU = "".join(f"Subscribe to our newsletter\n{word}\n" for word in ("Home", "News", "Sport", "Weather"))
HOSTILE = {
    "a script": "<script>document.title = 'set off'</script>",
    "an image that fails": "<img src=x onerror=\"document.title = 'set off'\">",
    "an address": "<link rel=stylesheet href=https://example.invalid/x.css>",
    "the end of the script": "</script></style></title><script>document.title = 'set off'</script>",
    "bidi controls": "the \u202egnp.exe\u2066 file",
    "a NUL": "a\x00b",
    "a line of 5 MB": "word " * 1_000_000,
    "a line of 10 MB, which is beyond the limit": "word " * 2_000_000,
}


def found_in(text: str):
    return explained(documents({"site/story.txt": text.encode()}), Recipe())


def html_of(text: str, tmp_path) -> str:
    file = tmp_path / "page.html"
    file.write_text(sheet(found_in(text), {}), "utf-8")
    return file.as_uri()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_proof_sheet_fits_its_window_and_keeps_nobody_out(browser, tmp_path, look):
    with visiting(browser, html_of(MENU + LONG + STORY + MENU, tmp_path), **look) as visit:
        visit.check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_every_line_can_be_read(browser, tmp_path, scripts):
    text = MENU + STORY + MENU
    with visiting(browser, html_of(text, tmp_path), java_script_enabled=scripts) as visit:
        visit.page.locator("summary").evaluate_all("all => all.forEach(one => one.parentNode.open = true)") if (
            scripts
        ) else [summary.click() for summary in visit.page.locator("summary").all()]
        lines = [line["text"] for line in found_in(text).lines if line["text"]]
        shown = visit.page.locator("main").inner_text()
        assert not [line for line in lines if line not in shown]
        assert visit.page.locator(".row").count() == len(found_in(text).lines)


def test_keys_lead_to_doubtful_lines_and_press_filters(browser, tmp_path):
    found = found_in(STORY)
    sure = [0.5 if row["line_no"] in (3, 5, 7) else 1.0 for row in found.lines]
    place = found.table.schema.get_field_index("confidence")
    (tmp_path / "page.html").write_text(
        sheet(replace(found, table=found.table.set_column(place, "confidence", pa.array(sure))), {}), "utf-8"
    )
    with visiting(browser, (tmp_path / "page.html").as_uri()) as visit:
        seen = []
        for key in "nnnnp":
            visit.press(key)
            seen.append(visit.page.evaluate("document.activeElement.id"))
        assert seen == ["L3", "L5", "L7", "L3", "L7"]
        visit.press("d")
        assert [row.get_attribute("id") for row in visit.page.locator(".row").all() if row.is_visible()] == [
            "L3",
            "L5",
            "L7",
        ]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_inert(browser, tmp_path, text):
    with visiting(browser, html_of(STORY.replace("The first ferry", f"{text} The first ferry"), tmp_path)) as visit:
        assert visit.page.title() == "Proof sheet of site/story.txt"
        assert visit.page.locator("main img, main script, main link").count() == 0
        assert "\u202e" not in visit.page.locator("main").inner_text()
        assert visit.asked == [visit.home]
        assert not visit.complaints


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_report_fits_its_window_and_keeps_nobody_out(browser, tmp_path, look):
    archive = Archive(tmp_path)
    for number in range(3):
        archive.put(f"north/{number}.txt", STORY.replace("ninety", f"{number + 2}0"))
    archive.put("<b>south/empty.txt", "")
    archive.run()
    file = tmp_path / "report.html"
    file.write_text(report(Store(archive.curated).published(), None), "utf-8")
    with visiting(browser, file.as_uri(), **look) as visit:
        visit.check()
        assert visit.page.locator("svg").count()
