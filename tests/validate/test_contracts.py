"""The contract catches what it says, and asking it all at once gives pandera's answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from unittest.mock import patch

import pandera.errors
import pandera.polars as pandera
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.errors import ContractBroken
from cleancopy.pipeline.clean import clean
from cleancopy.pipeline.recipe import Recipe
from cleancopy.schemas import TABLES, screen
from cleancopy.validate import check
from tests.documents import documents

NEWS = (
    "The ferry to the island will sail twice a day from Monday, the harbour office said.\n"
    "Share this article\n"
    "The second boat had been in the yard since the storm in March, and its crew was waiting.\n"
)
FILES = {f"paper/{name}.txt": f"{NEWS}Number {name} of the series told of the lamps.\n".encode() for name in "abc"}


@cache
def tables() -> dict[str, pa.Table]:
    cleaned = clean(documents(FILES), Recipe())
    assert cleaned.articles.num_rows == len(FILES)
    return {"articles": cleaned.articles, "lines": cleaned.lines}


def broken(name: str, column: str, value: object, row: int = 1) -> pa.Table:
    """A table with one value replaced."""
    table = tables()[name]
    values = table.column(column).to_pylist()
    values[row] = value
    return table.set_column(
        table.schema.get_field_index(column), column, pa.array(values, table.schema.field(column).type)
    )


ENCODING = {"name": "utf-8", "basis": "guess", "confidence": 1.0, "rival": None}
BREAKS = [
    ("articles", "doc_id", "0" * 23, "doc_id.str_matches"),
    ("articles", "source_path", "", "source_path.str_length"),
    ("articles", "source_sha256", "A" * 64, "source_sha256.str_matches"),
    ("articles", "source_bytes", -1, "source_bytes.greater_than_or_equal_to"),
    ("articles", "title", "two\nlines", "title.one_clean_line"),
    ("articles", "standfirst", "  ", "standfirst.one_clean_line"),
    ("articles", "place", "Hull\ufeff", "place.one_clean_line"),
    ("articles", "text", "", "text.str_length"),
    ("articles", "text", "a\x00b", "text.text_is_clean"),
    ("articles", "text", "ends blank ", "text.text_is_clean"),
    ("articles", "text", None, "text.not_nullable"),
    ("articles", "countries", ["DE", "de"], "countries.country_code"),
    ("articles", "encoding", ENCODING, "encoding.encoding_basis"),
    ("articles", "reading_minutes_stated", 0, "reading_minutes_stated.greater_than"),
    ("articles", "language", "english", "language.str_matches"),
    ("articles", "language_confidence", 1.5, "language_confidence.less_than_or_equal_to"),
    ("articles", "word_count", 0, "word_count.greater_than_or_equal_to"),
    ("articles", "chrome_share", float("nan"), "chrome_share.not_nullable"),
    ("articles", "contract_version", 99, "contract_version.equal_to"),
    ("lines", "line_no", 0, "line_no.greater_than_or_equal_to"),
    ("lines", "glue", "tab", "glue.isin"),
    ("lines", "role", "poem", "role.isin"),
    ("lines", "kept", True, "kept.kept_means_body"),
    ("lines", "rule", None, "role.every_decision_is_reasoned"),
    ("lines", "evidence", "", "role.every_decision_is_reasoned"),
    ("lines", "confidence", -0.1, "confidence.greater_than_or_equal_to"),
    ("lines", "text", None, "text.not_nullable"),
]


def judged(articles: pa.Table, lines: pa.Table) -> dict[str, list[str]]:
    return {doc: [reason["code"] for reason in found] for doc, found in check(articles, lines).turned_away.items()}


def test_sound_documents_pass():
    verdict = check(**tables())
    assert (verdict.turned_away, verdict.articles.num_rows) == ({}, len(FILES))


@pytest.mark.parametrize(("name", "column", "value", "code"), BREAKS, ids=lambda v: str(v)[:30])
def test_a_broken_value_turns_its_document_away_by_the_name_of_the_check(name, column, value, code):
    row = next(i for i, role in enumerate(tables()["lines"].column("role").to_pylist()) if role == "share")
    row = row if name == "lines" else 1
    found = judged(**tables() | {name: broken(name, column, value, row)})
    assert [code in codes for codes in found.values()] == [True]
    if column != "doc_id":
        assert list(found) == [tables()[name].column("doc_id")[row].as_py()]


def test_an_instant_far_from_the_day_is_found():
    articles = broken("articles", "published_on", date(2024, 6, 14))
    instants = pa.array([None, datetime(2024, 6, 20, tzinfo=UTC), None], articles.schema.field("published_at").type)
    articles = articles.set_column(articles.schema.get_field_index("published_at"), "published_at", instants)
    assert list(judged(articles, tables()["lines"]).values()) == [["day_and_instant_agree"]]


def test_a_document_that_stands_there_twice_is_found():
    first = tables()["articles"].column("doc_id")[0].as_py()
    assert judged(broken("articles", "doc_id", first), tables()["lines"]) == {first: ["doc_id.field_uniqueness"]}


def test_a_missing_column_stops_the_run():
    with pytest.raises(ContractBroken, match="articles"):
        check(tables()["articles"].drop_columns("title"), tables()["lines"])


def passes(model: type[pandera.DataFrameModel], frame: pl.DataFrame) -> bool:
    try:
        model.validate(frame, lazy=True)
    except (pandera.errors.SchemaErrors, pandera.errors.SchemaError):
        return False
    return True


VALUES = {
    pl.String: st.sampled_from([None, "", " ", "a", "de", "body", "blank", "break", "a\x00", "0" * 24, "0" * 64]),
    pl.Int32: st.sampled_from([None, -1, 0, 1, 2]),
    pl.Int64: st.sampled_from([None, -1, 0, 1, 2]),
    pl.Float64: st.sampled_from([None, float("nan"), -1.0, 0.0, 0.5, 1.0, 2.0]),
    pl.Boolean: st.sampled_from([None, True, False]),
    pl.Date: st.sampled_from([None, date(2024, 6, 14)]),
    pl.Datetime: st.sampled_from([None, datetime(2024, 6, 14, tzinfo=UTC), datetime(2024, 6, 20, tzinfo=UTC)]),
    pl.Binary: st.sampled_from([None, b"", b"\n"]),
}


@pytest.mark.parametrize("many", [0, screen.MANY])
@pytest.mark.parametrize("name", ["articles", "lines"])
@given(data=st.data())
def test_asking_all_at_once_is_pandera_s_answer(name, many, data):
    frame = pl.from_arrow(tables()[name].select(TABLES[name].arrow.names).cast(TABLES[name].arrow))
    assert isinstance(frame, pl.DataFrame)
    plain = [column for column, kind in frame.schema.items() if kind.base_type() in VALUES]
    for column in data.draw(st.lists(st.sampled_from(plain), max_size=2, unique=True)):
        kind = frame.schema[column]
        values = frame.get_column(column).to_list()
        values[data.draw(st.integers(0, len(values) - 1))] = data.draw(VALUES[kind.base_type()])
        frame = frame.with_columns(pl.Series(column, values, kind))
    with patch.object(screen, "MANY", many):
        assert screen.holds(TABLES[name].model, frame) == passes(TABLES[name].model, frame)


class Coerced(pandera.DataFrameModel):
    """A contract that changes what it is given."""

    number: int = pandera.Field(coerce=True)


class Plain(pandera.DataFrameModel):
    """A contract of the plain kind."""

    number: int = pandera.Field(ge=1)


@pytest.mark.parametrize(
    ("model", "frame", "certain"),
    [
        pytest.param(Plain, pl.DataFrame({"number": [1]}), True, id="sound"),
        pytest.param(Plain, pl.DataFrame({"number": ["1"]}), False, id="another type"),
        pytest.param(Plain, pl.DataFrame({"number": [1], "more": [1]}), False, id="another column"),
        pytest.param(Plain, pl.DataFrame(schema={"number": pl.Int64}), True, id="no rows"),
        pytest.param(Coerced, pl.DataFrame({"number": [1]}), False, id="a contract that does more is pandera's alone"),
    ],
)
def test_it_is_certain_only_where_it_compares_everything(model, frame, certain):
    assert screen.holds(model, frame) is certain
