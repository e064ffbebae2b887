"""One test server for all tests of the flow; it is started by the first test that asks for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleancopy.flows.local_server import quiet

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Prefect with a database of its own, telemetry off, without heartbeats (they cost a second a run)."""
    quiet()
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=180),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty working folder with a copy of the samples in `raw/`."""
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    monkeypatch.chdir(tmp_path)
    return tmp_path
