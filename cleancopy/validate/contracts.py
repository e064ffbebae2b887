"""Hold tables against their contracts. The unit is the document: one bad row turns its whole document away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandera.errors
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.errors import ContractBroken
from cleancopy.schemas import TABLES
from cleancopy.schemas.screen import holds

LINES_AT_ONCE = 1 << 15
SHOWN = 120
"""Characters of a failing value that a reason quotes."""


@dataclass(frozen=True)
class Verdict:
    """What the contracts say of a shard: the rows that may be published, and why the others may not."""

    articles: pa.Table
    lines: pa.Table
    turned_away: dict[str, list[dict[str, str]]]
    """doc_id -> reasons (stage, code, detail)."""


def check(articles: pa.Table, lines: pa.Table) -> Verdict:
    """Articles and lines against their contracts; a document that fails in either leaves both, with every reason."""
    articles, lines = conform("articles", articles), conform("lines", lines)
    reasons: dict[str, list[dict[str, str]]] = {}
    for name, table in (("articles", articles), ("lines", lines)):
        for doc_id, code, detail in _failures(name, table):
            found = reasons.setdefault(doc_id, [])
            reason = {"stage": "validate", "code": code, "detail": detail}
            if not any(r["code"] == code for r in found):
                found.append(reason)
    if reasons:
        away = pa.array(list(reasons))
        articles, lines = (t.filter(pc.invert(pc.is_in(t.column("doc_id"), away))) for t in (articles, lines))
    return Verdict(articles, lines, reasons)


def conform(name: str, table: pa.Table) -> pa.Table:
    """`table` with exactly the declared columns, types and descriptions; raises ContractBroken where it cannot."""
    schema = TABLES[name].arrow
    try:
        # Nullability is a check like any other, so that a null turns away a document and does not stop the run.
        loose = pa.schema([field.with_nullable(True) for field in schema], schema.metadata)
        return table.select(schema.names).cast(loose)
    except (KeyError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
        raise ContractBroken(f"table {name} does not have the columns of its contract: {fault}") from fault


def _failures(name: str, table: pa.Table) -> Iterator[tuple[str, str, str]]:
    """(doc_id, code, detail) of every row that fails; codes read `<column>.<check>`.

    Lines are looked at some at a time, as polars copies what it is shown; no check compares two of them.
    """
    model = TABLES[name].model
    at_once = LINES_AT_ONCE if name == "lines" else max(table.num_rows, 1)
    for at in range(0, table.num_rows, at_once):
        frame = pl.from_arrow(table.slice(at, at_once))
        assert isinstance(frame, pl.DataFrame)
        if not holds(model, frame):
            yield from _named(name, frame)


def _named(name: str, frame: pl.DataFrame) -> Iterator[tuple[str, str, str]]:
    """The failing rows of a frame, from pandera; raises ContractBroken for a failure that no row is to blame for."""
    try:
        TABLES[name].model.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        loose = cases.filter(pl.col("index").is_null())
        if loose.height:
            raise ContractBroken(f"contract of {name} failed without a row: {loose.row(0, named=True)}") from errors
        doc_ids = frame.get_column("doc_id").gather(cases["index"].to_list()).to_list()
        for doc_id, case in zip(doc_ids, cases.iter_rows(named=True), strict=True):
            yield doc_id, _code(case), str(case["failure_case"])[:SHOWN]


def _code(case: dict[str, str]) -> str:
    check = str(case["check"]).split("(")[0]
    return check if case["schema_context"] == "DataFrameSchema" else f"{case['column']}.{check}"
