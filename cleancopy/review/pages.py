"""The pages of the review server: what was found, as HTML. What a page may do in a browser goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from cleancopy.orchestration.single import Explained
from cleancopy.review.decisions import CHOICES, Decisions, Line, Tried, in_the_way
from cleancopy.review.queue import Queue
from cleancopy.review.tables import Filters, Tables
from cleancopy.schemas.names import CHROME_ROLES, KEPT_ROLES, READ_ROLES
from cleancopy.show.explained import DOUBTFUL
from cleancopy.show.page import page, policy, shown
from cleancopy.show.sheet.lines import shown_line
from cleancopy.show.sheet.marks import shortened

STYLES, SCRIPTS = ("show/page.css", "review/review.css"), ("review/review.js",)
AT_ONCE = 100
"""Documents, or lines of the queue, on one page."""
AROUND = 4
"""Lines that are shown before and after the one in question; blank ones are not counted."""
CHANGES_SHOWN = 60

DONE = {
    "rule": "Written as a rule of the site. It holds from the next run on.",
    "case": "Written down as a case.",
}
"""What was just done, by the word in the address."""


def documents_page(tables: Tables, asked: Filters, number: int) -> Response:
    """The documents that pass some filters, a hundred at once."""
    found = tables.chosen(asked)
    last = max(1, -(-found.height // AT_ONCE))
    number = min(max(1, number), last)
    said = {name: value for name, value in vars(asked).items() if value}
    pages = {n: "?" + urlencode({**said, "page": n}) for n in (number - 1, number + 1) if 0 < n <= last}
    return _page(
        "documents",
        tables=tables,
        asked=asked,
        rows=found.slice((number - 1) * AT_ONCE, AT_ONCE).to_dicts(),
        total=found.height,
        number=number,
        last=last,
        pages=pages,
        flags={"doubtful": f"with doubtful lines (below {DOUBTFUL})", "quarantined": "in quarantine",
               "changed": "new or changed with this version"},
    )  # fmt: skip


def queue_page(queue: Queue, sites: Sequence[str], done: str) -> Response:
    """The least sure lines, of a site or of all."""
    return _page(
        "queue",
        queue=queue,
        lines=queue.open[:AT_ONCE],
        sites=sites,
        done=DONE.get(done, ""),
        shortened=shortened,
    )


def line_page(found: Explained, line: Line, queue: Queue, why: Mapping[str, str], token: str, done: str) -> Response:
    """One line with what is around it, and what can be decided about it."""
    rows = [row for row in found.lines if row["fate"] != "blank" or (row["line_no"], row["part"]) == _place(line)]
    at = next(n for n, row in enumerate(rows) if (row["line_no"], row["part"]) == _place(line))
    around = [shown_line(row, found) for row in rows[max(0, at - AROUND) : at + AROUND + 1]]
    own = shown_line(rows[at], found)
    following, previous = queue.beside(line, 1), queue.beside(line, -1)
    return _page(
        "line",
        line=line,
        in_the_way=in_the_way(line),
        title=(found.article or {}).get("title") or line.source_path,
        own=own,
        why=why.get(own.rule, ""),
        around=around,
        queue=queue,
        following=queue.address(following) if following else None,
        previous=queue.address(previous) if previous else None,
        choices=_choices(line.role),
        token=token,
        done=DONE.get(done, ""),
    )


def preview_page(line: Line, role: str, why: str, tried: Tried, queue: Queue, token: str) -> Response:
    """A rule that is not written yet, and what it would do to the archive."""
    changes = [change for some in tried.found.sites.values() for change in some]
    own = next((one for one in changes if (one.source_path, one.line_no) == (line.source_path, line.line_no)), None)
    return _page(
        "preview",
        line=line,
        role=role,
        why=why,
        tried=tried,
        own=own,
        changes=changes[:CHANGES_SHOWN],
        more=max(0, len(changes) - CHANGES_SHOWN),
        queue=queue,
        token=token,
        shortened=shortened,
    )


def decided_page(
    rules: Sequence[tuple[str, dict[str, Any]]], in_force: Mapping[str, int], decisions: Decisions, token: str
) -> Response:
    """What is written down, and which of it waits for a run."""
    return _page(
        "decided",
        rules=rules,
        in_force=in_force,
        waiting=sorted({site for site, rule in rules if rule["id"] not in in_force}),
        folder=decisions.settings.site_rules,
        cases=decisions.cases,
        case_count=len(decisions.settled()[1]),
        token=token,
        shortened=shortened,
    )


def _choices(role: str) -> dict[str, list[str]]:
    """What a line may be taken as, by group; not what it is already."""
    groups = {"chrome": CHROME_ROLES, "read into a field": READ_ROLES, "kept in the text as": KEPT_ROLES}
    return {name: [one for one in roles if one in CHOICES and one != role] for name, roles in groups.items()}


def _place(line: Line) -> tuple[int, int]:
    return line.line_no, line.part


def _page(name: str, **data: Any) -> Response:
    html = page(f"review/{name}.html", STYLES, SCRIPTS, address=f"/{name}", shown=shown, **data)
    return HTMLResponse(html, headers={"content-security-policy": policy(STYLES, SCRIPTS, forms=True)})
