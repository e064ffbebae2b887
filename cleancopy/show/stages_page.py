"""The tables of docs/explanation/line-table.md: what each stage reads and adds, and every working column."""

from __future__ import annotations

import pyarrow as pa

from cleancopy.pipeline import columns
from cleancopy.pipeline.stages import STAGES, Names, Stage
from cleancopy.schemas.dictionary import kind
from cleancopy.show.markdown import table


def reference() -> str:
    """Markdown: one table of the stages, one of the columns of each big table."""
    stages = [(f"`{s.name}`", _where(s), _said(s.reads), _said(s.adds)) for s in STAGES]
    parts = [table(("stage", "where", "reads", "adds"), stages)]
    for name, declared in (("docs", columns.DOCS), ("lines", columns.LINES)):
        rows = [
            (f"`{own}`", _type(own, column.type), _first(f"{name}.{own}"), column.meaning)
            for own, column in declared.items()
        ]
        parts += [f"\n## Columns of `{name}`\n\n", table(("column", "type", "set by", "what it is"), rows)]
    return "".join(parts)


def _where(stage: Stage) -> str:
    return f"`{stage.run.__module__.removeprefix('cleancopy.pipeline.').replace('.', '/')}.py`"


def _said(names: Names) -> str:
    """Names by table; the counts of edits as one."""
    by_table: dict[str, list[str]] = {}
    for name in names:
        table, _, column = name.rpartition(".")
        by_table.setdefault(table, []).append("edit_*" if column.startswith("edit_") else column)
    return "; ".join(
        (f"{table}: " if table else "") + ", ".join(f"`{name}`" for name in dict.fromkeys(some))
        for table, some in by_table.items()
    )


def _type(name: str, type_: pa.DataType) -> str:
    return "struct" if name == "signals" else kind(type_)


def _first(name: str) -> str:
    """The stages that set a column, in their order; the given ones are there before the first."""
    return ", ".join(f"`{stage.name}`" for stage in STAGES if name in stage.adds) or "given"
