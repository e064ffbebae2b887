"""What finding copies costs when few documents come to many: seconds and memory, generated fingerprints.

    python benchmarks/copies.py [--published 1000000] [--new 1000]

Published stories are rows of `fingerprints` with as many entries as a news story has (83, the median of 1,714). One in
ten is an edited copy of another, and all of a site have some template text. New ones are like them. Measured is what a
run does for `copies` when they come.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from cleancopy.relations import copies_after
from cleancopy.schemas import TABLES
from cleancopy.store.parquet import read_files, row_groups, write_parquet

PRINTS, TEMPLATE, SITE = 83, 3, 2000
"""Fingerprints of a story, those of them that are template text of its site, documents of a site."""
PART = 50_000
SCHEMA = TABLES["fingerprints"].arrow
EDITED = 10
"""One document in so many is an edited copy of one before it."""


def stories(first: int, count: int, oldest: int = 0) -> pa.Table:
    """Rows of `fingerprints` for stories `first` and on; edited ones are of stories from `oldest` on."""
    rng = np.random.default_rng(first)
    number = np.arange(first, first + count)
    edited = (number % EDITED == 0) & (number > oldest)
    source = np.where(edited, rng.integers(oldest, np.maximum(number, oldest + 1)), number)
    own, shared = (_hashes(of, np.arange(PRINTS)) for of in (number, source))
    changed = rng.random((count, PRINTS)) < 0.4
    hashes = np.where(edited[:, None] & ~changed, shared, own)
    hashes[:, :TEMPLATE] = _hashes(-1 - number // SITE, np.arange(TEMPLATE))
    order = np.argsort(hashes, axis=1)
    places = (order // 10 + 1).astype(np.int32)
    entries = [pa.array(np.take_along_axis(hashes, order, 1).ravel()), pa.array(places.ravel())]
    prints = pa.StructArray.from_arrays(entries, fields=list(SCHEMA.field("prints").type.value_type))
    bounds = pa.array(np.arange(count + 1, dtype=np.int32) * PRINTS)
    said = [pa.array([f"{one:0{width}x}" for one in number.tolist()]) for width in (24, 1, 64)]
    bodies = pa.array([f"{(one * 0x9E3779B97F4A7C15) % 2**64:016x}{one:048x}" for one in number.tolist()])
    return pa.table([said[0], said[1], bodies, pa.ListArray.from_arrays(bounds, prints)], schema=SCHEMA)


def _hashes(story: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Fingerprints of stories, spread over all 32 bits."""
    mixed = (story[:, None].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        place[None].astype(np.uint64) * np.uint64(0xBF58476D1CE4E5B9)
    )
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0x94D049BB133111EB)
    return (mixed >> np.uint64(32)).astype(np.uint32).view(np.int32)


def main() -> None:
    """Prints one line for the archive and one for the change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--published", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=1_000)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for first in range(0, said.published, PART):
            files.append(Path(folder) / f"fingerprints-{first:09d}.parquet")
            write_parquet(stories(first, min(PART, said.published - first)), files[-1], "fingerprints")
        new = Path(folder) / "new.parquet"
        write_parquet(stories(said.published, said.new), new, "fingerprints")
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{said.published:,} published stories: {size:,.0f} MB of fingerprints")
        base = _peak()

        def held(columns: Sequence[str]) -> Iterator[pa.Table]:
            for file in files:
                yield from row_groups(file, columns)

        began, cpu = time.perf_counter(), time.process_time()
        came = read_files([new], SCHEMA)
        found = copies_after(TABLES["copies"].arrow.empty_table(), held, came, came.slice(0, 0))
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        print(
            f"{said.new:,} new ones: {found.num_rows:,} pairs in {seconds:.1f} s ({cpu:.1f} s of CPU), peak "
            f"{_peak():,.0f} MB ({base:,.0f} before)"
        )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
