"""Who else holds some fingerprints: one pass over all that is published, in which only what is shared is kept."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.scan.numbers import Asked, distinct
from cleancopy.relations.prints import Hashes, Keys, Parts, Prints, body_keys, hashes_of

MOST_BODIES = 50
"""A fingerprint in more distinct bodies than this is template text, and says nothing of any two of them."""
AT_ONCE = 1 << 20
"""Entries after which those of fingerprints that too many bodies hold are let go."""


@dataclass(frozen=True)
class Shared:
    """Who holds the fingerprints asked for. `many`: those that more than `MOST_BODIES` bodies hold, without entries."""

    prints: Prints
    many: Hashes


def sharing(held: Parts, asked: Asked) -> Shared:
    """Those of the fingerprints asked for that rows of `held` hold too."""
    found = _Found(asked)
    if len(asked.numbers):
        for rows in held(["body_sha256", "prints"]):
            found.add(rows)
    found.shrink()
    return Shared(found.parts[0], found.many)


def hashes_held(held: Parts, bodies: Keys) -> Hashes:
    """All fingerprints of some bodies."""
    asked, found = Asked(bodies), [np.zeros(0, np.int32)]
    for rows in held(["body_sha256", "prints"]):
        own = asked.holds(body_keys(rows))
        if own.any():
            found.append(hashes_of(rows.filter(pa.array(own))))
    return np.concatenate(found)


def bodies_of_each(prints: Prints) -> tuple[Hashes, Keys]:
    """The distinct hashes among joined entries, and in how many bodies each is."""
    return distinct(prints.hash)


@dataclass
class _Found:
    asked: Asked
    parts: list[Prints] = field(default_factory=list)
    size: int = 0
    many: Hashes = field(default_factory=lambda: np.zeros(0, np.int32))

    def add(self, rows: pa.Table) -> None:
        some = Prints.of(rows, self.asked)
        self.parts.append(some)
        self.size += len(some.hash)
        if self.size > AT_ONCE:
            self.shrink()

    def shrink(self) -> None:
        """Each entry once, and none of a fingerprint that too many bodies hold: that is not asked for any more."""
        both = Prints.joined(self.parts)
        hashes, counts = bodies_of_each(both)
        common = Asked(hashes[counts > MOST_BODIES])
        if len(common.numbers):
            both = both.at(~common.holds(both.hash))
            self.asked = Asked(self.asked.numbers[~common.holds(self.asked.numbers)])
            self.many = np.concatenate([self.many, common.numbers])
        self.parts, self.size = [both], len(both.hash) // 2  # so that what stays does not make every part shrink
