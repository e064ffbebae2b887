"""How a run's inputs are cut into shards, and what the process that waits for them loads."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.ingest import Inputs
from cleancopy.ingest.inputs import Found
from cleancopy.orchestration.plan import shards


def inputs(sizes: list[int], pattern: str | None = None) -> Inputs:
    found = Found(b"/raw", re.compile(pattern) if pattern else None)
    if sizes:
        found.add(
            [
                (b"site/%06d.txt" % number, size, 10 * number, number, 10 * number, number % 2 == 1, 0)
                for number, size in enumerate(sizes)
            ]
        )
    return found.inputs()


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=200), st.integers(1, 40), st.integers(1, 300), st.integers(1, 4)
)
def test_the_shards_partition_the_inputs_within_their_bounds(sizes, documents, most, workers):
    cut = list(shards(inputs(sizes), documents, most, workers))
    assert [i.source_path for part in cut for i in part] == [i.source_path for i in inputs(sizes)]
    assert all(0 < len(part) <= documents and (len(part) == 1 or sum(part.sizes) <= most) for part in cut)


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_several_shards_are_even_and_a_multiple_of_the_workers(workers):
    sizes = [10 + number % 3 for number in range(1000)]
    cut = [sum(part.sizes) for part in shards(inputs(sizes), 2000, 1300, workers)]
    assert len(cut) % workers == 0
    assert max(cut) - min(cut) <= 24


def test_what_fits_into_one_shard_is_not_cut():
    assert len(list(shards(inputs([10] * 100), 2000, 1000, 8))) == 1


def test_no_inputs_are_no_shards():
    assert list(shards(inputs([]), 2000, 1000, 2)) == []


def test_some_of_the_inputs_are_as_they_stand_among_all():
    every = inputs([5, 6, 7, 8], r"(?P<site>\d)\.txt")
    assert list(every[1:3]) == [every[1], every[2]]
    assert list(every.only([3, 0])) == [every[3], every[0]]
    assert (every[3].source_path, every[3].os_path, every[3].size) == ("site/000003.txt", b"/raw/site/000003.txt", 8)
    assert (every[3].site, every[3].mtime_ns, every[3].has_sidecar) == ("3", 30, True)
    assert list(every.only([3, 0]).sizes) == [8, 5]


def test_a_process_that_waits_for_workers_loads_neither_contracts_nor_stages():
    waiting = ("cleancopy.orchestration.run", "cleancopy.orchestration.shards.workers", "cleancopy.commands.run")
    asked = f"import {', '.join(waiting)}, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    heavy = {
        "pandera",
        "polars",
        "prefect",
        "pyarrow.dataset",
        "cleancopy.orchestration.shards.clean",
        "cleancopy.pipeline.clean",
    }
    assert not heavy & set(loaded)
