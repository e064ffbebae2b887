r"""Names of files as text: any bytes a file system allows, written so that nobody can mistake or lose them.

Bytes that are not UTF-8 and control characters become `\xNN`, one escape a byte; a backslash becomes `\\`. Line and
paragraph separators and the bidi controls count as control characters: they, too, change how a listing looks. So does
`#`, which in a source path is between a container and a record in it, and nowhere else.
"""

from __future__ import annotations

import hashlib
import re

_UNSAFE = re.compile("[#\\x00-\\x1f\\x7f-\\x9f\\\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\udc80-\udcff]")
_ESCAPED = re.compile(rb"\\(?:\\|x([0-9a-f]{2}))")


def escape(path: bytes) -> str:
    """A path (POSIX bytes) as valid, printable UTF-8 text; `unescape` gives the bytes back."""
    text = path.decode("utf-8", "surrogateescape")
    return _UNSAFE.sub(_written_out, text)


def is_plain(path: bytes) -> bool:
    """Whether a path is written as it is, nothing in it escaped."""
    try:
        return _UNSAFE.search(path.decode("utf-8")) is None
    except UnicodeDecodeError:
        return False


def unescape(text: str) -> bytes:
    """The bytes that `escape` wrote as `text`."""
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"\\", text.encode())


def doc_id(source_path: str) -> str:
    """24 hex digits that name the document at an escaped path for ever."""
    return hashlib.sha256(source_path.encode()).hexdigest()[:24]


def _written_out(found: re.Match[str]) -> str:
    if found[0] == "\\":
        return "\\\\"
    return "".join(f"\\x{byte:02x}" for byte in found[0].encode("utf-8", "surrogateescape"))
