"""What every answer of the review server goes through: only for this machine, only for its own pages, nothing else.

A page somewhere on the web could make a reader's browser ask loopback. It cannot pretend another Host header, cannot
know the token, and is let into no frame; and our own pages can load nothing and send nothing anywhere but here.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
"""Names under which this machine may be asked (any port)."""
MOST_BYTES = 1 << 20
"""Of a form; the largest has a sentence in it."""

_HEADERS = {
    "content-security-policy": "default-src 'none'",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


class Headers:
    """Puts the headers of a page that may do nothing on every answer; a page that may do more has said so before."""

    def __init__(self, app: ASGIApp) -> None:
        """Around another application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers["content-security-policy"] += "; frame-ancestors 'none'"
            await send(message)

        await self.app(scope, receive, with_headers)


class Token:
    """A secret of this process that each of our forms carries, so that no other page can send one."""

    def __init__(self) -> None:
        """A new one."""
        self.value = secrets.token_urlsafe(32)

    async def form(self, request: Request) -> dict[str, Any]:
        """The fields of a form that one of our pages sent. Raises `HTTPException` for any other."""
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                raise HTTPException(413, "The form is too large.")
        try:
            fields = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20))
        except ValueError:
            raise HTTPException(400, "The form cannot be read.") from None
        if not secrets.compare_digest(fields.get("token", "").encode(), self.value.encode()):
            raise HTTPException(403, "This form is of an earlier start of the server: load its page again.")
        return fields
