"""What a version changed, as a table: a row a document that came or went, a field or a line that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import pyarrow as pa

from cleancopy.store import Diff, Difference

_SAID = {
    "older": (pa.int64(), "The version compared with."),
    "newer": (pa.int64(), "The version that changed it."),
    "doc_id": (pa.string(), "The document."),
    "source_path": (pa.string(), "Path of the raw file relative to the raw folder."),
    "change": (pa.string(), "added, changed or removed: the document, its field or its line, as `what` says."),
    "what": (pa.string(), "document, field or line."),
    "fields": (pa.string(), "The column that changed; of a line all that did, with commas."),
    "line_no": (pa.int32(), "Of a line its number, from 1."),
    "part": (pa.int32(), "Of a line its part, from 1."),
    "before": (pa.string(), "The value as it was (JSON for lists and structs); of a line its text."),
    "after": (pa.string(), "The value as it is; of a line its text."),
    "role_before": (pa.string(), "Of a line its role as it was."),
    "role_after": (pa.string(), "Of a line its role as it is."),
    "rule_before": (pa.string(), "Of a line the rule that decided."),
    "rule_after": (pa.string(), "Of a line the rule that decides."),
}
SCHEMA = pa.schema(
    [pa.field(name, type_, True, {"description": said, "doc": said}) for name, (type_, said) in _SAID.items()]
)
_ROWS = 4096

Row = dict[str, Any]


def changes(parts: Iterable[Diff]) -> Iterator[pa.Table]:
    """The rows by source path, some thousands at a time, of differences that were asked for with their values."""
    waiting: list[Row] = []
    for row in (row for part in parts for row in _rows(part)):
        waiting.append(row)
        if len(waiting) == _ROWS:
            yield pa.Table.from_pylist(waiting, SCHEMA)
            waiting = []
    yield pa.Table.from_pylist(waiting, SCHEMA)


def _rows(found: Diff) -> Iterator[Row]:
    kinds = {"added": found.added, "changed": found.changed, "removed": found.removed}
    each = [(one, kind) for kind, some in kinds.items() for one in some]
    for one, kind in sorted(each, key=lambda pair: (pair[0].source_path or "", pair[0].doc_id)):
        document = {
            "older": found.older,
            "newer": found.newer,
            "doc_id": one.doc_id,
            "source_path": one.source_path,
            "change": kind,
        }
        if kind != "changed":
            yield document | {"what": "document"}
        else:
            yield from (document | row for row in _inside(one))


def _inside(one: Difference) -> Iterator[Row]:
    """What changed inside a document: `table` is a field here too (it moved to or from quarantine)."""
    for name, (before, after) in one.values.items():
        if name == "lines":
            yield from _lines(before, after)
        else:
            yield {"what": "field", "fields": name, "before": _text(before), "after": _text(after)}


def _lines(before: list[Row], after: list[Row]) -> Iterator[Row]:
    old, new = ({(line["line_no"], line["part"]): line for line in side} for side in (before, after))
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        row: Row = {"what": "line", "line_no": key[0], "part": key[1]}
        for line, side in ((was, "before"), (now, "after")):
            if line is not None:
                row |= {side: line["text"], f"role_{side}": line["role"], f"rule_{side}": line["rule"]}
        if was is None or now is None:
            row["change"] = "added" if was is None else "removed"
        else:
            row["fields"] = ",".join(name for name in now if now[name] != was.get(name))
        yield row


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value, default=repr, option=orjson.OPT_UTC_Z).decode().strip('"')
