"""A disk that fails, and a process that dies, at every single step of a commit."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleancopy.errors import Busy, StoreError, Unconfirmed
from cleancopy.store import Store, lock
from tests.store import newsroom
from tests.store.newsroom import TEST_TABLES, publish
from tests.store.test_commit import rows

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CALLS = ("fsync", "link", "rename", "replace", "symlink", "mkdir", "unlink")


class Killed(BaseException):
    """Stands for SIGKILL: from this call on nothing reaches the disk any more."""


@contextmanager
def failing(call: str, at: int, fault: Callable[[], BaseException], everything: bool) -> Iterator[list[int]]:
    """`os.call` fails from its `at`-th use on; with `everything`, so does each other call after that."""
    count, dead = [0], [False]
    patch = pytest.MonkeyPatch()

    def wrap(name: str, real: Callable) -> Callable:
        def wrapped(*given, **named):
            if name == call:
                count[0] += 1
                dead[0] = dead[0] or count[0] >= at
                if dead[0]:
                    raise fault()
            if dead[0] and everything:
                raise fault()
            return real(*given, **named)

        return wrapped

    for name in CALLS:
        patch.setattr(os, name, wrap(name, getattr(os, name)))
    try:
        yield count
    finally:
        patch.undo()


def newer(documents: dict[str, bytes]) -> dict[str, bytes]:
    changed = {path: data for path, data in documents.items() if path != "site/2.txt"}
    return changed | {"site/1.txt": b"Changed\n", "site/9.txt": b"Added\n"}


def prepared(folder: Path, documents: dict[str, bytes]) -> Store:
    store = Store(folder, TEST_TABLES)
    with lock(folder):
        publish(store, documents)
    return store


def uses(tmp_path: Path, documents: dict[str, bytes], call: str) -> int:
    store = prepared(tmp_path / f"count-{call}", documents)
    with failing(call, 10**9, OSError, False) as count, lock(store.curated):
        publish(store, newer(documents))
    return count[0]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", ["killed", "disk full", "i/o error"])
def test_a_fault_at_any_step_publishes_all_or_nothing_and_the_next_run_makes_it_good(tmp_path, documents, call, kind):
    fault = {"killed": Killed, "disk full": lambda: OSError(errno.ENOSPC, "full"),
             "i/o error": lambda: OSError(errno.EIO, "broken")}[kind]  # fmt: skip
    old = rows(prepared(tmp_path / "old", documents))
    good = prepared(tmp_path / "good", documents)
    with lock(good.curated):
        publish(good, newer(documents))
    new = rows(good)
    steps = uses(tmp_path, documents, call)
    assert steps or call == "unlink"
    for at in range(1, steps + 1, max(1, steps // 5)):
        store = prepared(tmp_path / f"{call}-{at}", documents)
        with lock(store.curated):
            failed: BaseException | None = None
            try:
                with failing(call, at, fault, kind == "killed"):
                    publish(store, newer(documents))
            except (StoreError, Killed) as error:
                failed = error
            seen = rows(store)
            assert seen in (old, new), f"{call} {at}: neither the old rows nor the new"
            if isinstance(failed, StoreError) and not isinstance(failed, Unconfirmed):
                assert seen == old, f"{call} {at}: refused and yet published"
            if failed is None:
                assert seen == new, f"{call} {at}: said to be done and is not"
            publish(store, newer(documents))
            assert rows(store) == new
            left = {path.name for path in store.layout.store.iterdir()}
            assert left == {"current", "lock", "staging", "versions"}
            assert len(list(store.layout.versions.iterdir())) == 2 and list(store.layout.staging.iterdir()) == []


def test_a_disk_without_hard_links_gets_copies(store, run, documents):
    run(documents)
    with failing("link", 1, lambda: OSError(errno.EPERM, "no links here"), False):
        assert run(newer(documents))
    assert store.verify().ok


def test_a_file_system_without_fsync_is_taken_as_it_is(store, run, documents):
    with failing("fsync", 1, lambda: OSError(errno.EINVAL, "no fsync here"), False):
        assert run(documents)
    assert store.verify().ok


def test_finished_shards_of_a_failed_run_are_taken_up_by_the_next(store, documents, monkeypatch):
    cleaned: list[int] = []
    real = newsroom.clean_shard
    monkeypatch.setattr(newsroom, "clean_shard", lambda *given: (cleaned.append(1), real(*given)))
    with lock(store.curated), pytest.raises(StoreError, match="no space"):  # noqa: SIM117
        with failing("symlink", 1, lambda: OSError(errno.ENOSPC, "full"), False):
            publish(store, documents)
    shards = len(cleaned)
    with lock(store.curated):
        staging = store.stage("another-name")
        (staging.shard("half") / "articles.parquet").write_bytes(b"PAR1")
        publish(store, documents)
    assert shards == len(cleaned) == 3
    assert store.verify().ok


def test_a_commit_needs_the_lock(store, run, documents):
    with pytest.raises(StoreError, match="needs its lock"):
        store.commit({}, {}, {}, {})
    run(documents)
    for call in (store.gc, lambda: store.stage("x"), lambda: store.rollback(1, {}), store.unpin):
        with pytest.raises(StoreError, match="needs its lock"):
            call()


def test_a_second_writer_is_busy_at_once_and_the_lock_dies_with_its_holder(store):
    script = "import sys,time; from pathlib import Path; from cleancopy.store import lock\n"
    script += "with lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", script, str(store.curated)], stdout=subprocess.PIPE, cwd=ROOT,
                              env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        start = time.monotonic()
        with pytest.raises(Busy, match="Another writer"), lock(store.curated):
            pass
        assert time.monotonic() - start < 1
        holder.send_signal(signal.SIGKILL)
    with lock(store.curated):
        pass


@pytest.mark.parametrize("below", [False, True])
def test_a_file_in_the_place_of_curated_is_named_in_one_sentence(tmp_path, below):
    (tmp_path / "curated").write_text("not a folder")
    folder = tmp_path / "curated" / "deeper" if below else tmp_path / "curated"
    with pytest.raises(StoreError, match="is a file, or lies below one"), lock(folder):
        pass


def test_a_read_only_disk_is_named_in_one_sentence(tmp_path):
    with (
        failing("mkdir", 1, lambda: OSError(errno.EROFS, "Read-only file system"), False),
        pytest.raises(StoreError, match="make it writable"),
        lock(tmp_path / "curated"),
    ):
        pass


def test_a_pointer_that_moved_meanwhile_fences_the_commit(store, run, documents, monkeypatch):
    run(documents)
    real = os.rename

    def thief(source, target, **named):
        real(source, target, **named)
        if Path(target).parent == store.layout.versions:
            store.layout.current.unlink()
            store.layout.current.symlink_to("versions/00009-00000000")

    monkeypatch.setattr(os, "rename", thief)
    with pytest.raises(StoreError, match="Another writer has published"):
        run(newer(documents))


def test_a_lost_pointer_is_not_taken_for_an_empty_store(store, run, documents):
    run(documents)
    run(newer(documents))
    store.layout.current.unlink()
    with pytest.raises(StoreError, match="is missing although versions exist"):
        run(documents)
    assert len(list(store.layout.versions.iterdir())) == 2
