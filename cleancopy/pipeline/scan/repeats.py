"""Which of many 64-bit keys occur more than once, and how often: a hash table over whole arrays.

The keys are hashes already: their leading bits are the bucket.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.scan.columns import Bools, Ints

Keys = npt.NDArray[np.uint64]


def leading(keys: Keys, bits: int) -> Ints:
    """The first bits of each key as a number: a bucket."""
    return (keys >> np.uint64(64 - bits)).view(np.int64)


def _bits(keys: Keys) -> int:
    """Buckets as a power of two: four to eight for each key, but no more than 32 MB of them."""
    return min(max(10, len(keys).bit_length() + 2), 23)


def may_repeat(keys: Keys) -> Bools:
    """Whether a key shares its bucket with another one: true for every key that occurs twice, and for few others."""
    bits = _bits(keys)
    return _shared(leading(keys, bits), 1 << bits)


def _shared(bucket: Ints, size: int) -> Bools:
    """Whether another key is in the same of `size` buckets.

    The last key written to a bucket stays there; whoever finds another one there is a suspect, and so is the last.
    """
    places = np.arange(len(bucket), dtype=np.int32)
    table = np.empty(size, np.int32)
    table[bucket] = places
    last = table[bucket]
    shared = last != places
    shared[last[np.flatnonzero(shared)]] = True
    return shared


def occurrences(keys: Keys) -> tuple[Ints, Bools]:
    """How often each key occurs, and whether it occurred before; keys stand in reading order.

    The first key of a bucket is found by all others there; those few that are not equal to it are sorted. Five times
    as fast as to sort all.
    """
    bits = _bits(keys)
    bucket, places = leading(keys, bits), np.arange(len(keys), dtype=np.int32)
    table = np.empty(1 << bits, np.int32)
    table[bucket[::-1]] = places[::-1]  # the last one written stays
    first = table[bucket]
    others = np.flatnonzero(keys[first] != keys)
    if len(others):
        first[others] = others[_first_equal(keys[others])]
    return np.bincount(first)[first], first != places


def _first_equal(keys: Keys) -> Ints:
    """For each key the place of the first one equal to it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    groups = np.flatnonzero(new)
    first = np.empty(len(keys), np.int64)
    first[order] = np.repeat(order[groups], np.diff(groups, append=len(keys)))
    return first
