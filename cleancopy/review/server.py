"""The review server: which address shows what, and the three that write.

Everything shown is read from the store; all that is ever written are the files of decisions, whose names come from
sites in the store. The pages say what they need of a browser, and `guard.py` keeps everything else out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from polars.exceptions import PolarsError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from cleancopy.errors import CleancopyError
from cleancopy.orchestration.lookup import published
from cleancopy.orchestration.single import Explained
from cleancopy.review.decisions import CHOICES, Decisions, Line, in_the_way, usual_reason
from cleancopy.review.guard import HOSTS, Headers, Token
from cleancopy.review.pages import decided_page, documents_page, line_page, preview_page, queue_page
from cleancopy.review.queue import Queue
from cleancopy.review.tables import Filters, Tables
from cleancopy.settings.settings import Settings
from cleancopy.show.page import policy
from cleancopy.show.rules_text import why_of
from cleancopy.show.sheet.sheet import SCRIPTS, STYLES, sheet
from cleancopy.store import Store

LONGEST_REASON = 500
"""Characters."""


class Desk:
    """What the pages are made from, read anew when a version was published."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Raises `StoreError` when nothing is published."""
        self.store, self.settings = store, settings
        self.decisions, self.token = Decisions(settings), Token()
        self._of_version = lru_cache(1)(lambda name: Tables(store, store.published()))
        self._document = lru_cache(8)(lambda name, doc_id: published(doc_id, store, settings))
        self.tables()

    def tables(self) -> Tables:
        """The current version."""
        return self._of_version(self.store.published().name)

    def queue(self, site: str) -> Queue:
        """The lines that wait for somebody, of one site or of all."""
        return Queue.of(self.tables().doubts, site, *self.decisions.settled())

    def document(self, doc_id: str) -> Explained:
        """A document. Raises `HTTPException` when the tables hold none of this id."""
        known = re.fullmatch("[0-9a-f]{24}", doc_id)
        found = self._document(self.tables().version.name, doc_id) if known else None
        if found is None:
            raise HTTPException(404, "The tables hold no such document.")
        return found

    def line(self, request: Request) -> tuple[Explained, Line]:
        """The line that an address names, and its document."""
        doc_id, place = request.path_params["doc_id"], (request.path_params["line"], request.path_params["part"])
        found = self.document(doc_id)
        for row in found.lines:
            if (row["line_no"], row["part"]) == place and row["fate"] != "blank":
                known = (doc_id, found.source_path, row["site"], *place, row["text"], row["role"])
                return found, Line(*known, admitted=found.article is not None)
        raise HTTPException(404, "The document has no such line about which anything could be decided.")


def app(store: Store, settings: Settings) -> ASGIApp:
    """The review server over the tables of a store. Raises `StoreError` when nothing is published."""
    desk = Desk(store, settings)
    of_line = "/lines/{doc_id}/{line:int}/{part:int}"
    reads: dict[str, Callable[[Desk, Request], Response]] = {
        "/": _documents,
        "/documents/{doc_id}": _sheet,
        "/queue": _queue,
        of_line: _line,
        f"{of_line}/preview": _preview,
        "/decided": _decided,
    }
    writes = {f"{of_line}/rule": _write_rule, f"{of_line}/case": _write_case, "/decided/undo": _undo}
    pages = Starlette(
        routes=[
            *(Route(path, partial(show, desk), methods=["GET"]) for path, show in reads.items()),
            *(Route(path, _writing(desk, write), methods=["POST"]) for path, write in writes.items()),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        exception_handlers={CleancopyError: _said, OSError: _moved, PolarsError: _moved},
    )
    return Headers(pages)


def _writing(desk: Desk, write: Callable[[Desk, Request, dict[str, Any]], str]) -> Callable[[Request], Any]:
    """An address that writes: a form of ours in, on to another page."""

    async def answer(request: Request) -> Response:
        form = await desk.token.form(request)
        return RedirectResponse(await run_in_threadpool(write, desk, request, form), 303)

    return answer


def _documents(desk: Desk, request: Request) -> Response:
    asked = request.query_params
    flags = {name: name in asked for name in ("doubtful", "quarantined", "changed")}
    filters = Filters(asked.get("site", ""), asked.get("warning", ""), asked.get("words", "")[:200], **flags)
    page = asked.get("page", "1")
    return documents_page(desk.tables(), filters, int(page) if page.isdecimal() and len(page) < 9 else 1)


def _sheet(desk: Desk, request: Request) -> Response:
    doc_id = request.path_params["doc_id"]
    found = desk.document(doc_id)
    why = why_of(found, desk.settings.recipe().extra_rules, desk.store)
    allowed = {"content-security-policy": policy(STYLES, SCRIPTS)}
    return HTMLResponse(sheet(found, why, decide=f"/lines/{doc_id}"), headers=allowed)


def _queue(desk: Desk, request: Request) -> Response:
    site = request.query_params.get("site", "")
    return queue_page(desk.queue(site), desk.tables().sites, request.query_params.get("done", ""))


def _line(desk: Desk, request: Request) -> Response:
    found, line = desk.line(request)
    queue = desk.queue(request.query_params.get("site", ""))
    why = why_of(found, desk.settings.recipe().extra_rules, desk.store)
    return line_page(found, line, queue, why, desk.token.value, request.query_params.get("done", ""))


def _preview(desk: Desk, request: Request) -> Response:
    _, line = desk.line(request)
    role, why = _said_of(line, request.query_params)
    tried = desk.decisions.tried(line, role, why, desk.tables())
    return preview_page(line, role, why, tried, desk.queue(request.query_params.get("site", "")), desk.token.value)


def _decided(desk: Desk, request: Request) -> Response:
    rules = list(desk.decisions.rules())
    in_force = desk.tables().decided_by([rule["id"] for _, rule in rules])
    return decided_page(rules, in_force, desk.decisions, desk.token.value)


def _write_rule(desk: Desk, request: Request, form: dict[str, Any]) -> str:
    _, line = desk.line(request)
    here = desk.queue(form.get("site", "")).after(line)
    desk.decisions.write(line, *_said_of(line, form))
    return f"{here}done=rule"


def _write_case(desk: Desk, request: Request, form: dict[str, Any]) -> str:
    _, line = desk.line(request)
    if not line.admitted:
        raise HTTPException(400, "The document is in quarantine: no table holds its lines, so there is no case.")
    here = desk.queue(form.get("site", "")).after(line)
    desk.decisions.write_case(line, _role(form))
    return f"{here}done=case"


def _undo(desk: Desk, request: Request, form: dict[str, Any]) -> str:
    known = {(site, rule["id"]) for site, rule in desk.decisions.rules()}
    if (form.get("of"), form.get("id")) not in known:
        raise HTTPException(404, "There is no such rule any more.")
    desk.decisions.undo(form["of"], form["id"])
    return "/decided"


def _said_of(line: Line, said: Any) -> tuple[str, str]:
    """The role and the reason that somebody chose. Raises `HTTPException` for what cannot be."""
    role = _role(said)
    if reason := in_the_way(line):
        raise HTTPException(400, reason)
    return role, said.get("why", "").strip()[:LONGEST_REASON] or usual_reason(line, role)


def _role(said: Any) -> str:
    role: str = said.get("role", "")
    if role not in (*CHOICES, "body"):
        raise HTTPException(400, "There is no such role.")
    return role


def _said(request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 409)


def _moved(request: Request, error: Exception) -> Response:
    what = "The tables changed while the page was made, or cannot be read: load it again."
    return PlainTextResponse(f"{what} ({type(error).__name__})", 503)
