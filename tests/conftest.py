"""For every test: no settings from outside, and property tests that a busy machine cannot fail."""

import os

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
