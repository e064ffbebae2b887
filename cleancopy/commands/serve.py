"""`cleancopy serve`: review in the browser, on this machine alone."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cleancopy.commands.options import CURATED, Config
from cleancopy.commands.tables import opened
from cleancopy.errors import CleancopyError
from cleancopy.settings.settings import Settings
from cleancopy.show.terminal import safe

LOOPBACK = "127.0.0.1"


def serve(
    curated: Annotated[Path, typer.Argument(metavar="CURATED", help="The folder with the published tables.")] = CURATED,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8765,
    config: Config = None,
) -> None:
    """Review in the browser: documents, proof sheets, doubtful lines; decide, see what it would do, write it down.

    It listens on loopback only, writes nothing but rules/sites/<site>.toml and rules/cases/<site>.toml (beside the
    settings), and ends with Ctrl-C. What is decided holds from the next run on.
    """
    store = opened(curated)
    settings = Settings.load(config)
    settings.recipe()  # a broken file of decisions is told now, not on a page
    with _listening(port) as listener:
        import uvicorn

        from cleancopy.review.server import app

        found = app(store, settings)
        print(f"Review {safe(curated)} at http://{LOOPBACK}:{listener.getsockname()[1]}/ (Ctrl-C ends it)", flush=True)
        quiet = {"log_level": "warning", "access_log": False, "server_header": False, "proxy_headers": False}
        with suppress(KeyboardInterrupt):
            uvicorn.Server(uvicorn.Config(found, **quiet)).run(sockets=[listener])  # type: ignore[arg-type]


def _listening(port: int) -> socket.socket:
    """A socket on which who comes waits, even before the first page can be made."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise CleancopyError(f"Port {port} cannot be had ({why}): name another with --port, or 0.") from None
