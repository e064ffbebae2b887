"""The contract's own questions, all in one query: does every row pass?

pandera names each failing row and pays for that column by column: about 0.1 s for articles and lines before it looks
at a row, a quarter of all that a shard may take. Nearly every shard passes. So its checks are collected together here,
and pandera is asked to find the rows only when one of them does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

MANY = 4096
"""Rows from which it pays to look for neighbours with the same value."""

Asked = list[tuple[str, bool, pl.Expr]]
"""Each question with its column, and whether it is a costly one that looks at values alone."""


def holds(model: type[pa.DataFrameModel], frame: pl.DataFrame) -> bool:
    """Whether `model.validate(frame)` is certain to pass; False sends the caller to pandera, for the rows or for good.

    Types, nulls and uniqueness are compared as pandera does; the checks are pandera's own, asked through its backend.
    """
    schema, asked = _questions(model)  # type: ignore[arg-type]  # pandera's models are Any to mypy
    if asked is None or frame.columns != list(schema.columns):
        return False
    for name, said in schema.columns.items():
        values = frame.get_column(name)
        if said.dtype != _as_pandera_has_it(values.dtype):
            return False
        if not said.nullable and (values.null_count() or (values.dtype.is_float() and values.is_nan().any())):
            return False
        if said.unique and values.is_duplicated().any():
            return False
    return all(all(rows.select(questions).row(0)) for rows, questions in _put(frame, asked) if questions)


def _put(frame: pl.DataFrame, asked: Asked) -> Iterator[tuple[pl.DataFrame, list[pl.Expr]]]:
    """Which questions are put to which rows: the costly ones, of a large frame, once to each run of equal values.

    Measured: half of the time for `lines`, where all lines of a document have its number.
    """
    costly = {column for column, of_values, _ in asked if of_values} if frame.height > MANY else set()
    yield frame, [question for column, of_values, question in asked if not (of_values and column in costly)]
    for name in sorted(costly):
        runs = frame.select(pl.col(name).filter(_new(pl.col(name))))
        yield runs, [question for column, of_values, question in asked if of_values and column == name]


@cache
def _as_pandera_has_it(kind: pl.DataType) -> Any:
    return pa.Column(kind).dtype


def _new(values: pl.Expr) -> pl.Expr:
    """Whether a value is another one than that of the row before."""
    return values.ne_missing(values.shift()) | (pl.int_range(pl.len()) == 0)


def _passes(check: pa.Check, column: str) -> pl.Expr:
    """One value: whether every row passes a check; where the answer is null, the check says what that means."""
    answer: pl.Expr = partial(check._check_fn, **check._check_kwargs)(PolarsData(_Rows(), column))
    return answer.fill_null(check.ignore_na).all()


class _Rows:
    """Stands in for the rows when a check is asked for its question alone, which then serves all shards.

    Measured: a lazy frame for each check costs 0.3 ms whatever it holds, 10 ms for a shard of one document.
    """

    def select(self, question: pl.Expr) -> pl.Expr:
        """All that the checks of this project do with their rows; another use of them is an error of ours."""
        return question


@cache
def _questions(model: type[pa.DataFrameModel]) -> tuple[pa.DataFrameSchema, Asked | None]:
    """The schema and the questions of its checks; none when it uses more than is compared here."""
    schema = model.to_schema()
    parts = {"*": schema, **schema.columns}
    more = (
        any(part.coerce or part.parsers for part in parts.values())
        or any(column.regex or not column.required for column in schema.columns.values())
        or any(check.element_wise for part in parts.values() for check in part.checks)
        or any((schema.unique, schema.ordered, schema.dtype, schema.drop_invalid_rows))
    )
    if more:
        return schema, None
    nothing = pl.LazyFrame(schema={name: said.dtype.type for name, said in schema.columns.items()})
    schema.get_backend(nothing)
    asked = [(check, name) for name, part in parts.items() for check in part.checks]
    for check, name in asked:
        check(nothing, name)  # it is when it is first called that a check finds the function that answers for polars
    return schema, [
        (name, check.name == "str_matches", _passes(check, name).alias(str(number)))
        for number, (check, name) in enumerate(asked)
    ]
