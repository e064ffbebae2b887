"""What is published is what analysts can open: DuckDB, Polars, pandas and PyArrow, also where a table is empty."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from cleancopy.orchestration.run import run
from cleancopy.orchestration.shards.workers import in_process
from cleancopy.schemas import CONTRACT_VERSION, TABLES
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import lock
from tests.documents import STORY

READERS = {
    "duckdb": lambda folder: duckdb.sql(f"select * from read_parquet('{folder}/*.parquet')").to_arrow_table().num_rows,
    "polars": lambda folder: pl.scan_parquet(f"{folder}/*.parquet").collect().height,
    "pandas": lambda folder: len(pd.read_parquet(folder)),
    "pyarrow": lambda folder: ds.dataset(folder, format="parquet").to_table().num_rows,
}


def publish(folder: Path, files: dict[str, bytes]) -> Path:
    raw, curated = folder / "raw", folder / "curated"
    for path, data in files.items():
        (raw / path).parent.mkdir(parents=True, exist_ok=True)
        (raw / path).write_bytes(data)
    with lock(curated):
        run(raw, curated, Settings(as_of=date(2024, 7, 1)), Options(), in_process)
    return curated


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stories, one of them a copy and a page, and one document turned away."""
    page = "".join(f"<p>{line}</p>" for line in STORY.splitlines()).encode()
    files = {"harbour/one.txt": STORY.encode(), "harbour/two.html": page, "town/empty.txt": b""}
    return publish(tmp_path_factory.mktemp("full"), files)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing admitted: articles, lines and copies are empty."""
    return publish(tmp_path_factory.mktemp("bare"), {"town/empty.txt": b""})


ROWS = {
    "articles": 2,
    "lines": 28,
    "copies": 1,
    "fingerprints": 2,
    "pages": 1,
    "templates": 0,
    "outlines": 3,
    "quarantine": 1,
    "sources": 3,
    "runs": 1,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("table", TABLES)
def test_every_table_opens_in_every_reader(full, table, reader):
    rows = READERS[reader](full / table)
    assert rows == ROWS[table]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_opens_too(bare, table, reader):
    rows = READERS[reader](bare / table)
    assert rows == {"outlines": 1, "quarantine": 1, "sources": 1, "runs": 1}.get(table, 0)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_each_file_says_what_its_columns_mean_and_which_versions_made_it(full, table):
    for file in (full / table.name).glob("*.parquet"):
        schema = pq.read_schema(file)
        assert schema.equals(table.arrow)
        assert all(field.metadata[b"description"] for field in schema)
        assert schema.metadata[b"contract_version"] == str(CONTRACT_VERSION).encode()
        assert schema.metadata[b"pipeline_version"]
        assert schema.metadata[b"rules_version"]


def test_a_few_lines_of_sql_rebuild_a_file(full):
    slices = duckdb.sql(
        f"""select coalesce(raw, encode(text || chr(10))) as slice from read_parquet('{full}/lines/*.parquet')
        where source_path = 'harbour/one.txt' order by line_no, part"""
    ).fetchall()
    assert b"".join(row[0] for row in slices) == STORY.encode()


def test_a_few_lines_of_sql_fold_the_lines_into_the_text(full):
    ((body,),) = duckdb.sql(
        f"""select string_agg(case when first then '' when glue = 'break' then chr(10) || chr(10)
            when glue = 'space' then ' ' else '' end || text, '' order by line_no, part) from
        (select *, row_number() over (order by line_no, part) = 1 as first from read_parquet('{full}/lines/*.parquet')
        where kept and source_path = 'harbour/one.txt')"""
    ).fetchall()
    (article,) = duckdb.sql(
        f"select text, body_sha256 from read_parquet('{full}/articles/*.parquet') where source_path = 'harbour/one.txt'"
    ).fetchall()
    assert (body, hashlib.sha256(body.encode()).hexdigest()) == article
