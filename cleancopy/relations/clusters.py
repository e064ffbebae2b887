"""Clusters: documents that hang together by copies, exact ones or near ones that share half of the smaller text."""

from __future__ import annotations

from collections.abc import Iterable

CLUSTER_FROM = 0.5


def clusters(pairs: Iterable[tuple[str, str, float]]) -> dict[str, str]:
    """For each document of some pairs (doc_id, doc_id, score) the smallest doc_id of its connected component.

    Union by the smaller name with path halving (Tarjan and van Leeuwen 1984): the result does not depend on the order.
    """
    above: dict[str, str] = {}

    def root(one: str) -> str:
        while (over := above.setdefault(one, one)) != one:
            above[one] = above[over]
            one = above[one]
        return one

    for one, other, score in pairs:
        if score >= CLUSTER_FROM:
            first, second = sorted((root(one), root(other)))
            above[second] = first
        else:
            above.setdefault(one, one)
            above.setdefault(other, other)
    return {one: root(one) for one in tuple(above)}
