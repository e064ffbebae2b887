"""The fault kit on the store itself, short: real kills, real readers. Skipped where the kit is not at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kits import HOSTILE, needs_hostile

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@needs_hostile
@pytest.mark.parametrize(("table", "key"), [("articles", "doc_id"), ("lines", "doc_id,line_no,part")])
def test_readers_never_see_half_a_commit_whoever_is_killed(tmp_path, table, key):
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(12):
        (raw / f"{n}.txt").write_text(f"Story {n}\n\n# share\nBody of {n}\n")
    command = f"{sys.executable} {ROOT / 'tests' / 'store' / 'newsroom.py'} {{in}} {{out}}/curated"
    options = ["--cmd", command, "--input", str(raw), "--curated", f"curated/{table}", "--key", key, "--resolve"]
    options += [
        "--scenarios",
        "kill,concurrent",
        "--n",
        "2",
        "--readers",
        "pyarrow,glob",
        "--work",
        str(tmp_path / "w"),
    ]
    there = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, str(HOSTILE / "crash_loop.py"), *options]
    done = subprocess.run(run, capture_output=True, text=True, timeout=300, check=False, env=there)
    assert done.returncode == 0, done.stdout + done.stderr
