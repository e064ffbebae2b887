"""A shard that ended its worker: which of its documents are at fault, found in processes of their own.

A process that needs more memory than there is may be killed by the kernel, or ended by a library that knows no other
way to say so. The shard is then tried again in halves, each in a process that may end, until the document at fault
stands alone; that one is not cleaned any more, and all others are.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleancopy.errors import ShardFailed
from cleancopy.orchestration.shards.order import ShardResult, ShardTask, read_plan
from cleancopy.orchestration.shards.processes import begin, shared_memory
from cleancopy.orchestration.shards.spool import DEADLY, documents_of

MOST_TRIES = 3
_BEGUN = "begun"
"""In a shard's folder: how often it was begun and not ended."""


@contextmanager
def attempt(task: ShardTask) -> Iterator[None]:
    """The block in which a shard is cleaned. One that was begun before, and not ended, is examined first.

    Raises `ShardFailed` where even without the documents at fault a worker ends.
    """
    mark = Path(task.folder, _BEGUN)
    tries = int(mark.read_text("ascii")) if mark.exists() else 0
    if tries >= MOST_TRIES:
        raise ShardFailed(f"{task.name} ended its worker {tries} times: give it more memory, or take fewer workers.")
    mark.write_text(str(tries + 1), "ascii")
    if tries:
        Path(task.folder, DEADLY).write_text(json.dumps(_deadly(task)), "ascii")
    try:
        yield
    except MemoryError:
        raise
    except Exception:
        mark.unlink()
        raise
    else:
        mark.unlink()


def work_on(task: ShardTask) -> ShardResult:
    """`clean_shard`, loaded where the work is done: a process that only waits needs no pipeline.

    A shard for which there is not enough memory is tried again without the documents that are at fault.
    """
    shared_memory()
    from cleancopy.orchestration.shards.clean import clean_shard

    try:
        with attempt(task):
            return clean_shard(task)
    except MemoryError:
        with attempt(task):
            return clean_shard(task)


def _deadly(task: ShardTask) -> list[tuple[int, str]]:
    """The documents of a shard that end a process, by their place, each with how it ended.

    Raises `ShardFailed` where a process ends that has nothing to clean.
    """
    if how := _ends(task.folder, 0, 0):
        raise ShardFailed(f"{task.name} has no memory to begin with ({how}): give workers more, or take fewer.")
    todo, found = [(0, task.documents)], []
    while todo:
        first, end = todo.pop()
        how = _ends(task.folder, first, end)
        if how and end - first <= 1:
            found.append((first, how))
        elif how:
            middle = (first + end) // 2
            todo += [(first, middle), (middle, end)]
    return sorted(found)


def _ends(folder: str, first: int, end: int) -> str | None:
    """How a process ends that cleans some documents of a shard; None when it comes through."""
    process = multiprocessing.get_context("spawn").Process(target=_try, args=(folder, first, end))
    process.start()
    process.join()
    code = process.exitcode or 0
    return f"signal {-code}" if code < 0 else "out of memory" if code == _NO_MEMORY else None


_NO_MEMORY = 77


def _try(folder: str, first: int, end: int) -> None:
    """Cleans some documents of a shard and throws the rows away. Ends the process."""
    from cleancopy.orchestration.documents import of_inputs
    from cleancopy.orchestration.shards.clean import clean_documents

    begin()
    shared_memory()
    try:
        inputs, recipe, max_file_bytes = read_plan(Path(folder))
        inputs, payloads = documents_of(Path(folder), inputs, max_file_bytes)
        clean_documents(of_inputs(inputs[first:end], payloads[first:end]), recipe, {})
    except MemoryError:
        os._exit(_NO_MEMORY)
    except Exception:  # told when the shard is cleaned
        os._exit(1)
