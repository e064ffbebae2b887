"""What a file is, by its name; and by its first bytes where the name says nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from cleancopy.ingest.formats import DOCUMENTS, ENDINGS, HTML, PACKED_TARS, PACKINGS, TEXT, by_content
from cleancopy.ingest.paths import escape

_ENDING = re.compile(rb"(?:\.(?=[0-9]*[a-z])[a-z0-9]{1,10}|~)$", re.IGNORECASE)
"""Letters after a dot; figures alone (`story.2024`, `part 3.1`) are no ending."""
HEAD_BYTES = 4096
_CONTROL = bytes(range(9)) + b"\x0b" + bytes(range(14, 27)) + b"\x1c\x1d\x1e\x1f\x7f"
_MARKS = (b"\xff\xfe", b"\xfe\xff")
MOST_CONTROL = 0.02
"""Share of control characters above which bytes are no text, as for the documents themselves."""


def ending_of(name: bytes) -> bytes:
    """The ending of a file's name with its dot, in small letters; empty for none."""
    dot = name.rfind(b".", 1)
    return _ending(name[dot:] if dot > 0 else name[1:][-2:])


@lru_cache(maxsize=1024)
def _ending(tail: bytes) -> bytes:
    """The ending of a name that goes on like this from its last dot: there are a million names, and few such tails."""
    found = _ENDING.search(tail)
    return found[0].lower() if found else b""


def format_of(name: bytes) -> str | None:
    """The format that the ending of a name stands for, packed or not; None for an ending that says nothing to us.

    A packed text or page is a container with one document in it.
    """
    if (sure := ENDINGS.get(name[name.rfind(b".", 1) :])) is not None:
        return sure  # most names: no need to look closer
    ending = ending_of(name)
    if ending in PACKED_TARS:
        return "tar"
    if ending not in PACKINGS:
        return ENDINGS.get(ending)
    inner = ending_of(unpacked_name(name))
    format = ENDINGS.get(inner)
    return "packed" if not inner or format in DOCUMENTS else format


def unpacked_name(name: bytes) -> bytes:
    """A name without the ending of its packing."""
    ending = ending_of(name)
    return name[: -len(ending)] if ending in PACKINGS else name


def is_sidecar(name: bytes) -> bool:
    """Whether a name is that of a document with `.json` after it."""
    owner = name.removesuffix(b".json")
    return owner != name and format_of(owner) in DOCUMENTS


def format_by_head(head: bytes) -> str | None:
    """The format of a file without an ending, by its first bytes; None for bytes that are no text of any kind."""
    if known := by_content(head):
        return known
    if looks_like_page(head):
        return HTML
    return TEXT if looks_like_text(head) else None


def why_not(name: bytes) -> str:
    """The reason for which a file is passed over that is in no format we read."""
    ending = ending_of(name)
    return f"unknown_ending {escape(ending)}" if ending else "not_text"


def looks_like_page(head: bytes) -> bool:
    """Whether the first bytes of something without a name are those of an HTML page."""
    return head[:HEAD_BYTES].lstrip()[:64].lower().startswith((b"<!doctype html", b"<html"))


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file without an ending may be text; the document itself is judged later."""
    if head.startswith(_MARKS):
        return True
    return b"\0" not in head and sum(map(head.count, map(bytes, zip(_CONTROL)))) <= MOST_CONTROL * len(head)
