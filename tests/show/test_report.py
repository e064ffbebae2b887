"""The run report: counted from the tables of a version, published with it, and nothing that data could set off."""

from __future__ import annotations

import pytest

from cleancopy.orchestration.run import run
from cleancopy.orchestration.shards.workers import in_process
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.show.report import beside
from cleancopy.show.report.changes import changes
from cleancopy.show.report.charts import columns, course, share
from cleancopy.show.report.facts import facts
from cleancopy.show.report.report import report
from cleancopy.store import Store, lock
from tests.documents import STORY
from tests.show.test_sheet import Page


@pytest.fixture
def newsroom(tmp_path):
    """A raw folder of two sites, and a function that runs over it and gives the store."""

    def ran() -> Store:
        with lock(tmp_path / "curated"):
            settings = Settings(workers=1, on_vanish="delete", vanished={"max_share": 1})
            run(tmp_path / "raw", tmp_path / "curated", settings, Options(), in_process, beside=beside)
        return Store(tmp_path / "curated")

    def write(path: str, text: str) -> None:
        file = tmp_path / "raw" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    for number in range(3):
        write(f"north/{number}.txt", STORY.replace("ninety", f"{number + 2}0"))
    write("south/one.txt", STORY.replace("Monday", "Tuesday"))
    write("south/empty.txt", "")
    return ran, write


def test_the_page_lies_beside_the_tables_and_changes_with_them(newsroom, tmp_path):
    ran, write = newsroom
    ran()
    link = tmp_path / "curated" / "report.html"
    assert link.is_symlink()
    assert "Version 1" in link.read_text()
    write("south/two.txt", STORY)
    ran()
    assert "Version 2" in link.read_text()


def test_sites_are_counted_with_their_quarantine(newsroom):
    told = facts(newsroom[0]().published())
    assert [(site.name, site.curated, site.quarantined) for site in told.sites] == [("north", 3, 0), ("south", 1, 1)]
    assert [(code, count, paths) for code, count, paths in told.reasons] == [("empty", 1, ["south/empty.txt"])]
    assert sum(count for _, count in told.lengths) == 4
    assert told.sites[0].filled["authors"] == 1.0


def test_what_changed_is_told_by_documents_rules_and_fields(newsroom, tmp_path):
    ran, write = newsroom
    ran()
    write("south/two.txt", STORY.replace("By Ada Lindqvist\n", ""))
    write("north/0.txt", STORY.replace("ninety", "twelve"))
    (tmp_path / "raw/north/1.txt").unlink()
    versions = ran().versions()
    found = changes(versions[-1], versions[0])
    assert (found.added, found.removed, found.rewritten) == (1, 1, 1)
    assert [name for name, before, now in found.fields if now < before] == ["authors"]
    assert {site for site, *_ in found.rules} == {"north", "south"}


def test_a_first_version_has_nothing_to_compare_with(newsroom):
    version = newsroom[0]().published()
    assert changes(version, None) is None
    assert "This is the first version." in report(version, None)


def test_the_page_fetches_nothing_and_holds_no_script(newsroom):
    ran, write = newsroom
    write("<script>alert(1)</script>/x.txt", STORY)
    html = report(ran().published(), None)
    page = Page(html)
    assert page.tags["script"] == 0
    assert page.links == []
    assert "<script>alert" not in html


def test_a_report_that_cannot_be_made_keeps_nothing_from_being_published(newsroom, monkeypatch, tmp_path):
    def fail(*_):
        raise ZeroDivisionError("no <documents>")

    monkeypatch.setattr("cleancopy.show.report.report.report", fail)
    assert newsroom[0]().published().number == 1
    told = (tmp_path / "curated/report.html").read_text()
    assert "ZeroDivisionError: no &lt;documents&gt;" in told


CHARTS = {
    "no values": (columns([], "none"), 0),
    "zeros have no column": (columns([0, 0], "none"), 0),
    "a column for each value": (columns([1, 0, 3], "four in three days"), 2),
    "a course marks its last value": (course([0.1, 0.4], "twice"), 0),
    "a share is drawn on its whole": (share(1, 4, "1 of 4"), 2),
}


@pytest.mark.parametrize(("svg", "rects"), CHARTS.values(), ids=CHARTS)
def test_a_chart_draws_its_numbers_and_says_them(svg, rects):
    assert svg.count("<rect") == rects
    assert 'role="img" aria-label="' in svg
