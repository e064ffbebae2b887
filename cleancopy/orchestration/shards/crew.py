"""A crew of processes that work on shards: when one is killed, the crew is renewed and the shard tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, nullcontext

from cleancopy.errors import ShardFailed
from cleancopy.orchestration.shards.alone import work_on
from cleancopy.orchestration.shards.order import ShardResult, ShardTask
from cleancopy.orchestration.shards.processes import pool

_MOST_RENEWALS = 20


class Crew:
    """Hands shards to processes, from as many threads as like to wait for them."""

    def __init__(self, workers: int, stack: ExitStack) -> None:
        """`workers` processes, which live until `stack` is left."""
        self._workers, self._stack = workers, stack
        self._renewing, self._large = threading.Lock(), threading.Lock()
        self._renewals = 0
        self._executor: Executor = stack.enter_context(pool(workers))

    def clean(self, task: ShardTask) -> ShardResult:
        """What became of a shard. Two large documents are not worked on at the same time.

        A killed process takes the shards of its companions with it: each of them is examined and cleaned again.
        """
        with self._large if task.is_large else nullcontext():
            while True:
                executor = self._executor
                try:
                    return executor.submit(work_on, task).result()
                except BrokenProcessPool as lost:
                    self._renew(executor, lost)

    def _renew(self, broken: Executor, lost: BrokenProcessPool) -> None:
        with self._renewing:
            if self._executor is not broken:
                return
            self._renewals += 1
            if self._renewals > _MOST_RENEWALS:
                raise ShardFailed("Workers are killed again and again: give them more memory, or take fewer.") from lost
            self._executor = self._stack.enter_context(pool(self._workers))


@contextmanager
def crew(workers: int) -> Iterator[Crew]:
    """A crew, as long as the block lasts; leaving it early ends its processes at once."""
    with ExitStack() as stack:
        yield Crew(workers, stack)
