"""Any sequence of runs, rollbacks, takedowns and lost processes, against a dictionary that says what must be there."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cleancopy.errors import NotRestorable
from cleancopy.store import Store, lock
from tests.store.newsroom import TEST_TABLES, publish
from tests.store.test_faults import CALLS, Killed, failing

pytestmark = pytest.mark.slow

PATHS = [f"{letter}.txt" for letter in "abcde"]
BYTES = st.sampled_from([b"", b"One\n", b"Two\r\nlines", b"# share\nThree\n\nand more\n", b"\xff\x00odd\r"])


class Newsroom(RuleBasedStateMachine):
    """`raw` is what the folder holds, `kept` what each version published, by number."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="store-"))
        self.store = Store(self.folder / "curated", TEST_TABLES)
        self.raw: dict[str, bytes] = {"always.txt": b"Always there\n"}
        self.kept: dict[int, dict[str, bytes]] = {}
        self.now: dict[str, bytes] = {}
        self.down: set[str] = set()
        self.publish(2)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def published(self, rows: dict[str, bytes]) -> None:
        self.now = rows
        self.kept[self.store.published().number] = dict(rows)

    @rule(path=st.sampled_from(PATHS), data=BYTES)
    def write(self, path: str, data: bytes) -> None:
        self.raw[path] = data

    @rule(path=st.sampled_from(PATHS))
    def remove(self, path: str) -> None:
        self.raw.pop(path, None)

    @rule(size=st.integers(1, 4))
    def publish(self, size: int) -> None:
        with lock(self.store.curated):
            self.store.unpin()
            publish(self.store, self.raw, size)
        self.published({path: data for path, data in self.raw.items() if path not in self.down})

    @rule(call=st.sampled_from(CALLS), at=st.integers(1, 30))
    def die(self, call: str, at: int) -> None:
        with lock(self.store.curated):
            self.store.unpin()
            number = self.store.published().number
            try:
                with failing(call, at, Killed, everything=True):
                    publish(self.store, self.raw)
            except Killed:
                pass
        if self.store.published().number > number:
            self.published({path: data for path, data in self.raw.items() if path not in self.down})

    @precondition(lambda self: len(self.kept) > 1)
    @rule(pick=st.randoms(use_true_random=False))
    def rollback(self, pick) -> None:
        number = pick.choice(sorted(self.kept))
        with lock(self.store.curated):
            self.store.rollback(number, {})
        self.published(self.kept[number])
        assert self.store.pinned

    @rule(path=st.sampled_from(PATHS))
    def forget(self, path: str) -> None:
        if path in self.now:
            with lock(self.store.curated):
                self.store.forget([path], {})
            self.down.add(path)
            self.kept.clear()
            self.published({other: data for other, data in self.now.items() if other != path})

    @rule(keep=st.integers(1, 3))
    def collect(self, keep: int) -> None:
        with lock(self.store.curated):
            self.store.gc(keep, timedelta(0))
        left = {version.number for version in self.store.versions()}
        assert self.store.published().number in left and len(left) <= max(keep, 1)
        self.kept = {number: rows for number, rows in self.kept.items() if number in left}

    @invariant()
    def the_tables_hold_what_was_published(self) -> None:
        assert {path: self.store.restore(path) for path in self.now} == self.now
        homes = [
            row for name in ("articles", "quarantine") for row in self.store.table(name)["source_path"].to_pylist()
        ]
        assert sorted(homes) == sorted(self.now)
        for path in self.down:
            with pytest.raises(NotRestorable, match="forgotten"):
                self.store.restore(path)

    @invariant()
    def the_proof_holds(self) -> None:
        assert self.store.verify().findings == []


Newsroom.TestCase.settings = settings(
    max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_history = Newsroom.TestCase
