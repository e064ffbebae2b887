"""What a site repeats is learned and taken in one run, counted in the next, and forgotten with its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.errors import GateRefused
from cleancopy.gates.figures import figures
from cleancopy.ingest import doc_id
from cleancopy.orchestration.forget import take_down
from cleancopy.orchestration.outlining import Coming
from cleancopy.pipeline.decide.rule_names import rule_names
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, lock
from tests.archive import Archive

LABEL = "Winds of this week"
NAMES = ["ferry", "bridge", "market", "school", "harbour", "theatre"]


def page(name: str) -> str:
    """A story of its own with a label below it, of which the model thinks that it belongs to the text."""
    sentences = [
        f"The {name} opened again on Monday after {len(name)} weeks of work, the town said in a statement.",
        f"Builders had found that the walls of the {name} were rotten, and nobody knew how long it would take them.",
        f'"We waited for this day," said the keeper of the {name}, who stood at its door with a flask of coffee.',
        f"The town expects that a thousand people will visit the {name} every day until the end of the summer season.",
    ]
    paragraphs = [f"{sentences[0]} {sentences[1]}", f"{sentences[2]} {sentences[3]}"]
    return "\n\n".join([f"The {name} opens again", *paragraphs, LABEL])


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def put(archive: Archive, *names: str) -> None:
    for name in names:
        archive.put(f"coast/{name}.txt", page(name))


def rules(archive: Archive) -> dict[str, str]:
    """Which rule decided about the label, by the name of the page."""
    rows = archive.rows("lines")
    return {Path(row["source_path"]).stem: row["rule"] for row in rows if row["text"] == LABEL}


def test_what_three_stories_repeat_is_taken_from_them_in_the_same_run(archive):
    put(archive, *NAMES[:3])
    report = archive.run()
    (row,) = [row for row in archive.rows("templates") if row["line"] == LABEL]
    assert (row["site"], row["bodies"], row["state"], row["decided_by"]) == ("coast", 3, "accepted", "threshold")
    assert set(rules(archive).values()) == {f"site:{row['template_id']}"}
    assert LABEL not in "".join(archive.column("articles", "text"))
    assert figures(report.sites["coast"])["template_share"] == pytest.approx(1 / 3, abs=0.001)
    assert Store(archive.curated).verify(rule_names()).ok


def test_pages_cleaned_before_a_template_was_known_are_stale_until_they_are_cleaned_again(archive):
    put(archive, *NAMES[:2])
    archive.put("inland/other.txt", page("mill"))
    archive.run()
    put(archive, NAMES[2])
    archive.run()
    assert [name for name, rule in rules(archive).items() if rule.startswith("site:")] == [NAMES[2]]
    assert archive.run(Options(dry_run=True)).stale_sites == {"coast": 2}
    archive.run(Options(rebuild=True, site="coast"))
    assert {rule[:5] for name, rule in rules(archive).items() if name != "other"} == {"site:"}
    assert archive.run().stale == 0


def test_runs_one_by_one_and_a_rebuild_publish_what_one_run_does(tmp_path):
    tables = []
    for groups in ([NAMES], [NAMES[:1], NAMES[1:4], NAMES[4:]]):
        folder = tmp_path / str(len(groups))
        archive = Archive(folder)
        for names in groups:
            put(archive, *names)
            archive.run(shard_size=2)
        if len(groups) > 1:
            archive.run(Options(rebuild=True))
        tables.append({name: archive.rows(name) for name in ("templates", "lines", "articles", "outlines")})
    assert tables[0] == tables[1]


def test_a_file_that_goes_after_it_was_outlined_ends_no_run(archive, monkeypatch):
    put(archive, *NAMES)
    outlined = Coming.outline

    def and_then_it_goes(coming: Coming, workers: int) -> list[Path]:
        found = outlined(coming, workers)
        (archive.raw / min((f"coast/{name}.txt" for name in NAMES), key=doc_id)).unlink()
        return found

    monkeypatch.setattr(Coming, "outline", and_then_it_goes)
    archive.run()
    assert archive.rows("templates") == [], "the text of what was counted was in the file that went"
    assert len(archive.rows("articles")) == len(NAMES) - 1


def test_a_takedown_takes_the_counts_of_its_pages(archive):
    put(archive, *NAMES[:4])
    archive.run()
    for names, bodies in ((NAMES[:2], 2), (NAMES[2:3], 1), (NAMES[3:4], None)):
        with lock(archive.curated):
            take_down(Store(archive.curated), [f"coast/{name}.txt" for name in names], Settings())
        counts = {row["line"]: row["bodies"] for row in archive.rows("templates")}
        assert counts.get(LABEL) == bodies
        assert Store(archive.curated).verify(rule_names()).ok
    assert archive.rows("outlines") == []


def test_a_person_s_decision_keeps_a_line(archive, tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "coast.toml").write_text(f"[[reject]]\nline = '{LABEL}'\nreason = 'it is our weather'\n")
    put(archive, *NAMES[:3])
    archive.run(site_rules=folder)
    assert not any(rule.startswith("site:") for rule in rules(archive).values())
    (row,) = [row for row in archive.rows("templates") if row["line"] == LABEL]
    assert (row["state"], row["why"]) == ("rejected", "it is our weather")


@pytest.mark.parametrize("mode", ["propose", "off"])
def test_the_settings_of_a_site_keep_its_lines(archive, mode):
    put(archive, *NAMES[:3])
    archive.run(sites={"coast": {"templates": mode}})
    assert not any(rule.startswith("site:") for rule in rules(archive).values())


def test_a_run_in_which_templates_take_too_much_is_refused(archive):
    put(archive, *NAMES)
    with pytest.raises(GateRefused, match="template_share"):
        archive.run(gates={"template_share": {"max": 0.1}})
    assert Store(archive.curated).current() is None
