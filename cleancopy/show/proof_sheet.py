"""The proof sheet: one document, raw beside clean, line by line. Stable when piped, in colour on a terminal."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from cleancopy.show.terminal import console, safe

if TYPE_CHECKING:
    from rich.text import Text

    from cleancopy.run.single import Explained

COLOURS = {"kept": "green", "read": "cyan", "taken": "red", "blank": "dim"}
_LONGEST = 4000
"""Characters of a line up to which its change is told character by character."""


def fate(line: dict[str, Any]) -> str:
    """`kept` (stands in the text), `read` (its value is a field), `taken` (site chrome), or `blank`."""
    return str(line["fate"])


def as_json(found: Explained) -> dict[str, Any]:
    """The proof sheet as plain data."""
    return {
        "source_path": found.source_path,
        "outcome": "curated" if found.article else "quarantined",
        "reasons": found.reasons,
        "encoding": found.encoding,
        "lines": [
            {
                **{name: line[name] for name in ("line_no", "part", "paragraph", "role", "kept")},
                "fate": fate(line),
                **{name: line[name] for name in ("rule", "evidence", "confidence", "text")},
                "raw": before(line, found),
                "edits": line["edits"],
                "changes": changes(before(line, found), line["text"]),
            }
            for line in found.lines
        ],
        "warnings": found.article["warnings"] if found.article else [],
    }


def before(line: dict[str, Any], found: Explained) -> str:
    """The raw line as its encoding reads it, without its line end."""
    if line["raw"] is None:
        return str(line["text"])
    codec = (found.encoding or {}).get("name") or "utf-8"
    try:
        raw = line["raw"].decode(codec, "backslashreplace")
    except (LookupError, ValueError):
        raw = line["raw"].decode("utf-8", "backslashreplace")
    return str(raw.removesuffix("\n").removesuffix("\r"))


def changes(raw: str, text: str) -> list[dict[str, str]]:
    """What differs between a raw line and its text, in order: each a piece before and the piece after."""
    if raw == text:
        return []
    if max(len(raw), len(text)) > _LONGEST:
        return [{"before": raw, "after": text}]
    steps = difflib.SequenceMatcher(None, raw, text, autojunk=False).get_opcodes()
    return [{"before": raw[a:b], "after": text[c:d]} for step, a, b, c, d in steps if step != "equal"]


def print_proof(found: Explained) -> None:
    """The proof sheet on standard output."""
    from rich.text import Text

    out = console()
    known = found.encoding or {}
    out.print(Text(safe(found.source_path), "bold"))
    if known.get("name"):
        out.print(Text(f"encoding {safe(known['name'])}, by {safe(known['basis'])}"))
    if found.article is None:
        out.print(Text("quarantined", "bold red"))
        for reason in found.reasons:
            out.print(Text(f"  {safe(reason['code'])}: {safe(reason['detail'] or '')}"))
    if found.lines:
        width = max(len(line["rule"] or "") for line in found.lines)
        out.print(Text(f"\n{'line':>5}  {'fate':<5}  {'role':<13}  {'rule':<{width}}  text", "bold"))
        for line in found.lines:
            _print_line(out, line, found, width)
    _print_end(out, found)


def _print_line(out: Any, line: dict[str, Any], found: Explained, width: int) -> None:
    from rich.text import Text

    number = str(line["line_no"]) + (f".{line['part']}" if line["part"] > 1 else "")
    told = fate(line)
    head = f"{number:>5}  {told:<5}  {safe(line['role']):<13}  {safe(line['rule'] or ''):<{width}}  "
    shown = line["text"] if told != "taken" or line["text"] else before(line, found)
    _print(out, Text(head, COLOURS[told]) + Text(safe(shown), "dim" if told == "taken" else ""))
    indent = " " * 9
    if told == "taken" and line["evidence"]:
        _print(out, Text(f"{indent}because {safe(line['evidence'])}", "dim"))
    if line["edits"]:
        kinds = ", ".join(f"{safe(edit['kind'])} {edit['count']}" for edit in line["edits"])
        _print(out, Text(f"{indent}changed {kinds}: ", "yellow") + _changed(before(line, found), line["text"]))


def _changed(raw: str, text: str) -> Text:
    """`“ -> "` for each kind of change, the commonest first; the counts stand in front."""
    from rich.text import Text

    seen: dict[str, int] = {}
    for change in changes(raw, text):
        told = f"{_quoted(change['before'])} -> {_quoted(change['after'])}"
        seen[told] = seen.get(told, 0) + 1
    pieces = [told + (f" ({count} times)" if count > 1 else "") for told, count in seen.items()]
    rest = f", and {len(pieces) - 8} more" if len(pieces) > 8 else ""
    return Text(", ".join(pieces[:8]) + rest)


def _quoted(piece: str) -> str:
    return "nothing" if piece == "" else f"[{safe(piece if len(piece) <= 60 else piece[:57] + '...')}]"


def _print_end(out: Any, found: Explained) -> None:
    from rich.text import Text

    fates = [fate(line) for line in found.lines]
    counts = ", ".join(f"{fates.count(name)} {name}" for name in COLOURS if name in fates)
    out.print(Text(f"\n{len(fates)} lines: {counts}" if fates else "\nno lines", "bold"))
    for warning in found.article["warnings"] if found.article else []:
        where = f" in paragraph {warning['paragraph']}" if warning["paragraph"] else ""
        out.print(
            Text(f"{safe(warning['severity'])}: {safe(warning['code'])}{where}: {safe(warning['evidence'] or '')}")
        )


def _print(out: Any, text: Text) -> None:
    out.print(text, overflow="fold", soft_wrap=not out.is_terminal)
