"""Who works on the shards when Prefect does not: this process, its threads, or processes that die with it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache
from multiprocessing import connection
from typing import TYPE_CHECKING

from cleancopy.errors import ShardFailed
from cleancopy.orchestration.shards.order import ShardResult, ShardTask
from cleancopy.orchestration.shards.without_pandas import leave_pandas_out

if TYPE_CHECKING:
    pass

MapShards = Callable[[Sequence[ShardTask]], Iterator[ShardResult]]
"""Cleans shards, in whatever order and wherever; raises when one fails."""


def work_on(task: ShardTask) -> ShardResult:
    """`clean_shard`, loaded where the work is done: a process that only waits needs no pipeline."""
    shared_memory()
    from cleancopy.orchestration.shards.clean import clean_shard

    return clean_shard(task)


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Names of glibc's malloc.h."""


@cache
def shared_memory() -> None:
    """One allocator for Arrow, numpy and Python, the C library's, told to keep what is freed for the next shard.

    Measured with two workers: Arrow's own allocator holds on to some 50 MB a worker; asking the kernel for the same
    memory again costs a tenth of the CPU. A C library that knows no `mallopt` is left as it is.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, 32 << 20)
        mallopt(_M_TRIM_THRESHOLD, 256 << 20)


def in_process(tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
    """One shard after the other, here."""
    for task in tasks:
        yield clean_or_name(task)


def clean_or_name(task: ShardTask) -> ShardResult:
    """`clean_shard`, with the shard's name in whatever goes wrong."""
    try:
        return work_on(task)
    except Exception as fault:
        raise ShardFailed(f"{task.name} failed: {type(fault).__name__}: {fault}") from fault


def process_pool(workers: int) -> MapShards:
    """A map over at most `workers` processes."""

    def map_shards(tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        if len(tasks) <= 1 or workers <= 1:
            yield from in_process(tasks)
            return
        with pool(min(workers, len(tasks))) as executor:
            for done in as_completed([executor.submit(clean_or_name, task) for task in tasks]):
                yield done.result()

    return map_shards


def thread_pool(workers: int) -> MapShards:
    """A map over at most `workers` threads of this process: less to start and less memory, but less speed as well."""

    def map_shards(tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        executor = ThreadPoolExecutor(workers, thread_name_prefix="shard")
        try:
            for done in as_completed([executor.submit(clean_or_name, task) for task in tasks]):
                yield done.result()
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

    return map_shards


_IN_WORKERS = {"POLARS_MAX_THREADS": "1"}
"""Environment of a worker, where the user has not said otherwise: as there is a worker for each core, none of them
needs threads for its tables."""


@contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Spawned processes (they inherit no lock); leaving the block early, by a fault or a signal, ends them at once."""
    for name, value in _IN_WORKERS.items():
        os.environ.setdefault(name, value)
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    try:
        yield executor
    except BaseException:
        processes = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        raise
    executor.shutdown()


def _begin() -> None:
    """The first thing that a worker does."""
    leave_pandas_out()
    die_with_parent()


def die_with_parent() -> None:
    """Ends this process as soon as its parent is gone, however that happened: its end of a pipe closes then."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="die-with-parent").start()
