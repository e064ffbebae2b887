"""What differs between two versions, as lines of text: what changed inside a struct, and which lines did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleancopy.show.terminal import NAMED, safe, shortened
from cleancopy.store import Diff, Difference

_SHOWN = 200
"""Characters of a value that are shown."""
_AROUND = 30
"""Characters shown before and after the part in which two long texts differ."""


def as_lines(found: Diff) -> Iterator[str]:
    """One line for each of the first documents of a kind, below it what changed (if asked for), and the counts."""
    for mark, kind in (("+", found.added), ("~", found.changed), ("-", found.removed)):
        for one in kind[:NAMED]:
            fields = f"  {', '.join(one.fields)}" if one.fields else ""
            yield f"{mark} {safe(one.source_path)}  ({one.doc_id}){fields}"
            yield from (f"    {line}" for line in _values(one))
        if more := kind[NAMED:]:
            yield f"{mark} and {len(more):,} more, which --json and --table name"
    yield (
        f"From version {found.older} to {found.newer}: {len(found.added)} added, {len(found.changed)} changed, "
        f"{len(found.removed)} removed."
    )


def _values(one: Difference) -> Iterator[str]:
    for name, (before, after) in one.values.items():
        if name == "lines":
            yield from _line_changes(before, after)
        elif one.fields:
            yield from _change(name, before, after)
        else:  # added or removed: what it holds, once
            value = before if after is None else after
            if isinstance(value, list) and value and isinstance(value[0], str):
                value = ", ".join(value)
            if value is not None and not isinstance(value, list | dict | bytes):
                yield f"{name}: {_short(value)}"


def _change(name: str, before: Any, after: Any) -> Iterator[str]:
    """One line for each thing that changed: a key of a struct, what came into a list or went, or the value itself."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before | after:
            yield from _change(f"{name}.{key}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from (f"{name}: - {_short(_item(item))}" for item in before if item not in after)
        yield from (f"{name}: + {_short(_item(item))}" for item in after if item not in before)
        if all(item in before for item in after) and all(item in after for item in before):
            yield f"{name}: in another order or number"
    else:
        yield f"{name}: {' -> '.join(map(_short, _around(before, after)))}"


def _line_changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each line that is new, gone or another; `before` and `after` hold those alone."""
    old, new = ({(line["line_no"], line["part"]): line for line in side} for side in (before, after))
    for key in sorted(old.keys() | new.keys()):
        where = f"line {key[0]}" + (f" part {key[1]}" if key[1] > 1 else "")
        if key not in old or key not in new:
            mark, line = ("+", new[key]) if key in new else ("-", old[key])
            yield f"{where}: {mark} {line['fate']} {line['role']}  {_short(line['text'])}"
            continue
        was, now = old[key], new[key]
        told = [part for name in now for part in _change(name, was.get(name), now[name])]
        yield f"{where}: {'; '.join(told)}"


def _item(item: Any) -> Any:
    """A struct in a list as `key value` pairs, without what is null."""
    if not isinstance(item, dict):
        return item
    return ", ".join(f"{key} {value}" for key, value in item.items() if value is not None)


def _around(before: Any, after: Any) -> tuple[Any, Any]:
    """Two long texts cut to the part in which they differ, with a few characters around it."""
    if not (isinstance(before, str) and isinstance(after, str)) or max(len(before), len(after)) <= _SHOWN:
        return before, after
    same = _same(before, after)
    tail = _same(before[same:][::-1], after[same:][::-1])
    start = max(same - _AROUND, 0)
    dots = "..." if start else ""
    first, second = (dots + text[start : len(text) - max(tail - _AROUND, 0)] for text in (before, after))
    return first, second


def _same(one: str, other: str) -> int:
    """How many characters two texts have in common at the start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _short(value: Any) -> str:
    return shortened("null" if value is None else safe(value), _SHOWN)
