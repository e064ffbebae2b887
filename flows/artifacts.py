"""What a run shows in Prefect: artifacts for whoever looks, an event that an automation can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event

from cleancopy.errors import GateRefused
from cleancopy.orchestration.report import Report
from cleancopy.show.summary import as_markdown, as_rows, gates_as_markdown

REFUSED = "cleancopy.gate.refused"
"""The event's name."""

_GATES_TOLD = 100
"""Gates in one event at most; the artifact has all. An event has a limit in bytes."""
_CHARACTERS_TOLD = 4000


def show(report: Report, sentence: str) -> None:
    """A markdown and a table artifact with the run's result."""
    with _harmless():
        create_markdown_artifact(key="curate-summary", markdown=as_markdown(report), description=sentence)
        create_table_artifact(key="curate-counts", table=as_rows(report), description="What the run counted.")


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
