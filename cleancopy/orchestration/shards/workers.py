"""Who works on the shards when Prefect does not: this process, its threads, or processes that die with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from cleancopy.errors import ShardFailed
from cleancopy.orchestration.shards.alone import work_on
from cleancopy.orchestration.shards.crew import crew
from cleancopy.orchestration.shards.order import ShardResult, ShardTask

_SMALL = 4 << 20
"""Bytes of documents for which no worker is started: it takes longer to start than to clean them."""
_MOST_THREADS = 64
Clean = Callable[[ShardTask], ShardResult]
MapShards = Callable[[Sequence[ShardTask]], Iterator[ShardResult]]
"""Cleans shards, in whatever order and wherever; raises when one fails."""


def in_process(tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
    """One shard after the other, here."""
    for task in tasks:
        yield clean_or_name(task)


def clean_or_name(task: ShardTask, clean: Clean | None = None) -> ShardResult:
    """`work_on`, or another way to clean a shard, with the shard's name in whatever goes wrong."""
    try:
        return (clean or work_on)(task)
    except ShardFailed:
        raise
    except Exception as fault:
        raise ShardFailed(f"{task.name} failed: {type(fault).__name__}: {fault}") from fault


def process_pool(workers: int) -> MapShards:
    """A map over at most `workers` processes."""

    def map_shards(tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        if are_few(tasks, workers):
            yield from in_process(tasks)
            return
        with crew(min(workers, len(tasks))) as them:
            yield from _by_threads(tasks, workers, partial(clean_or_name, clean=them.clean))

    return map_shards


def thread_pool(workers: int) -> MapShards:
    """A map over at most `workers` threads of this process: less to start and less memory, but less speed as well."""

    def map_shards(tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        yield from _by_threads(tasks, workers, clean_or_name)

    return map_shards


def _by_threads(tasks: Sequence[ShardTask], workers: int, clean: Clean) -> Iterator[ShardResult]:
    """Shards by some threads. Large documents wait for each other, so each has a thread to wait in."""
    threads = workers + sum(task.is_large for task in tasks)
    executor = ThreadPoolExecutor(min(threads, _MOST_THREADS), thread_name_prefix="shard")
    try:
        for done in as_completed([executor.submit(clean, task) for task in tasks]):
            yield done.result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def are_few(tasks: Sequence[ShardTask], workers: int) -> bool:
    """Whether this process had better do all the work: where one worker would, and memory cannot be short."""
    return (len(tasks) <= 1 or workers <= 1) and sum(task.bytes for task in tasks) <= _SMALL
