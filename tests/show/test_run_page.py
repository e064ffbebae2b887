"""What a run says of itself in Prefect's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.orchestration.report import Report
from cleancopy.show.run_page import name, quarantined_as_markdown, sentence, sites_as_rows
from cleancopy.show.summary import as_markdown

SITES = {
    "north": {"documents": 3, "admitted": 2, "quarantined": 1, "words": 301, "chrome_share": 0.8, "null_authors": 1},
    "": {"documents": 9, "quarantined": 9},
    "east": {"documents": 3, "admitted": 3, "words": 90},
    "west": {"documents": 1, "admitted": 1, "words": 10},
}
DONE = Report(
    documents_curated=6,
    documents_quarantined=10,
    documents_to_clean=16,
    quarantine_reasons={"empty": 9, "no_article": 1},
    sites=SITES,
    committed=True,
    version=12,
)

SAYS = [
    (DONE, "6 curated, 10 quarantined (empty 9, no_article 1): version 12 is published."),
    (Report(documents_curated=1, documents_deleted=2, documents_to_clean=1, committed=True, version=2),
     "1 curated, 0 quarantined, 2 deleted: version 2 is published."),
    (Report(documents_deleted=2, committed=True, version=2),
     "0 curated, 0 quarantined, 2 deleted: version 2 is published."),
    (Report(version=4), "Nothing is new: version 4 stays."),
    (Report(), "Nothing is new."),
    (Report(dry_run=True, documents_to_clean=3), "A dry run: 3 documents would be cleaned; nothing was published."),
]  # fmt: skip


@pytest.mark.parametrize(("report", "says"), SAYS, ids=[says for _, says in SAYS])
def test_a_run_says_what_happened(report, says):
    assert sentence(report) == says


@pytest.mark.parametrize(
    ("report", "called"),
    [
        (DONE, "curate raw: version 12, no site 9, east 3, north 3, and 1 more"),
        (Report(committed=True, version=2), "curate raw: version 2"),
        (Report(version=2), "curate raw: nothing new"),
        (Report(dry_run=True, documents_to_clean=1), "curate raw: dry run"),
    ],
)
def test_a_run_is_called_by_what_came_of_it(report, called):
    assert name(report, "raw") == called


def test_each_site_has_a_row_and_the_largest_comes_first():
    rows = sites_as_rows(DONE)
    assert [row["site"] for row in rows] == ["no site", "east", "north", "west"]
    north = {"site": "north", "curated": 2, "quarantined": 1, "words": 150, "chrome": "40%"}
    assert rows[2] == north | {"no title": "0%", "no author": "50%", "no day": "0%"}


def test_files_in_quarantine_are_links_where_they_lie_here(tmp_path):
    (tmp_path / "a b.txt").write_text("")
    report = Report(documents_quarantined=3, files={"quarantined": ["a b.txt", "box.zip#`1`"]})
    told = quarantined_as_markdown(report, tmp_path).splitlines()
    assert f"- [`a b.txt`]({(tmp_path / 'a b.txt').as_uri()})" in told
    assert "- `box.zip#'1'`" in told
    assert "- and 1 more" in told
    assert quarantined_as_markdown(Report(), Path()) == ""


def test_what_is_long_stands_in_a_list_and_not_in_a_cell():
    long = Report(lines_taken_by_role={f"role_{number}": number for number in range(40, 0, -1)})
    page = as_markdown(long)
    assert max(len(line) for line in page.splitlines() if line.startswith("|")) < 60
    assert "- lines taken away: " in page or "- lines read into fields: " in page
