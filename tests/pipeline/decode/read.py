"""What the tests of `decode` share: run the stage over some bytes and look at the lines."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.decode import decode
from cleancopy.pipeline.pages import unfold
from cleancopy.pipeline.recipe import Recipe
from tests.documents import documents


@dataclass(frozen=True)
class Decoded:
    """One document behind `decode`."""

    encoding: str | None
    basis: str
    rival: str | None
    raw: list[bytes]
    lines: list[str]
    reasons: list[tuple[str, str]]
    warnings: list[str]
    edits: dict[str, int]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.reasons]


def decoded(*files: bytes, hint: str | None = None, recipe: Recipe | None = None) -> list[Decoded]:
    """The documents of one batch behind the stage."""
    docs = documents({f"site/{number}.txt": data for number, data in enumerate(files)})
    if hint:
        at = docs.schema.get_field_index("encoding_hint")
        docs = docs.set_column(at, "encoding_hint", pa.array([hint] * len(files)))
    batch = decode(unfold(Batch.of(docs), recipe or Recipe()), recipe or Recipe())
    rows = batch.docs.to_pylist()
    starts = batch.starts
    lines, reasons, warnings = batch.lines.to_pylist(), batch.reasons.to_pylist(), batch.warnings.to_pylist()
    found = []
    for doc, row in enumerate(rows):
        mine = lines[starts[doc] : starts[doc + 1]]
        assert [line["line_no"] for line in mine] == list(range(1, len(mine) + 1))
        assert all(line["doc"] == doc and line["part"] == 1 for line in mine)
        kinds = [name for name in batch.lines.column_names if name.startswith("edit_")]
        edits = {kind.removeprefix("edit_"): sum(line[kind] for line in mine) for kind in kinds}
        found.append(
            Decoded(
                row["encoding"],
                row["encoding_basis"],
                row["encoding_rival"],
                [line["raw"] for line in mine],
                [line["text"] for line in mine],
                [(reason["code"], reason["detail"]) for reason in reasons if reason["doc"] == doc],
                [warning["code"] for warning in warnings if warning["doc"] == doc],
                {kind: count for kind, count in edits.items() if count},
            )
        )
    return found


def one(data: bytes, **how: object) -> Decoded:
    """A document that is a batch of its own."""
    return decoded(data, **how)[0]  # type: ignore[arg-type]
