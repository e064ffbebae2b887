"""The tables of docs/explanation/line-table.md: what each stage reads and adds, and every working column.

`python -m cleancopy.show.stages_page FILE` writes them anew between their two marks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from cleancopy.pipeline import columns
from cleancopy.pipeline.stages import STAGES, Names, Stage
from cleancopy.schemas.dictionary import kind

BEGIN = "<!-- stages: printed by `python -m cleancopy.show.stages_page docs/explanation/line-table.md` -->\n"
END = "<!-- end of stages -->"


def reference() -> str:
    """Markdown: one table of the stages, one of the columns of each big table."""
    stages = [(f"`{s.name}`", _where(s), _said(s.reads), _said(s.adds)) for s in STAGES]
    parts = [_table(["stage", "where", "reads", "adds"], stages)]
    for table, declared in (("docs", columns.DOCS), ("lines", columns.LINES)):
        rows = [
            (
                f"`{name}`",
                "struct" if name == "signals" else kind(column.type),
                _first(f"{table}.{name}"),
                column.meaning,
            )
            for name, column in declared.items()
        ]
        parts += [f"\n## Columns of `{table}`\n\n", _table(["column", "type", "set by", "what it is"], rows)]
    return "".join(parts)


def write(path: Path) -> None:
    """Replace what is between the two marks."""
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    path.write_text(f"{before}{BEGIN}{reference()}{END}{rest.partition(END)[2]}", "utf-8")


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


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
