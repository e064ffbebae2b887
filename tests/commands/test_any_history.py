"""Any sequence of operations, with the command as a person calls it, and what must hold after each of them.

Each text has a word of its own, so that it can be looked for in every file of the store.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cleancopy.cli import answer
from cleancopy.store import Store
from tests.documents import STORY

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PATHS = [f"{site}/{name}.txt" for site in "ab" for name in ("one", "two", "three")]
WORDS = ["Zymurgy", "Quixotry", "Jackdaw", "Bulwark", "Fjord"]
TEXTS = st.sampled_from([*WORDS, "Stub"])
PROFILES = st.sampled_from(["standard", "preserve"])


def text_of(word: str) -> str:
    """A story with the word in its first sentence; a stub is turned away."""
    return f"{word}\n" if word == "Stub" else STORY.replace("The ", f"{word} ", 1)


class Archive(RuleBasedStateMachine):
    """`down`: words that were forgotten, each with the paths that were left to have it."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="history-"))
        self.raw, self.curated = self.folder / "raw", self.folder / "curated"
        self.config = self.folder / "cleancopy.toml"
        self.configure("standard", "delete")
        self.down: dict[str, set[str]] = {}
        self.paths_down: set[str] = set()
        self.write(PATHS[0], "Zymurgy")
        self.write(PATHS[3], "Jackdaw")
        self.run()

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def call(self, *arguments: object, may_fail: bool = False) -> None:
        code = answer([str(argument) for argument in arguments])
        assert code == 0 or may_fail, f"{arguments} ended with {code}"

    def words(self) -> dict[str, str]:
        """What each published path says, by its word."""
        found = {}
        for name, column in (("articles", "text"), ("quarantine", "data")):
            for row in Store(self.curated).table(name, ["source_path", column]).to_pylist():
                said = row[column] if isinstance(row[column], str) else bytes(row[column] or b"").decode()
                found[row["source_path"]] = next((word for word in [*WORDS, "Stub"] if word in said), "")
        return found

    @rule(path=st.sampled_from(PATHS), word=TEXTS)
    def write(self, path: str, word: str) -> None:
        file = self.raw / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text_of(word))

    @rule(path=st.sampled_from(PATHS))
    def remove(self, path: str) -> None:
        if len(list(self.raw.rglob("*.txt"))) > 1:
            (self.raw / path).unlink(missing_ok=True)

    @rule(profile=PROFILES, on_vanish=st.sampled_from(["delete", "keep"]))
    def configure(self, profile: str, on_vanish: str) -> None:
        self.config.write_text(f'profile = "{profile}"\non_vanish = "{on_vanish}"\nkeep = 9\n')

    @rule(rebuild=st.booleans())
    def run(self, rebuild: bool = False) -> None:
        more = ["--rebuild"] if rebuild else []
        self.call("run", self.raw, self.curated, "--config", self.config, "--direct", "--workers", 1, *more)

    @rule(after=st.floats(0.3, 1.5))
    def die(self, after: float) -> None:
        command = [sys.executable, "-m", "cleancopy.cli", "run", self.raw, self.curated, "--config", self.config]
        there = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [*command, "--direct"], env=there, stdout=-3, stderr=-3, start_new_session=True
        ) as process:
            time.sleep(after)
            os.killpg(process.pid, signal.SIGKILL)

    @rule()
    def replay(self) -> None:
        self.call("replay", "--raw", self.raw, "--curated", self.curated, "--config", self.config, may_fail=True)

    @rule(pick=st.randoms(use_true_random=False))
    def rollback(self, pick) -> None:
        numbers = [version.number for version in Store(self.curated).versions()]
        self.call("rollback", pick.choice(numbers), "--curated", self.curated, "--config", self.config)
        self.call("unpin", "--curated", self.curated)

    @rule(pick=st.randoms(use_true_random=False), copies=st.booleans())
    def forget(self, pick, copies: bool) -> None:
        before = self.words()
        path = pick.choice(sorted(before)) if before else None
        if path is None or before[path] == "Stub":
            return
        flag = "--copies" if copies else "--no-copies"
        store = Store(self.curated)
        had = {version.number: said for version in store.versions() if (said := self.said_in(version, path))}
        self.call("forget", path, "--curated", self.curated, "--config", self.config, "--yes", flag)
        after = self.words()
        self.paths_down |= set(before) - set(after)
        for word in set(had.values()):
            left = {other for other, said in after.items() if said == word}
            self.down[word] = self.down.get(word, left) & left
            assert not (copies and left), "copies go as well"

    def said_in(self, version, path: str) -> str:
        rows = Store(self.curated).table("articles", ["source_path", "text"], version).to_pylist()
        return next((word for row in rows if row["source_path"] == path for word in WORDS if word in row["text"]), "")

    @invariant()
    def nothing_forgotten_is_published(self) -> None:
        store = Store(self.curated)
        for version in store.versions():
            for name in ("articles", "lines", "quarantine", "fingerprints", "outlines", "templates", "copies"):
                rows = store.table(name, version=version).to_pylist()
                for row in rows:
                    assert row.get("source_path") not in self.paths_down
                    for word, left in self.down.items():
                        assert word not in str(row) or row["source_path"] in left, f"{word} in {name}, {version.name}"

    @invariant()
    def the_tables_keep_their_promises(self) -> None:
        assert Store(self.curated).verify().findings == []


Archive.TestCase.settings = settings(
    max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=False
)
test_any_history = Archive.TestCase
