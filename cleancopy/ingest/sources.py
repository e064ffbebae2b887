"""What the settings say of some files (`[[sources]]`): which they are, how they are read, which fields they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

SKIP = "skip"
"""The format of files that are no inputs."""
INFER = "infer"
"""The format of files of which name and content decide."""


@dataclass(frozen=True, slots=True)
class Source:
    """One table of `[[sources]]`. Of several that name a file the first one holds; without any, these defaults."""

    path: str = "**"
    """Source path of a file or folder; `*` is any part of a name, `**` any folders, `?` one character."""
    format: str = INFER
    preset: str | None = None
    """The tool that wrote the records; its keys hold where the others say nothing."""
    text_key: str | None = None
    """The field that holds the text; None: the first of the usual ones that is there."""
    id_key: str | None = None
    """The field that names a record; None: it is named by its content."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What else a record says: from our name of it (`url`, `title`, ...) to its key."""
    on_vanish: Literal["delete", "keep"] | None = None
    """What happens to the rows of records that are gone; None: containers keep, files do as the settings say."""
    keep_html: bool = True

    def names(self, source_path: str) -> bool:
        """Whether this table speaks of a file."""
        return _pattern(self.path.strip("/")).fullmatch(source_path) is not None


PLAIN = Source()


def source_of(source_path: str, sources: Sequence[Source]) -> Source:
    """The first of the sources that names a file, else the defaults."""
    return next((one for one in sources if one.names(source_path)), PLAIN)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """A path with wildcards as a regular expression; a folder stands for all that lies in it."""
    said = re.sub(r"\*\*/?|[*?]|[^*?]+", _translated, glob)
    return re.compile(f"{said}(?:/.*)?", re.DOTALL)


def _translated(found: re.Match[str]) -> str:
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return wild.get(found[0]) or re.escape(found[0])
