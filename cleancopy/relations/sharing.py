"""Who else holds some fingerprints: one pass over all that is published, in which only what is shared is kept."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.scan.numbers import Asked, distinct
from cleancopy.relations.prints import Hashes, Keys, Parts, Prints, body_keys, flattened

MOST_BODIES = 50
"""A fingerprint in more distinct bodies than this is template text, and says nothing of any two of them."""
AT_ONCE = 1 << 20
"""Entries after which those of fingerprints that too many bodies hold are let go."""


@dataclass(frozen=True)
class Shared:
    """Who holds the fingerprints asked for. `many`: those that more than `MOST_BODIES` bodies hold, without entries."""

    prints: Prints
    many: Hashes


def sharing(held: Parts, asked: Hashes) -> Shared:
    """Those of the fingerprints `asked` (ascending, distinct) that rows of `held` hold too."""
    found = _Found(Asked(asked))
    if len(asked):
        for rows in held(["body_sha256", "prints"]):
            found.add(rows)
    found.shrink()
    return Shared(found.parts[0], asked[found.many])


def held_by(held: Parts, bodies: Keys) -> Prints:
    """All fingerprints of some bodies."""
    parts = []
    for rows in held(["body_sha256", "prints"]):
        own = np.isin(body_keys(rows), bodies)
        if own.any():
            parts.append(Prints.of(rows.filter(pa.array(own))))
    return Prints.joined(parts)


def bodies_of_each(prints: Prints) -> tuple[Hashes, Keys]:
    """The distinct hashes among joined entries, and in how many bodies each is."""
    return distinct(prints.hash)


@dataclass
class _Found:
    asked: Asked
    parts: list[Prints] = field(default_factory=list)
    size: int = 0

    def __post_init__(self) -> None:
        self.many = np.zeros(len(self.asked.numbers), np.bool_)

    def add(self, rows: pa.Table) -> None:
        lists = rows.column("prints").combine_chunks()
        hashes, paragraphs = flattened(lists)
        places, at = self.asked.among(hashes)
        places = places[~self.many[at]]
        if not len(places):
            return
        bounds = lists.offsets.to_numpy()
        row = np.searchsorted(bounds - bounds[0], places, side="right") - 1
        totals = np.diff(bounds).astype(np.int32)
        self.parts.append(Prints(hashes[places], body_keys(rows)[row], paragraphs[places], totals[row]))
        self.size += len(places)
        if self.size > AT_ONCE:
            self.shrink()

    def shrink(self) -> None:
        """Each entry once, and none of a fingerprint that too many bodies hold."""
        both = Prints.joined(self.parts)
        hashes, counts = bodies_of_each(both)
        common = hashes[counts > MOST_BODIES]
        self.many[np.searchsorted(self.asked.numbers, common)] = True
        both = both.at(~np.isin(both.hash, common))
        self.parts, self.size = [both], len(both.hash) // 2  # so that what stays does not make every part shrink
