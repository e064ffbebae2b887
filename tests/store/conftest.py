from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.store import Store, lock
from tests.store.newsroom import TEST_TABLES, publish

Documents = dict[str, bytes]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "curated", TEST_TABLES)


@pytest.fixture
def documents() -> Documents:
    made = {f"site/{n}.txt": f"Story {n}\n\n# share it\nBody of {n}\r\nno end".encode() for n in range(7)}
    return made | {"empty.txt": b"", "binary.txt": b"\x00\xff\xfe body\rwith CR\n"}


@pytest.fixture
def run(store: Store) -> Callable[..., bool]:
    """Publishes documents as a run does, under the lock; says whether there was something new."""

    def once(documents: Documents, shard_size: int = 3) -> bool:
        with lock(store.curated):
            return publish(store, documents, shard_size)

    return once
