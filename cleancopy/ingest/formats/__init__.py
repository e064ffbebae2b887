"""The formats that are read, one file each, and which endings of a name stand for which."""

from __future__ import annotations

from collections.abc import Mapping

TEXT = "text"

ENDINGS: Mapping[bytes, str] = {b".txt": TEXT, b".text": TEXT, b".md": TEXT}
"""The format of a file by the ending of its name, in small letters."""
FORMATS = tuple(dict.fromkeys(ENDINGS.values()))
"""All formats by name."""
