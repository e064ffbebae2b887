"""Rules that are switched off for a site: the votes of recognisers go here, the decisions of this room are not made.

The lexicon leaves out its own rules by itself, since recognisers after it read its votes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.scan.columns import Bools, column, flags, flat


def switched_off(batch: Batch, recipe: Recipe) -> dict[str, Bools]:
    """bool[documents] for each rule that the settings of some site switch off: where it is."""
    site = pc.fill_null(flat(batch.docs.column("site")), "")
    off: dict[str, Bools] = {}
    for name, said in recipe.sites.items():
        if said.rules_off:
            own = flags(pc.equal(site, name))
            for rule in said.rules_off:
                off[rule] = off.get(rule, np.zeros(len(own), np.bool_)) | own
    return off


def without_their_votes(batch: Batch, off: Mapping[str, Bools]) -> Batch:
    """The batch without votes and captures of rules in documents for which they are switched off."""
    if not any(where.any() for where in off.values()):
        return batch
    return replace(batch, votes=_without(batch, batch.votes, off), captures=_without(batch, batch.captures, off))


def _without(batch: Batch, said: pa.Table, off: Mapping[str, Bools]) -> pa.Table:
    keep = np.ones(said.num_rows, np.bool_)
    doc = batch.doc[column(said, "line")]
    for rule, where in off.items():
        keep &= ~(flags(pc.equal(said.column("rule"), rule)) & where[doc])
    return said.filter(pa.array(keep))
