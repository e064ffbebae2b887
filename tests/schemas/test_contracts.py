"""The contracts say what they mean, and the page printed from them is the page in docs/."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from cleancopy.schemas import CONTRACT_VERSION, TABLES, json_schema, odcs
from cleancopy.schemas.constraints import constraints, sentences
from cleancopy.schemas.derive import arrow_schema, printed
from cleancopy.schemas.dictionary import dictionary, kind

ROOT = Path(__file__).parents[2]
HISTORY = tomllib.loads((Path(__file__).parent / "history.toml").read_text("utf-8"))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_has_a_sentence(table):
    for field in table.arrow:
        sentence = field.metadata[b"description"].decode()
        assert sentence.endswith(".") and len(sentence.split()) > 1, field.name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_an_empty_table_keeps_its_contract(table):
    empty = table.arrow.empty_table()
    table.model.validate(pl.from_arrow(empty), lazy=True)
    assert empty.schema.equals(table.arrow)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_only_types_that_every_reader_knows_are_used(table):
    def plain(type_: pa.DataType) -> bool:
        if pa.types.is_list(type_):
            return plain(type_.value_type)
        if pa.types.is_struct(type_):
            return type_.num_fields > 0 and all(plain(field.type) for field in type_)
        known = (pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_(), pa.binary(), pa.date32())
        return type_ in (*known, pa.timestamp("us", "UTC"), pa.timestamp("us"))

    assert [field.name for field in table.arrow if not plain(field.type)] == []


def test_the_data_dictionary_is_the_one_printed_from_the_contracts():
    page = (ROOT / "docs" / "reference" / "data-dictionary.md").read_text("utf-8")
    assert page == dictionary(), "stale: run `make reference`"


def test_the_arrow_schemas_are_those_printed_from_the_contracts():
    assert (ROOT / "schemas" / "arrow.json").read_text("utf-8") == printed(), "stale: run `make reference`"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_print_reads_as_what_was_printed(table):
    assert table.arrow.equals(arrow_schema(table.name, table.model), check_metadata=True)


def promise(table) -> str:
    """What a reader of the table relies on: names, types and nullability, in order."""
    said = [f"{field.name}: {kind(field.type)}{'?' if field.nullable else ''}" for field in table.arrow]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def test_no_column_changes_without_a_new_contract_version():
    promised = HISTORY[f"version-{CONTRACT_VERSION}"]
    now = {table.name: promise(table) for table in TABLES.values()}
    assert now == promised, "a table changed: raise CONTRACT_VERSION and add what it promises to history.toml"


def test_the_signals_measured_are_those_of_the_contract():
    from cleancopy.pipeline.columns import SIGNALS_TYPE

    assert TABLES["articles"].arrow.field("signals").type == SIGNALS_TYPE


@pytest.mark.parametrize(
    ("file", "made"), [("contract.odcs.yaml", odcs.printed), ("contract.schema.json", json_schema.printed)]
)
def test_the_exports_of_the_contract_are_those_printed_from_it(file, made):
    assert (ROOT / "schemas" / file).read_text("utf-8") == made(), "stale: run `make reference`"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_check_of_a_model_is_told_in_the_exports(table):
    told = constraints(table), sentences(table)
    for name, column in table.model.to_schema().columns.items():
        for check in column.checks:
            assert told[0][name] or told[1].get(check.name), f"{name}: {check.name}"
    assert all(sentence.endswith(".") for sentence in told[1].values())


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_no_field_is_named_by_a_word_that_sql_reserves(table):
    def names(type_):
        if pa.types.is_list(type_):
            return names(type_.value_type)
        return [name for f in type_ for name in (f.name, *names(f.type))] if pa.types.is_struct(type_) else []

    inside = {name for field in table.arrow for name in names(field.type)}
    assert not inside & {"limit", "order", "group", "select", "table", "from", "where", "offset", "end", "default"}
