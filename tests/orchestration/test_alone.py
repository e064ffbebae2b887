"""A worker that is killed costs the document at fault, and nothing else: not its shard, not the run."""

from __future__ import annotations

import os

import pytest

from cleancopy.orchestration.shards.workers import process_pool
from cleancopy.store import Store
from tests.documents import STORY

pytestmark = pytest.mark.slow

DEADLY = "KILL THE PROCESS THAT CLEANS ME"
TRAP = f'''
"""Put on the path of worker processes: the pipeline, with a document that it does not survive."""
import os, signal, sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import PathFinder

class Trap(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "cleancopy.pipeline.clean":
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            clean = module.clean
            def deadly(docs, recipe):
                if any({DEADLY.encode()!r} in data for data in docs.column("data").to_pylist()):
                    %s
                return clean(docs, recipe)
            module.clean = deadly
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Trap())
'''


@pytest.fixture
def trap(tmp_path, monkeypatch):
    """Sets what happens in worker processes to a document that says `DEADLY`."""

    def set_(deed: str) -> None:
        (tmp_path / "trap").mkdir()
        (tmp_path / "trap" / "sitecustomize.py").write_text(TRAP % deed, "utf-8")
        monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'trap'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")

    return set_


@pytest.mark.parametrize("deed", ["os.kill(os.getpid(), signal.SIGKILL)", "os.abort()", "raise MemoryError"])
def test_the_document_at_fault_is_turned_away_and_all_others_are_curated(archive, trap, deed):
    for number in range(12):
        archive.put(f"site/{number}.txt", STORY.replace("ninety", str(number + 20)).encode())
    archive.put("site/deadly.txt", f"{STORY}\n{DEADLY}\n".encode())
    trap(deed)
    report = archive.run(pool=process_pool(2), shard_size=5)
    assert (report.documents_curated, report.documents_quarantined, report.internal_errors) == (12, 1, 1)
    (row,) = archive.rows("quarantine")
    (reason,) = row["reasons"]
    assert (row["source_path"], reason["code"]) == ("site/deadly.txt", "internal_error")
    assert reason["detail"].startswith("the worker that cleaned it ended (")
    store = Store(archive.curated)
    assert store.restore("site/deadly.txt").endswith(f"{DEADLY}\n".encode()) and store.verify().ok
