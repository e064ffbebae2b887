"""Processes that work: how they are started, how they end with their parent, and how they use memory."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import connection

from cleancopy.orchestration.shards.without_pandas import leave_pandas_out

_IN_WORKERS = {"POLARS_MAX_THREADS": "1"}
"""Environment of a worker, where the user has not said otherwise: as there is a worker for each core, none of them
needs threads for its tables."""


@contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Spawned processes (they inherit no lock); leaving the block early, by a fault or a signal, ends them at once."""
    for name, value in _IN_WORKERS.items():
        os.environ.setdefault(name, value)
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=begin)
    try:
        yield executor
    except BaseException:
        processes = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        raise
    executor.shutdown()


def begin() -> None:
    """The first thing that a worker does.

    It looks for garbage in circles less often than Python would: all that it has imported is gone through each time,
    which took an eighth of its CPU, and its tables are in no circle.
    """
    gc.set_threshold(100_000, 20, 20)
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


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Names of glibc's malloc.h."""
_KEPT = 32 << 20
"""Bytes of the largest array that is kept for the next shard once it is freed."""
_UNUSUAL = 1 << 20
"""Bytes of a document from which on its arrays are so large that what is freed between them is of little use."""


@cache
def shared_memory() -> None:
    """One allocator for Arrow, numpy and Python, the C library's, told to keep what is freed for the next shard.

    Measured with two workers: Arrow's own allocator holds on to some 50 MB a worker; asking the kernel for the same
    memory again costs a tenth of the CPU. A C library that knows no `mallopt` is left as it is.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    _c_library("mallopt", _M_MMAP_THRESHOLD, _KEPT)
    _c_library("mallopt", _M_TRIM_THRESHOLD, 256 << 20)


@contextmanager
def memory_for(largest: int) -> Iterator[None]:
    """The block in which documents are cleaned, the largest of which has so many bytes.

    Of an unusually large one each array is asked of the kernel, and goes back to it at once: otherwise a process that
    cleans several keeps up to 300 MB of pieces between what is in use, in which no array of the next one finds room.
    """
    if largest < _UNUSUAL:
        yield
        return
    _c_library("mallopt", _M_MMAP_THRESHOLD, 1 << 20)
    try:
        yield
    finally:
        _c_library("mallopt", _M_MMAP_THRESHOLD, _KEPT)
        _c_library("malloc_trim", 0)


def _c_library(name: str, *values: int) -> None:
    """Calls a function of the C library, where it has one of that name."""
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*values)
