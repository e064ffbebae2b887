"""`import cleancopy`: what people type, and what it costs to import."""

from __future__ import annotations

import doctest
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cleancopy
from cleancopy import api
from tests.documents import STORY


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(api).failed == 0
    assert doctest.testmod(api).attempted > 5


def test_importing_it_loads_nothing_heavy():
    asked = "import cleancopy, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert not {"prefect", "pandera", "pandas", "polars", "pyarrow", "numpy", "pydantic"} & set(loaded)


def test_every_public_name_is_there_and_no_other():
    for name in cleancopy.__all__:
        assert getattr(cleancopy, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'clena'"):
        _ = cleancopy.clena


def test_the_functions_stay_functions_after_every_module_was_loaded():
    import cleancopy.orchestration.run
    import cleancopy.pipeline.clean

    assert callable(cleancopy.clean)
    assert callable(cleancopy.run)


def test_a_text_becomes_a_document():
    document = cleancopy.clean(STORY, site="harbourpost", url="https://example.org/ferry", fetched_at=_NOW)
    assert (document.outcome, document.authors) == ("curated", ("Ada Lindqvist",))
    assert document.text is not None and document.text.startswith("The first ferry")
    assert document.article is not None and document.article["source_url"] == "https://example.org/ferry"
    assert [line["role"] for line in document.lines if line["fate"] == "taken"] == ["share", "comments"]
    assert document.explain()["outcome"] == "curated"
    assert "curated: 'Ferry service to the outer islands resumes'" in repr(document)


_NOW = datetime(2024, 3, 1, tzinfo=UTC)


def test_bytes_are_decoded_as_a_file_would_be():
    german = "Die Brücke über den Fluß wird im März für Fußgänger geöffnet, sagte die Bürgermeisterin. " * 4
    assert "Brücke" in (cleancopy.clean(german.encode("windows-1252")).text or "")


def test_a_text_that_is_no_article_says_why():
    document = cleancopy.clean("Home\nNews\n")
    assert (document.outcome, document.text) == ("quarantined", None)
    assert document.reasons[0]["code"] == "no_article"
    assert repr(document) == "<Document quarantined: no_article, 0 of 2 lines kept>"
    assert len(document.lines) == 2


def test_in_a_notebook_a_document_shows_its_proof_sheet_where_no_script_can_run():
    shown = cleancopy.clean(STORY)._repr_html_()
    assert shown.startswith("<iframe sandbox srcdoc=")
    assert shown.count("<") == 2


FRAMES = {
    "arrow": pa.Table.from_pylist,
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
}


@pytest.mark.parametrize("made", FRAMES.values(), ids=FRAMES)
def test_a_table_of_texts_is_cleaned_with_what_stands_beside_them(made):
    rows = [{"body": STORY, "site": "one", "url": "https://example.org/1"}, {"body": None, "site": "two", "url": None}]
    cleaned = cleancopy.clean_table(made(rows))
    assert cleaned.articles.select(["site", "source_url"]).to_pylist() == [
        {"site": "one", "source_url": "https://example.org/1"}
    ]
    assert cleaned.quarantine["site"].to_pylist() == ["two"]


def test_what_is_no_table_of_texts_is_refused_in_one_sentence():
    with pytest.raises(cleancopy.CleancopyError, match="the columns are text"):
        cleancopy.clean_table(pa.table({"text": ["x"]}))
    with pytest.raises(cleancopy.CleancopyError, match="list is no table"):
        cleancopy.clean_table([STORY])
    with pytest.raises(cleancopy.CleancopyError, match="NoneType is no text: give a string or bytes"):
        cleancopy.clean(None)


def test_a_folder_is_published_and_read(tmp_path):
    raw = tmp_path / "raw" / "site"
    raw.mkdir(parents=True)
    (raw / "story.txt").write_text(STORY)
    settings = cleancopy.Settings(workers=1, as_of=date(2024, 1, 1))
    report = cleancopy.run(tmp_path / "raw", tmp_path / "curated", settings)
    assert (report.documents_curated, report.version) == (1, 1)
    tables = cleancopy.open(tmp_path / "curated")
    assert tables.articles(["site"]).to_pylist() == [{"site": "site"}]
    assert repr(tables) == f"<Reader of {tmp_path / 'curated'}: version 1, 1 articles>"
    for ask in (tables.table, tables.path):
        with pytest.raises(cleancopy.CleancopyError, match="no table 'artciles': the tables are articles, lines"):
            ask("artciles")
    assert tables.lines("site/story.txt").num_rows == STORY.count("\n")
    assert tables.restore("site/story.txt") == STORY.encode()
    (raw / "story.txt").write_text(STORY.replace("ninety", "eighty"))
    cleancopy.run(tmp_path / "raw", tmp_path / "curated", settings)
    assert [one.source_path for one in tables.diff(1, 2).changed] == ["site/story.txt"]
    assert Path(tables.path("lines", version=1)).is_dir()
    assert tables.articles(version=1)["text"][0].as_py() != tables.articles()["text"][0].as_py()


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(cleancopy.CleancopyError, match="cleancopy run"):
        cleancopy.open(tmp_path)
