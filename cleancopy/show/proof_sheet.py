"""The proof sheet on a terminal: one document, raw beside clean, line by line. Stable when piped."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from itertools import groupby
from typing import Any

from rich.text import Text

from cleancopy.orchestration.single import Explained
from cleancopy.schemas.names import FATES
from cleancopy.show.explained import Wanted, before, changes, is_doubtful
from cleancopy.show.terminal import console, safe, shortened

COLOURS = {"kept": "green", "read": "cyan", "taken": "red", "blank": "dim"}
INDENT = " " * 9


def print_proof(found: Explained, wanted: Wanted) -> None:
    """The proof sheet on standard output; on a terminal that it does not fit on, through its pager."""
    out = console()
    lines = [line for line in found.lines if wanted.holds(line)]
    with out.pager(styles=True) if out.is_terminal and len(lines) > out.height else nullcontext():
        _print_head(out, found)
        if lines:
            width = max(len(line["rule"] or "") for line in lines)
            out.print(Text(f"\n{'line':>5}  {'fate':<5}  {'role':<13}  {'rule':<{width}}  sure  text", "bold"))
        for blank, some in groupby(lines, key=lambda line: line["fate"] == "blank"):
            own = list(some)
            if blank and len(own) > 1 and out.is_terminal:
                out.print(Text(f"{own[0]['line_no']:>5}  {len(own)} blank lines", "dim"))
                continue
            for line in own:
                _print_line(out, line, found, width)
        _print_end(out, found, len(lines))


def _print_head(out: Any, found: Explained) -> None:
    known = found.encoding or {}
    out.print(Text(safe(found.source_path), "bold"))
    if known.get("name"):
        out.print(Text(f"encoding {safe(known['name'])}, by {safe(known['basis'])}"))
    if found.article is None:
        out.print(Text("quarantined", "bold red"))
        for reason in found.reasons:
            out.print(Text(f"  {safe(reason['code'])}: {safe(reason['detail'] or '')}"))


def _print_line(out: Any, line: dict[str, Any], found: Explained, width: int) -> None:
    number = str(line["line_no"]) + (f".{line['part']}" if line["part"] > 1 else "")
    fate, sure = line["fate"], "" if line["fate"] == "blank" else f"{line['confidence']:.2f}"
    head = f"{number:>5}  {fate:<5}  {safe(line['role']):<13}  {safe(line['rule'] or ''):<{width}}  "
    shown = line["text"] if fate != "taken" or line["text"] else before(line, found)
    sureness = Text(f"{sure:<4}  ", "yellow" if is_doubtful(line) else "dim")
    _print(out, Text(head, COLOURS[fate]) + sureness, safe(shown), "dim" if fate == "taken" else "")
    if fate == "taken" and line["evidence"]:
        _print(out, Text(INDENT), f"because {safe(line['evidence'])}", "dim")
    if line["edits"]:
        kinds = ", ".join(f"{safe(edit['kind'])} {edit['count']}" for edit in line["edits"])
        _print(out, Text(INDENT), f"changed {kinds}: {_changed(before(line, found), line['text'])}", "yellow")


def _changed(raw: str, text: str) -> str:
    """`[“] -> ["]` for each kind of change, in the order in which they are met."""
    seen = Counter(f"{_quoted(change['before'])} -> {_quoted(change['after'])}" for change in changes(raw, text))
    told = [change + (f" ({count} times)" if count > 1 else "") for change, count in seen.items()]
    return ", ".join(told[:8]) + (f", and {len(told) - 8} more" if len(told) > 8 else "")


def _quoted(piece: str) -> str:
    return "nothing" if piece == "" else f"[{safe(shortened(piece, 60))}]"


def _print_end(out: Any, found: Explained, shown: int) -> None:
    fates = Counter(line["fate"] for line in found.lines)
    counts = ", ".join(f"{fates[name]} {name}" for name in FATES if fates[name])
    of = f"{shown} of " if shown < len(found.lines) else ""
    out.print(Text(f"\n{of}{len(found.lines)} lines: {counts}" if found.lines else "\nno lines", "bold"))
    for warning in found.article["warnings"] if found.article else []:
        where = f" in paragraph {warning['paragraph']}" if warning["paragraph"] else ""
        told = f"{safe(warning['severity'])}: {safe(warning['code'])}{where}: {safe(warning['evidence'] or '')}"
        out.print(Text(told))


def _print(out: Any, head: Text, told: str, style: str) -> None:
    """A head and what belongs to it; on a terminal a long text goes on under its own beginning."""
    if not out.is_terminal:
        out.print(head + Text(told, style), soft_wrap=True)
        return
    room = max(20, out.width - head.cell_len)
    for at, piece in enumerate(Text(told, style).wrap(out, room)):
        out.print((head if at == 0 else Text(" " * head.cell_len)) + piece)
