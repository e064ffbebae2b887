"""For every test: no settings from outside, and property tests that a busy machine cannot fail."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", settings.get_profile("house"), max_examples=15)
settings.register_profile("fuzz", settings.get_profile("house"), max_examples=2000, derandomize=False)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for variable in os.environ:
        if variable.startswith("CLEANCOPY_"):
            monkeypatch.delenv(variable)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, of the system: nothing is fetched for it."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium on the path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()
