"""The table `copies` after a change: computed anew is what the change touched, all else stays as it was.

The rows are a function of the documents alone: the same for any order, in one run or in thirty. What a document
touches: those with its body, and those of which it is or was a near copy. And as a fingerprint in too many bodies says
nothing, those that hold one of which this became true, or ceased to be, by the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.pipeline.scan.numbers import Asked, distinct
from cleancopy.relations.clusters import clusters
from cleancopy.relations.near import Pairs, near_pairs
from cleancopy.relations.prints import Keys, Parts, Prints, body_keys, hashes_of
from cleancopy.relations.sharing import MOST_BODIES, Shared, bodies_of_each, hashes_held, sharing
from cleancopy.schemas import TABLES


def copies_after(before: pa.Table, held: Parts, came: pa.Table, went: pa.Table) -> pa.Table:
    """`copies` once some documents have come and some have left.

    In: `copies` before; the fingerprints of the documents that stay, in parts; those of the documents that come and
    that leave (rows of `fingerprints`; one that changed is in both). Out: rows in the order of (doc_id, of).
    """
    asked = Asked(hashes_of(came), hashes_of(went))
    shared = sharing(held, asked)
    touched = Asked(body_keys(came), body_keys(went)).numbers
    shaken = _shaken(shared, came, went)
    if len(shaken):
        touched = Asked(touched, shaken).numbers
        shared = sharing(held, Asked(asked.numbers, hashes_held(held, shaken)))
    pairs = [*near_pairs(_telling(shared, came), touched)]
    others = [keys for some in pairs for keys in (some.left, some.right)]
    members = _Members.of(held, came, Asked(touched, *others))
    ids = pa.concat_arrays([members.ids_of(touched), went.column("doc_id").combine_chunks()])
    fresh = pa.concat_tables(map(_as_contract, (members.exact(touched), *(members.near(some) for some in pairs))))
    return _clustered(before, ids, fresh)


def _shaken(shared: Shared, came: pa.Table, went: pa.Table) -> Keys:
    """The bodies that hold a fingerprint which says something now and did not before, or the other way round."""
    asked = Asked(shared.prints.hash)
    before, now = (Prints.joined([shared.prints, Prints.of(rows, asked)]) for rows in (went, came))
    said, says = (bodies_of_each(some)[1] <= MOST_BODIES for some in (before, now))
    turned = Asked(asked.numbers[said != says])
    return distinct(shared.prints.body[turned.holds(shared.prints.hash)])[0]


def _telling(shared: Shared, came: pa.Table) -> Prints:
    """The entries of all that stay and come whose fingerprints two bodies hold or more, and not too many."""
    hashes, counts = distinct(np.concatenate([hashes_of(came), shared.prints.hash]))
    both = Prints.joined([shared.prints, Prints.of(came, Asked(hashes[counts > 1]))])
    hashes, counts = bodies_of_each(both)
    return both.at(~Asked(shared.many, hashes[counts > MOST_BODIES]).holds(both.hash))


@dataclass(frozen=True)
class _Members:
    """The documents that have some bodies, in the order of their paths; of each body the first stands for it."""

    doc_id: pa.Array
    body: Keys
    bodies: Keys
    """The distinct bodies, ascending."""
    first: Keys
    """For each of them the row of its first document."""

    @classmethod
    def of(cls, held: Parts, came: pa.Table, bodies: Asked) -> _Members:
        columns = ["doc_id", "source_path", "body_sha256"]
        found = [rows.filter(pa.array(bodies.holds(body_keys(rows)))) for rows in _both(held, came, columns)]
        rows = pa.concat_tables(found).combine_chunks().sort_by("source_path")
        keys = body_keys(rows)
        known, first = np.unique(keys, return_index=True)
        return cls(rows.column("doc_id").combine_chunks(), keys, known, first)

    def ids_of(self, bodies: Keys) -> pa.Array:
        return self.doc_id.filter(pa.array(Asked(bodies).holds(self.body)))

    def exact(self, bodies: Keys) -> pa.Table:
        """A row for each document whose body an earlier path has."""
        original = self.first[np.searchsorted(self.bodies, self.body)]
        rows = np.flatnonzero((original != np.arange(len(self.body))) & Asked(bodies).holds(self.body))
        return pa.table(
            {
                "doc_id": self.doc_id.take(pa.array(rows)),
                "of": self.doc_id.take(pa.array(original[rows])),
                "kind": pa.repeat(pa.scalar("exact"), len(rows)),
                "score": pa.array(np.ones(len(rows))),
                "shared": pa.array([[]] * len(rows), _SHARED),
            }
        )

    def near(self, pairs: Pairs) -> pa.Table:
        """A row for each pair, of the later path; passages are turned round where the left one is the earlier."""
        left, right = (self.first[np.searchsorted(self.bodies, keys)] for keys in (pairs.left, pairs.right))
        later = left > right
        turned = np.repeat(~later, np.diff(pairs.passages))
        own = np.where(turned, pairs.of_paragraph, pairs.paragraph)
        other = np.where(turned, pairs.paragraph, pairs.of_paragraph)
        pair = np.repeat(np.arange(len(left)), np.diff(pairs.passages))
        order = np.lexsort((other, own, pair))
        passages = [pa.array(values[order].astype(np.int32)) for values in (own, other, pairs.words)]
        return pa.table(
            {
                "doc_id": self.doc_id.take(pa.array(np.where(later, left, right))),
                "of": self.doc_id.take(pa.array(np.where(later, right, left))),
                "kind": pa.repeat(pa.scalar("near"), len(left)),
                "score": pa.array(pairs.score),
                "shared": pa.ListArray.from_arrays(
                    pa.array(pairs.passages.astype(np.int32)),
                    pa.StructArray.from_arrays(passages, fields=list(_SHARED.value_type)),
                ),
            }
        )


_SCHEMA = TABLES["copies"].arrow
_SHARED = _SCHEMA.field("shared").type


def _both(held: Parts, came: pa.Table, columns: Sequence[str]) -> Iterator[pa.Table]:
    yield from held(columns)
    yield came.select(columns)


def _as_contract(table: pa.Table) -> pa.Table:
    """The rows with the columns of the contract but the cluster, which is told last."""
    names = [name for name in _SCHEMA.names if name != "cluster_id"]
    return table.select(names).cast(pa.schema([_SCHEMA.field(name) for name in names]))


def _clustered(before: pa.Table, ids: pa.Array, fresh: pa.Table) -> pa.Table:
    """The rows without those of `ids`, with fresh ones, in order; clusters are told anew where a row came or went."""
    left = _touching(before, ids)
    names = [rows[name] for rows in (fresh, before.filter(left)) for name in ("doc_id", "of")]
    stirred = pa.chunked_array([chunk for some in names for chunk in some.chunks], pa.string())
    again = pc.is_in(before["cluster_id"], before.filter(_touching(before, stirred))["cluster_id"].unique())
    rows = pa.concat_tables([_as_contract(before.filter(pc.and_not(again, left))), fresh])
    said = (rows[name].to_pylist() for name in ("doc_id", "of", "score"))
    cluster = clusters(zip(*said, strict=True))
    named = pa.array([cluster[one] for one in rows["doc_id"].to_pylist()], pa.string())
    told = rows.append_column("cluster_id", named).select(_SCHEMA.names).cast(_SCHEMA)
    both = pa.concat_tables([before.filter(pc.invert(pc.or_(again, left))).cast(_SCHEMA), told])
    return both.combine_chunks().sort_by([("doc_id", "ascending"), ("of", "ascending")])


def _touching(rows: pa.Table, ids: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.or_(*(pc.is_in(rows[name], ids) for name in ("doc_id", "of")))
