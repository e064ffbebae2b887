"""The lines that wait for somebody to look at them, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from cleancopy.review.decisions import Line
from cleancopy.review.tables import Queued


@dataclass(frozen=True)
class Queue:
    """Doubtful lines of a site (or of all, with an empty name), the least sure first."""

    site: str
    lines: Sequence[Queued]
    at: dict[tuple[str | None, str], int]
    """The place of each line that was ever in it, also of those that were decided meanwhile."""
    settled: frozenset[int]

    @classmethod
    def of(
        cls,
        doubts: Sequence[Queued],
        site: str,
        ruled: Collection[tuple[str, str]],
        cases: Collection[tuple[str, int, int]],
    ) -> Queue:
        """Those of some lines that are of the site; `ruled` and `cases` say which are settled."""
        lines = [line for line in doubts if site in ("", line.site)]
        done = {
            number
            for number, line in enumerate(lines)
            if (line.site, line.text) in ruled or (line.source_path, line.line_no, line.part) in cases
        }
        return cls(site, lines, {(line.site, line.text): n for n, line in enumerate(lines)}, frozenset(done))

    @property
    def open(self) -> list[Queued]:
        """Those that are not settled."""
        return [line for number, line in enumerate(self.lines) if number not in self.settled]

    def beside(self, line: Line, step: int) -> Queued | None:
        """The next open line after this one (`step` 1) or before it (-1); the first one for a line not in the queue."""
        here = self.at.get((line.site, line.text))
        if here is None:
            return next(iter(self.open), None) if step == 1 else None
        places = range(here + 1, len(self.lines)) if step == 1 else range(here - 1, -1, -1)
        return next((self.lines[n] for n in places if n not in self.settled), None)

    def address(self, line: Queued) -> str:
        """Where a line of the queue is shown."""
        return f"/lines/{line.doc_id}/{line.line_no}/{line.part}{self.kept_on}"

    @property
    def kept_on(self) -> str:
        """What an address says so that the queue stays this one."""
        return "?" + urlencode({"site": self.site}) if self.site else ""

    def after(self, line: Line) -> str:
        """Where to go on once a line is decided, ready for one more field of the query."""
        following = self.beside(line, 1)
        address = self.address(following) if following else f"/queue{self.kept_on}"
        return address + ("&" if "?" in address else "?")
