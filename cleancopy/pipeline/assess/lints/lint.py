"""What a lint is: its code, what it is for, and the check that finds it, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from cleancopy.pipeline.assess.lints.draft import Finding

Reads = TypeVar("Reads")
"""What a check looks at: a `Draft` (the kept lines of a batch) or a `Reading` (some of its texts as words)."""


@dataclass(frozen=True)
class Lint(Generic[Reads]):
    """One code of `articles.warnings`. `docs/reference/lints.md` is printed from these."""

    code: str
    severities: Mapping[str, str]
    """`warning` and `info`, the usual one first, each with a half-sentence on when it is given ("" for: else)."""
    why: str
    example: str
    near_miss: str
    """What looks alike and is fine. These three are Markdown."""
    checks: tuple[Callable[[Reads], Iterator[Finding]], ...]
    """A check may serve several lints; it is run once."""
