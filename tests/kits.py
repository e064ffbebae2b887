"""Test material that a user's clone does not have, each folder named by a variable; tests that need one skip without.

`TESTKIT_SEEDS` two real inputs with gold, `TESTKIT_PAGES` a benchmark of real pages, `TESTKIT_CASES` small pages
after public bug reports, `TESTKIT_HOSTILE` hostile inputs and the fault kit. `.ci/run` sets them where the folders are.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def folder(variable: str) -> Path:
    """The folder a variable names; one that does not exist when the variable is not set."""
    return Path(os.environ.get(variable) or "/nonexistent")


SEEDS = folder("TESTKIT_SEEDS")
PAGES = folder("TESTKIT_PAGES")
CASES = folder("TESTKIT_CASES")
HOSTILE = folder("TESTKIT_HOSTILE")

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="TESTKIT_SEEDS names no folder")
needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason="TESTKIT_PAGES names no folder")
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="TESTKIT_CASES names no folder")
needs_hostile = pytest.mark.skipif(not HOSTILE.is_dir(), reason="TESTKIT_HOSTILE names no folder")
