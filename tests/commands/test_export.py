"""export, query, views, contract and card, as an analyst meets them."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys

import duckdb
import jsonschema
import pyarrow.parquet as pq
import pytest
import yaml

from cleancopy.schemas import TABLES


@pytest.fixture
def asked(ask, tables):
    """`ask` about tables that were published once."""
    return lambda *arguments: ask(*arguments, "--curated", tables)


def published(tables, name):
    return pq.read_table(os.path.realpath(tables / name))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_exported_as_parquet_with_the_rows_and_the_sentences_it_has(asked, tables, tmp_path, table):
    assert asked("export", table, "-o", tmp_path / "out.parquet").code == 0
    written = pq.read_table(tmp_path / "out.parquet")
    assert written.equals(published(tables, table))
    assert all(field.metadata[b"doc"] == field.metadata[b"description"] for field in written.schema)


@pytest.mark.parametrize("table", TABLES)
def test_rows_as_json_are_what_the_json_schema_says(asked, tables, table):
    schema = json.loads(asked("contract", "--format", "json-schema").out)
    check = jsonschema.Draft202012Validator(
        {**schema, "$ref": f"#/$defs/{table}"}, format_checker=jsonschema.FormatChecker()
    )
    rows = [json.loads(line) for line in asked("export", table).out.splitlines()]
    assert len(rows) == published(tables, table).num_rows
    for row in rows:
        check.validate(row)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"role": "headline"}, "a role that is none"),
        ({"line_no": 0}, "a line before the first"),
        ({"doc_id": None}, "no document"),
        ({"more": 1}, "a column that is none"),
    ],
)
def test_the_json_schema_refuses(asked, change, what):
    schema = json.loads(asked("contract", "--format", "json-schema").out)
    row = json.loads(asked("export", "lines").out.splitlines()[0])
    check = jsonschema.Draft202012Validator({**schema, "$ref": "#/$defs/lines"})
    assert check.is_valid(row)
    assert not check.is_valid(row | change), what


def test_csv_holds_nested_values_as_json_and_tells_null_from_empty(asked, tables):
    lines = asked("export", "lines", "--format", "csv", "--columns", "text,paragraph,edits,raw").out
    rows = list(csv.DictReader(lines.splitlines()))
    truth = published(tables, "lines").to_pylist()
    assert [json.loads(row["edits"]) for row in rows] == [row["edits"] for row in truth]
    assert [row["text"] for row in rows] == [row["text"] for row in truth]
    assert '"",,"[]"' in lines


def test_only_some_columns_and_one_site_in_the_order_asked_for(asked):
    shown = asked("export", "articles", "--columns", "title, site", "--site", "valleywire").out
    rows = [json.loads(line) for line in shown.splitlines()]
    assert [list(row) for row in rows] == [["title", "site"]] * 2
    assert {row["site"] for row in rows} == {"valleywire"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["artcles"], "the tables are articles"),
        (["articles", "--columns", "titel"], "did you mean title?"),
        (["articles", "--columns", " , "], "names no column"),
        (["articles", "-o", "rows.txt"], "names no format"),
        (["articles", "-o", "nowhere/rows.csv"], "in a folder that is there"),
        (["runs", "--site", "valleywire"], "name no site"),
        (["articles", "--version", "9"], "no version 9"),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_sentence(asked, arguments, said):
    shown = asked("export", *arguments)
    assert shown.code != 0
    assert said in shown.err and shown.err.count("\n") == 1


@pytest.mark.parametrize("name", ["articles", "report.csv", ".store/x.csv"])
def test_nothing_is_written_among_the_published_tables(asked, tables, name):
    before = sorted(tables.iterdir())
    shown = asked("export", "articles", "--format", "csv", "-o", tables / name)
    assert shown.code == 2 and "write it elsewhere" in shown.err
    assert (sorted(tables.iterdir()), (tables / "articles").is_symlink()) == (before, True)


def test_views_open_in_duckdb_with_their_sentences_also_in_a_folder_with_odd_letters(ask, tables, tmp_path):
    odd = tmp_path / "it's [odd] *"
    shutil.copytree(tables, odd, symlinks=True)
    shown = ask("views", "--curated", odd)
    with duckdb.connect() as connection:
        connection.execute(shown.out)
        assert connection.sql("SELECT count(*) FROM lines WHERE fate = 'taken'").fetchall()[0][0] > 0
        comments = dict(connection.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
        columns = connection.sql("SELECT count(*) FROM duckdb_columns() WHERE comment IS NOT NULL").fetchall()[0][0]
    assert comments == {name: table.summary for name, table in TABLES.items()}
    assert columns == sum(len(table.arrow) for table in TABLES.values())


def test_query_answers_as_a_table_or_in_a_format(asked):
    sql = "SELECT site, count(*) AS n FROM articles GROUP BY ALL ORDER BY site"
    assert asked("query", sql).out.splitlines()[1].split() == ["diariodelpuerto", "1"]
    assert asked("query", sql, "--format", "csv").out.startswith('"site","n"\n"diariodelpuerto",1\n')
    rows = [
        json.loads(line)
        for line in asked(
            "query", "SELECT sum(word_count) AS w, created_at FROM articles GROUP BY 2", "--format", "jsonl"
        ).out.splitlines()
    ]
    assert rows[0]["w"] == 922


def test_a_long_answer_says_how_much_is_left(asked):
    shown = asked("query", "SELECT line_no FROM lines", "--rows", "2").out
    assert shown.splitlines()[-1] == "(2 of 145 rows; --rows shows more, --format writes all)"


def test_text_that_could_steer_a_terminal_is_shown_as_escapes(asked):
    assert "\\x1b[31m" in asked("query", "SELECT chr(27) || '[31m' AS red").out


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT titel FROM articles", '"title"'),
        ("SELECT CAST(title AS INT) FROM articles", "Could not convert"),
        ("SELECT", "DuckDB says"),
        ("", "not one query"),
        ("SELECT 1; SELECT 2", "not one query"),
        ("COPY (SELECT 1) TO 'x.csv'", "not one query"),
        ("CREATE TABLE x AS SELECT 1", "not one query"),
    ],
)
def test_a_query_that_fails_is_told_in_one_sentence(asked, sql, said):
    shown = asked("query", sql)
    assert shown.code != 0
    assert said in shown.err and shown.err.count("\n") == 1


def test_without_duckdb_query_says_what_to_install(asked, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    shown = asked("query", "SELECT 1")
    assert shown.code == 1 and "`pip install duckdb`" in shown.err


def test_the_card_names_what_there_is(asked, tmp_path):
    assert asked("card", "-o", tmp_path / "README.md", "--name", "Coast *and* valley").code == 0
    _, head, body = (tmp_path / "README.md").read_text().split("---\n", 2)
    said = yaml.safe_load(head)
    assert [config["config_name"] for config in said["configs"]] == list(TABLES)
    assert (said["pretty_name"], said["language"]) == ("Coast *and* valley", ["de", "en", "es"])
    assert "# Coast \\*and\\* valley" in body
    assert "- valleywire: 2" in body
    assert "| `published_on` |" in body


def test_the_tables_hold_the_contract_as_datacontract_cli_reads_it(asked, tables, tmp_path):
    program = os.environ.get("DATACONTRACT") or shutil.which("datacontract")
    if not program:
        pytest.skip("datacontract-cli is not here: name its program in DATACONTRACT")
    contract = tmp_path / "contract.odcs.yaml"
    contract.write_text(asked("contract").out)
    for command in ("lint", "test"):
        done = subprocess.run([program, command, contract], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    for dialect in ("postgres", "snowflake", "bigquery", "databricks", "mysql"):
        words = [program, "export", "sql", "--dialect", dialect, contract]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        made = re.findall(r"CREATE (?:OR REPLACE )?TABLE", done.stdout)
        assert (done.returncode, len(made), "Cannot map" in done.stderr) == (0, len(TABLES), False), dialect
    broken = contract.read_text().replace("maximum: 1\n", "maximum: 0.00001\n")
    contract.write_text(broken)
    assert subprocess.run([program, "test", contract], capture_output=True, check=False).returncode != 0
