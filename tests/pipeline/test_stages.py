"""The stages fit each other: each reads what it says and no more, and adds what it says."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from cleancopy.pipeline import columns
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.clean import staged
from cleancopy.pipeline.compose import READS, compose
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.stages import SIDE_TABLES, STAGES, Stage, check, of
from tests.batches import batch_of
from tests.documents import documents
from tests.laws.pages import pages

PAGES = documents(pages(40))
ADDRESSES = {"docs.doc_id", "lines.doc"}
"""Columns that are always there: tables keep their rows."""


def only(batch: Batch, names: set[str]) -> Batch:
    """The batch without the columns, and without the rows of side tables, that are not among `names`."""
    names = names | ADDRESSES
    tables = {
        table: getattr(batch, table).select(
            [name for name in getattr(batch, table).column_names if f"{table}.{name}" in names]
        )
        for table in ("docs", "lines")
    }
    return replace(batch, **tables, **{t: getattr(batch, t).slice(0, 0) for t in SIDE_TABLES if t not in names})


def equal(one: pa.ChunkedArray, other: pa.ChunkedArray) -> bool:
    return one.combine_chunks().equals(other.combine_chunks())


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_reads_only_what_it_says_and_adds_just_what_it_says(stage: Stage) -> None:
    before = staged(PAGES, Recipe(), before=stage)
    whole, narrow = stage.run(before, Recipe()), stage.run(only(before, set(stage.reads)), Recipe())
    for table in ("docs", "lines"):
        now, was = getattr(whole, table), getattr(before, table)
        fresh = {
            name
            for name in now.column_names
            if name not in was.column_names or now.num_rows != was.num_rows or not equal(now[name], was[name])
        }
        said = {name.partition(".")[2] for name in stage.adds if name.startswith(f"{table}.")}
        assert fresh - {"doc"} <= said <= set(now.column_names)
        assert all(equal(now[name], getattr(narrow, table)[name]) for name in said)
    for table in SIDE_TABLES:
        added = getattr(whole, table).slice(getattr(before, table).num_rows)
        assert table in stage.adds or not added.num_rows
        rows = getattr(narrow, table).num_rows
        assert equal_tables(getattr(narrow, table).slice(rows - added.num_rows), added)


def equal_tables(one: pa.Table, other: pa.Table) -> bool:
    return one.combine_chunks().equals(other.combine_chunks())


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_that_lacks_a_column_fails_and_gives_no_other_rows(stage: Stage) -> None:
    before = staged(PAGES, Recipe(), before=stage)
    for name in stage.reads:
        if name not in SIDE_TABLES:
            with pytest.raises(KeyError, match=name):
                stage(only(before, set(stage.reads) - {name}), Recipe())


def test_the_published_tables_are_made_of_what_compose_says_it_reads() -> None:
    batch = staged(PAGES, Recipe())
    whole, narrow = compose(batch, {}), compose(only(batch, set(READS)), {})
    assert whole.articles.equals(narrow.articles)
    assert whole.lines.equals(narrow.lines)
    assert whole.fingerprints.equals(narrow.fingerprints)
    assert whole.quarantine.equals(narrow.quarantine)


def test_stages_in_another_order_are_refused() -> None:
    with pytest.raises(TypeError, match=r"fold reads lines\.kept, lines\.glue, which no stage before it adds"):
        check(tuple(stage for stage in STAGES if stage.name not in ("decide", "take_templates", "join")), ())
    with pytest.raises(TypeError, match=r"compose reads docs\.signals"):
        check(tuple(stage for stage in STAGES if stage.name != "assess"), READS)


def test_a_stage_may_not_add_what_is_not_declared() -> None:
    stray = Stage(lambda batch, recipe: batch, (), of(lines="mood"))
    with pytest.raises(TypeError, match=r"adds lines\.mood, declared neither"):
        check((*STAGES, stray), ())


def test_a_batch_refuses_a_column_that_is_not_declared_or_has_another_type() -> None:
    batch = batch_of(["One line."])
    with pytest.raises(KeyError, match=r"lines\.mood is not declared"):
        batch.with_lines(mood=np.zeros(1))
    with pytest.raises(TypeError, match=r"docs\.title is int64, but declared string"):
        batch.with_docs(title=np.zeros(1, np.int64))
    with pytest.raises(TypeError, match=r"lines\.score is float, but declared double"):
        batch.with_lines(score=np.zeros(1, np.float32))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_is_found_in_stage_py_of_its_folder_or_is_a_page_of_its_own(stage: Stage) -> None:
    page = Path(sys.modules[stage.run.__module__].__file__ or "")
    assert page.name == "stage.py" or not (page.parent / "stage.py").exists()


def test_every_declared_column_is_added_by_some_stage_and_has_a_sentence() -> None:
    added = {name for stage in STAGES for name in stage.adds}
    assert {*of(" ".join(columns.DOCS), " ".join(columns.LINES))} == {*of(" ".join(columns.GIVEN))} | {
        name for name in added if name not in SIDE_TABLES
    }
    assert all(column.meaning.endswith(".") for column in (*columns.DOCS.values(), *columns.LINES.values()))
