"""The contract's own questions, all in one query: does every row pass?

pandera names each failing row and pays for that column by column: about 0.1 s for articles and lines before it looks
at a row, a quarter of all that a shard may take. Nearly every shard passes. So its checks are collected together here,
and pandera is asked to find the rows only when one of them does not hold.
"""

from __future__ import annotations

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.constants import CHECK_OUTPUT_KEY


def holds(model: type[pa.DataFrameModel], frame: pl.DataFrame) -> bool:
    """Whether `model.validate(frame)` is certain to pass; False sends the caller to pandera, for the rows or for good.

    Types, nulls and uniqueness are compared as pandera does; the checks are pandera's own, asked through its backend.
    """
    schema, asked = _questions(model)  # type: ignore[arg-type]  # pandera's models are Any to mypy
    if asked is None or frame.columns != list(schema.columns):
        return False
    for name, said in schema.columns.items():
        values = frame.get_column(name)
        if said.dtype != pa.Column(values.dtype).dtype:
            return False
        if not said.nullable and (values.null_count() or (values.dtype.is_float() and values.is_nan().any())):
            return False
        if said.unique and values.is_duplicated().any():
            return False
    rows = frame.lazy()
    return all(answer.item() for answer in pl.collect_all([_passes(check, rows, name) for check, name in asked]))


def _passes(check: pa.Check, rows: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """One value: whether every row passes a check; where the answer is null, the check says what that means."""
    said = check.get_backend(rows)(check).apply(PolarsData(rows, column))
    answer = pl.col(CHECK_OUTPUT_KEY)
    return said.select((answer | answer.is_null() if check.ignore_na else answer.fill_null(False)).all())


@cache
def _questions(model: type[pa.DataFrameModel]) -> tuple[pa.DataFrameSchema, list[tuple[pa.Check, str]] | None]:
    """The schema and its checks, each with its column; no checks when it uses more than is compared here."""
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
    return schema, asked
