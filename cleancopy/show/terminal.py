"""What reaches a terminal, and what never does: text from data or file names is escaped before it is shown."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, DEL, C1
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # bidi, zero width, separators
    "\U000e0000-\U000e007f\ud800-\udfff]"  # tag characters, lone surrogates
)
_STEERS_ON_ONE_LINE = re.compile(STEERS.pattern[:-1] + "\t\n]")
_NOT_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: object) -> str:
    """`text` with every character that could steer a terminal or hide in it written as an escape, on one line."""
    return _STEERS_ON_ONE_LINE.sub(_escape, str(text))


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters; dots stand for what is cut off."""
    return text if len(text) <= most else text[: most - 3] + "..."


NAMED = 20
"""Files that are named on a terminal; `--json` names all."""


def first_of(names: Sequence[str]) -> list[str]:
    """The first of some names, safe to show, and how many more there are."""
    more = [f"and {len(names) - NAMED:,} more, which --json names"] if len(names) > NAMED else []
    return [*map(safe, names[:NAMED]), *more]


def safe_block(text: str) -> str:
    """As `safe`, but line feeds and tabs stay."""
    return STEERS.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    named = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:04x}}}")


def console(stream: IO[str] | None = None) -> Console:
    """A rich console on standard output (or `stream`), without markup, emoji or highlighting of data.

    Piped output has no colour and is as wide as it needs to be, so that it stays the same on every machine.
    """
    from rich.console import Console

    stream = stream or sys.stdout
    wide = None if stream.isatty() else 4096
    return Console(file=stream, markup=False, emoji=False, highlight=False, width=wide, soft_wrap=not stream.isatty())


def print_json(value: Any) -> None:
    """`value` as one JSON document on standard output; dates as ISO 8601, bytes as base64."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    print(_NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _plain(value: Any) -> Any:
    import base64
    from datetime import date, datetime, timedelta
    from pathlib import Path

    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "_asdict"):
        return value._asdict()
    raise TypeError(f"{type(value).__name__} has no JSON form")
