"""What a run shows in Prefect: artifacts for whoever looks, an event that an automation can act on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import (
    Artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.events import emit_event
from prefect.runtime import flow_run

from cleancopy.errors import GateRefused
from cleancopy.orchestration.report import Progress, Report
from cleancopy.show.report import NAME
from cleancopy.show.run_page import name, quarantined_as_markdown, sites_as_rows
from cleancopy.show.summary import as_markdown, as_rows, gates_as_markdown

REFUSED = "cleancopy.gate.refused"
"""The event's name."""

_GATES_TOLD = 100
"""Gates in one event at most; the artifact has all. An event has a limit in bytes."""
_CHARACTERS_TOLD = 4000
MOST_BYTES = 300_000
"""Of a page that is shown in Prefect's; a larger one is beside the tables all the same."""
EVERY = 3.0
"""Seconds between two signs of progress."""


class Rich(Artifact):
    """A page of HTML. Prefect shows it in a frame without scripts; its own library has no class for it yet."""

    type: str | None = "rich"
    html: str

    def format(self, *_: Any, **__: Any) -> Any:
        """What Prefect's page takes, `_sync` or not."""
        return {"html": self.html, "sandbox": []}

    async def aformat(self) -> Any:
        """The same."""
        return self.format()


def show(report: Report, sentence: str, raw: Path, curated: Path) -> None:
    """The run's result: its page in markdown, counts and sites as tables, the report of the version as it is."""
    with _harmless():
        markdown = "\n\n".join(filter(None, [as_markdown(report), quarantined_as_markdown(report, raw)]))
        create_markdown_artifact(key="curate-summary", markdown=markdown, description=sentence)
        create_table_artifact(key="curate-counts", table=as_rows(report), description="What the run counted.")
        if rows := sites_as_rows(report):
            create_table_artifact(key="curate-sites", table=rows, description="The run, site by site.")
        page = curated / NAME
        if report.committed and page.is_file() and page.stat().st_size <= MOST_BYTES:
            said = f"What version {report.version} holds, and what it changed."
            Rich(key="curate-report", description=said, html=page.read_text("utf-8")).create()


def rename(report: Report, raw: Path) -> None:
    """Gives the run the name that says what came of it."""
    with _harmless(), get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, name=name(report, raw.name))


@contextmanager
def progress(tell: Callable[[Progress], None] | None) -> Iterator[Callable[[Progress], None]]:
    """A function that shows how far a run is, in Prefect now and then, and to `tell` each time."""
    shown_at = 0.0
    artifact: Any = None
    with _harmless():
        artifact = create_progress_artifact(0.0, key="curate-progress", description="Looks at what there is.")

    def show_progress(now: Progress) -> None:
        nonlocal shown_at, artifact
        if tell:
            tell(now)
        if artifact is None or time.monotonic() - shown_at < EVERY:
            return
        shown_at = time.monotonic()
        try:
            update_progress_artifact(artifact, _percent(now), f"{now.step}: {now.done:,} of {now.total:,} documents")
        except Exception:
            artifact = None  # said once by the artifacts at the end

    yield show_progress
    if artifact is not None:
        with _harmless():
            update_progress_artifact(artifact, 100.0, "Done.")


def _percent(now: Progress) -> float:
    """Of the bytes where they are known, else of the documents."""
    done, total = (now.bytes_done, now.bytes_total) if now.bytes_total else (now.done, now.total)
    return min(99.0, 100 * done / total) if total else 0.0


def show_refusal(refusal: GateRefused, curated: Path) -> None:
    """A markdown artifact with what each gate saw, and the event with those that refused.

    The event's resource is `cleancopy.curated.<name of the folder>`; its name is the whole path. Prefect adds the flow
    run, the flow and the deployment as related resources.
    """
    folder = curated.absolute()
    resource = {"prefect.resource.id": f"cleancopy.curated.{folder.name}", "prefect.resource.name": str(folder)}
    refused = [gate.as_dict() for gate in refusal.gates[:_GATES_TOLD]]
    with _harmless():
        emit_event(REFUSED, resource, payload={"message": str(refusal)[:_CHARACTERS_TOLD], "gates": refused})
        table = gates_as_markdown([gate.as_dict() for gate in refusal.seen])
        create_markdown_artifact(
            key="curate-refused",
            markdown=f"# A gate refused the run: nothing was published\n\n{table}",
            description="A gate refused the run; nothing published.",
        )


@contextmanager
def _harmless() -> Iterator[None]:
    """What cannot be shown neither undoes a run that has published nor hides why one was refused."""
    try:
        yield
    except Exception as fault:
        get_run_logger().warning("The result cannot be shown in Prefect: %s: %s", type(fault).__name__, fault)
