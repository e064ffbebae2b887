"""Prefect's API as a process: `python -m cleancopy.flows.server PORT`. `local_server` starts it."""

from __future__ import annotations

import sys

from cleancopy.flows.loading import without_collecting


def main(port: int) -> None:
    """Serves on loopback until the process is ended."""
    with without_collecting():
        import uvicorn
        from prefect.server.api.server import create_app

        app = create_app()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", lifespan="on")


if __name__ == "__main__":
    main(int(sys.argv[1]))
